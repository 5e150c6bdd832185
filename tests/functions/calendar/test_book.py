"""POST /v1/calendar/book keeps its promises."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api import Answer, call, lose_answers
from tests.functions.calendar.bookable import at, book, free, person, service, try_to_book
from tests.functions.calendar.events import connect_mail, listed, store

pytestmark = pytest.mark.usefixtures("table")

CLIENTS = int(os.environ.get("BOOKING_CLIENTS", "40"))
BUSY = 503
JUNE = ("2027-06-01T00:00:00Z", "2027-07-01T00:00:00Z")


def test_a_booking_is_an_event_with_its_attendee_and_a_contact():
    connect_mail()
    person()
    visit = service(location="Carrer Major 1", reminders=[{"method": "email", "minutes_before": 60}])
    event = book(visit["id"], at("08:00"), notes="Per la porta del darrere")
    assert (event["title"], event["description"], event["location"]) == (
        "Visita · Client 1",
        "Per la porta del darrere",
        "Carrer Major 1",
    )
    assert (event["start"], event["end"], event["calendar_id"]) == (at("08:00"), at("09:00"), "anna")
    assert event["attendees"] == [{"email": "client1@exemple.com", "name": "Client 1", "status": "needs_action"}]
    assert event["attendees_notified"] is True
    booking = event["booking"]
    contact = call("contacts.get", {"id": booking["contact_id"]}).data
    assert (contact["name"], contact["email"]) == ("Client 1", "client1@exemple.com")
    assert booking == {
        "service_id": visit["id"],
        "service_name": "Visita",
        "person_id": "anna",
        "contact_id": contact["id"],
        "name": "Client 1",
        "email": "client1@exemple.com",
        "places": 1,
    }
    assert call("calendar.get", {"id": event["id"]}).data["booking"] == booking
    tasks = [item["kind"] for item in store().table.query("org_0000000000000000#live#CALT")]
    assert sorted(tasks) == ["mail", "remind"]


def test_whoever_is_known_by_the_address_books_as_that_contact():
    person()
    visit = service()
    known = call("contacts.create", {"type": "person", "name": "Maria", "email": "client1@exemple.com"}).data
    assert book(visit["id"], at("07:00"))["booking"]["contact_id"] == known["id"]
    by_phone = book(visit["id"], at("08:00"), 2, phone="+34 600 111 222")["booking"]["contact_id"]
    again = {"service_id": visit["id"], "start": at("09:00"), "contact_id": by_phone}
    booking = call("calendar.book", again).data["booking"]
    assert (booking["contact_id"], booking["name"]) == (by_phone, "Client 2")
    assert by_phone != known["id"]


def test_a_time_that_is_taken_is_refused_and_stays_the_firsts():
    person()
    visit = service()
    first = book(visit["id"], at("08:00"))
    answer = try_to_book(visit["id"], at("08:00"), 2)
    assert (answer.status, answer.error["details"]["reason"]) == (409, "slot_taken")
    assert [event["id"] for event in listed(*JUNE, calendar_id="anna")] == [first["id"]]
    assert call("contacts.list", {"search": "client2"}).data["pagination"]["total"] == 0, "nothing half-written"


@pytest.mark.parametrize("start", [at("07:30"), at("10:00"), "2027-06-12T08:00:00Z", "2020-01-06T08:00:00Z"])
def test_a_time_that_is_not_offered_is_refused(start):
    person()
    answer = try_to_book(service()["id"], start)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "time_not_offered")


def test_who_has_least_to_do_gives_it():
    person("anna")
    person("biel")
    visit = service(("anna", "biel"))
    people = [book(visit["id"], at(time), n)["booking"]["person_id"] for n, time in enumerate(["07:00", "08:00"])]
    assert people == ["anna", "biel"]
    assert [book(visit["id"], at("07:00"), 3)["booking"]["person_id"]] == ["biel"]
    assert try_to_book(visit["id"], at("07:00"), 4).status == 409


def test_a_repeated_request_books_once(table):
    person()
    visit = service()
    first = try_to_book(visit["id"], at("08:00"), key="one").data
    lose_answers(table)
    again = try_to_book(visit["id"], at("08:00"), key="one").data
    assert again == first
    assert len(listed(*JUNE, calendar_id="anna")) == 1


def book_until_answered(service_id: str, number: int) -> Answer:
    """The answer to a client that asks again, as one request, while the table is busy (503)."""
    while (answer := try_to_book(service_id, at("08:00"), number, key=f"client-{number}")).status == BUSY:
        continue
    return answer


def test_many_at_once_get_as_many_places_as_there_are():
    """`BOOKING_CLIENTS=200` is the full size: as many threads, each with its request."""
    person()
    group = service(places=20)
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda n: book_until_answered(group["id"], n), range(CLIENTS)))
    assert sorted(answer.status for answer in answers) == [200] * 20 + [409] * (CLIENTS - 20)
    assert {a.error["details"]["reason"] for a in answers if a.status == 409} == {"slot_taken"}
    assert len(listed(*JUNE, calendar_id="anna")) == 20
    assert free(group["id"]) == [at("07:00"), at("09:00")]


def test_a_group_and_another_service_of_the_person_do_not_overlap():
    person()
    group, visit = service(places=5), service(duration_minutes=30, interval_minutes=30)
    book(group["id"], at("08:00"))
    assert try_to_book(visit["id"], at("08:30"), 2).status == 409
    book(visit["id"], at("07:30"), 2)
    assert try_to_book(group["id"], at("07:00"), 3).status == 409
    assert book(group["id"], at("08:00"), 3)["booking"]["places"] == 1


@pytest.mark.parametrize(
    ("data", "status", "field"),
    [
        ({"name": None}, 400, "name"),
        ({"email": None}, 400, "email"),
        ({"service_id": None}, 400, "service_id"),
        ({"start": None}, 400, "start"),
        ({"service_id": "svc_unknown"}, 422, "service_id"),
        ({"places": 0}, 400, "places"),
        ({"email": "nobody"}, 400, "email"),
        ({"timezone": ""}, 400, "timezone"),
    ],
)
def test_bad_input_is_refused_with_its_field(data, status, field):
    person()
    who = {"service_id": service()["id"], "start": at("08:00"), "name": "Maria", "email": "maria@exemple.com"}
    answer = call("calendar.book", {name: value for name, value in {**who, **data}.items() if value is not None})
    assert (answer.status, answer.error["details"]["field"]) == (status, field), answer


def test_a_service_that_is_not_active_cannot_be_booked():
    person()
    answer = try_to_book(service(active=False)["id"], at("08:00"))
    assert (answer.status, answer.error["details"]["reason"]) == (409, "service_inactive")


def test_a_cancelled_booking_frees_its_time_and_is_told_of_once():
    person()
    visit = service()
    event = book(visit["id"], at("08:00"))
    assert at("08:00") not in free(visit["id"])
    call("calendar.cancel", {"id": event["id"]})
    call("calendar.cancel", {"id": event["id"]})
    assert at("08:00") in free(visit["id"])
    assert book(visit["id"], at("08:00"), 2)["status"] == "confirmed"


def test_an_event_that_is_moved_by_hand_takes_its_time_with_it():
    person()
    visit = service()
    event = book(visit["id"], at("08:00"))
    call("calendar.update", {"id": event["id"], "start": at("09:00")})
    assert free(visit["id"]) == [at("07:00"), at("08:00")]
    call("calendar.update", {"id": event["id"], "title": "Altra visita"})
    assert free(visit["id"]) == [at("07:00"), at("08:00")]

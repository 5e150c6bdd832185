"""POST /v1/calendar/settings/update keeps its promises: overlaps are allowed, told of or refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api import call, lose_answers
from tests.functions.calendar.bookable import at, book, free, person, service, try_to_book
from tests.functions.calendar.events import DEMO, create, listed

pytestmark = pytest.mark.usefixtures("table")

JUNE = ("2027-06-01T00:00:00Z", "2027-07-01T00:00:00Z")
LATER = {"start": "2027-04-10T15:30:00Z", "end": "2027-04-10T17:00:00Z"}


def settle(**settings):
    return call("calendar.settings_update", settings).data


@pytest.mark.parametrize(
    ("data", "field", "constraint"),
    [
        ({}, "data", "nothing_to_change"),
        ({"version": 0}, "data", "nothing_to_change"),
        ({"overlaps": "ask"}, "overlaps", "choice"),
        ({"overlaps": None}, "overlaps", "required"),
        ({"calendars": {"Sales": "warn"}}, "calendars.Sales", "format"),
        ({"calendars": {"sales": "no"}}, "calendars.sales", "choice"),
        ({"calendars": {f"c{n}": "warn" for n in range(51)}}, "calendars", "max_items"),
    ],
)
def test_bad_input_is_refused_with_its_field(data, field, constraint):
    answer = call("calendar.settings_update", data)
    assert (answer.status, answer.error["details"]["field"]) == (400, field), answer
    assert answer.error["details"]["constraint"] == constraint


def test_only_what_is_sent_changes_and_only_of_the_version_that_was_read():
    assert settle(calendars={"sales": "refuse"})["version"] == 1
    assert settle(overlaps="warn") | {"overlaps": "warn", "calendars": {"sales": "refuse"}} == settle(overlaps="warn")
    answer = call("calendar.settings_update", {"overlaps": "refuse", "version": 1})
    assert (answer.status, answer.error["details"]) == (409, {"reason": "version", "version": 2})
    assert call("calendar.settings_get").data["overlaps"] == "warn"


def test_events_overlap_silently_by_default():
    create()
    assert "overlaps" not in create(**LATER)


def test_a_calendar_that_warns_makes_the_event_and_names_the_others():
    settle(overlaps="warn")
    first, day = create(title="Reunió"), create(title="Fira", start="2027-04-10", end="2027-04-11")
    assert day["overlaps"] == [
        {"id": first["id"], "title": "Reunió", "start": first["start"], "end": first["end"]},
    ]
    event = create(**LATER)
    assert [each["id"] for each in event["overlaps"]] == [day["id"], first["id"]]
    assert event["overlaps"][0] == {"id": day["id"], "title": "Fira", "start": "2027-04-10", "end": "2027-04-11"}
    assert "overlaps" not in create(start=first["end"], end="2027-04-10T16:00:01Z", calendar_id="sales")
    moved = call("calendar.update", {"id": event["id"], "start": "2027-04-10T14:00:00Z"}).data
    assert [each["id"] for each in moved["overlaps"]] == [day["id"], first["id"]]
    renamed = call("calendar.update", {"id": event["id"], "title": "Demo"}).data
    assert "overlaps" not in renamed, "it is where it was"


def test_a_calendar_that_refuses_changes_nothing_and_names_the_events():
    settle(calendars={"sales": "refuse"})
    first = create(calendar_id="sales")
    answer = call("calendar.create", {**DEMO, **LATER, "calendar_id": "sales"})
    assert (answer.status, answer.error["code"]) == (409, "CONFLICT")
    assert answer.error["details"] == {
        "reason": "overlap",
        "events": [{"id": first["id"], "title": first["title"], "start": first["start"], "end": first["end"]}],
    }
    other = create(**LATER)
    for change in ({"calendar_id": "sales"}, {"calendar_id": "sales", "start": "2027-04-10T14:59:59Z"}):
        answer = call("calendar.update", {"id": other["id"], **change})
        assert answer.error["details"]["reason"] == "overlap"
    assert call("calendar.get", {"id": other["id"]}).data["version"] == 1
    assert call("calendar.update", {"id": first["id"], "start": "2027-04-10T15:10:00Z"}).status == 200, "itself"
    beside = create(start="2027-04-10T16:10:00Z", end="2027-04-10T17:00:00Z", calendar_id="sales")
    call("calendar.cancel", {"id": first["id"]})
    assert create(calendar_id="sales")["status"] == "confirmed", "one that is cancelled is in nobody's way"
    assert call("calendar.cancel", {"id": beside["id"]}).status == 200


def test_the_refusal_is_in_the_callers_language():
    settle(overlaps="refuse")
    create()
    texts = {
        language: call("calendar.create", DEMO, headers={"Accept-Language": language}).error["message"]
        for language in ("ca", "es", "en")
    }
    assert texts["ca"].startswith("En aquest calendari ja hi ha")
    assert texts["es"].startswith("En este calendario ya hay")
    assert texts["en"].startswith("Another event of this calendar")


def test_a_repeated_request_is_not_in_its_own_way(table):
    settle(overlaps="refuse")
    first = call("calendar.create", DEMO, headers={"Idempotency-Key": "one"}).data
    lose_answers(table)
    assert call("calendar.create", DEMO, headers={"Idempotency-Key": "one"}).data == first
    assert len(listed()) == 1


def test_of_many_at_once_one_is_made():
    settle(overlaps="refuse")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: call("calendar.create", {**DEMO, "title": f"Demo {n}"}), range(16)))
    assert sorted(answer.status for answer in answers) == [200] + [409] * 15
    assert len(listed()) == 1


def test_people_of_one_calendar_are_in_each_others_way_where_it_refuses():
    people = ("anna", "biel")
    for each in people:
        person(each, calendars=["sala"])
    visit, group = service(people), service(("anna",), places=5)
    first = book(visit["id"], at("08:00"), person_id="anna")
    assert at("08:00") in free(visit["id"], person_id="biel")
    settle(calendars={"sala": "warn"})
    second = book(visit["id"], at("08:00"), 2, person_id="biel")
    assert second["overlaps"] == [{"id": first["id"], "start": first["start"], "end": first["end"]}], "without titles"
    call("calendar.cancel", {"id": second["id"]})
    settle(calendars={"sala": "refuse"})
    assert free(visit["id"], person_id="biel") == [at("07:00"), at("09:00")]
    answer = try_to_book(visit["id"], at("08:00"), 3, person_id="biel")
    assert (answer.status, answer.error["details"]["reason"]) == (409, "slot_taken")
    assert [book(group["id"], at("09:00"), n)["booking"]["places"] for n in (4, 5)] == [1, 1], "a class is one event"
    assert try_to_book(visit["id"], at("09:00"), 6, person_id="biel").status == 409
    with ThreadPoolExecutor(4) as pool:
        asked = [(visit["id"], at("07:00"), n, people[n % 2]) for n in range(6)]
        answers = list(pool.map(lambda each: try_to_book(*each[:3], person_id=each[3]), asked))
    assert sorted(each.status for each in answers) == [200] + [409] * 5
    assert len(listed(*JUNE, calendar_id="sala")) == 4

"""POST /v1/calendar/hold keeps its promises."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock

from tests.api import call, lose_answers
from tests.functions.calendar.bookable import at, free, person, service, try_to_book

pytestmark = pytest.mark.usefixtures("table")

NOON = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)


def hold(service_id, start, key=None, **about):
    headers = None if key is None else {"Idempotency-Key": key}
    return call("calendar.hold", {"service_id": service_id, "start": start, **about}, headers=headers)


def book_held(hold_id, number=1, **about):
    who = {"name": f"Client {number}", "email": f"client{number}@exemple.com"}
    return call("calendar.book", {"hold_id": hold_id, **who, **about})


def test_a_hold_keeps_a_time_free_for_who_has_it():
    person()
    visit = service()
    with clock.frozen(NOON):
        held = hold(visit["id"], at("08:00")).data
        assert (held["person_id"], held["start"], held["end"]) == ("anna", at("08:00"), at("09:00"))
        assert held["expires_at"] == "2027-06-01T12:05:00Z"
        assert at("08:00") not in free(visit["id"])
        assert try_to_book(visit["id"], at("08:00")).error["details"]["reason"] == "slot_taken"
        assert hold(visit["id"], at("08:00")).error["details"]["reason"] == "slot_taken"
        event = book_held(held["id"]).data
        assert (event["start"], event["booking"]["person_id"]) == (at("08:00"), "anna")
        again = book_held(held["id"], 2)
    assert (again.status, again.error["details"]["reason"]) == (409, "hold_expired")


def test_a_hold_ends_by_itself():
    person()
    visit = service()
    with clock.frozen(NOON):
        held = hold(visit["id"], at("08:00"), minutes=10).data
    with clock.frozen(NOON + timedelta(minutes=10)):
        assert at("08:00") in free(visit["id"])
        assert book_held(held["id"]).error["details"]["reason"] == "hold_expired"
        assert try_to_book(visit["id"], at("08:00")).data["status"] == "confirmed"


def test_a_hold_of_several_places_becomes_a_booking_of_them():
    person()
    group = service(places=3)
    held = hold(group["id"], at("08:00"), places=2).data
    assert try_to_book(group["id"], at("08:00"), places=2).status == 409
    assert try_to_book(group["id"], at("08:00")).status == 200
    assert book_held(held["id"], 2).data["booking"]["places"] == 2
    assert at("08:00") not in free(group["id"])


def test_a_repeated_request_holds_once(table):
    person()
    visit = service()
    first = hold(visit["id"], at("08:00"), key="one").data
    lose_answers(table)
    assert hold(visit["id"], at("08:00"), key="one").data == first


@pytest.mark.parametrize("field", ["service_id", "start"])
def test_what_a_hold_has_is_not_sent_beside_it(field):
    person()
    visit = service()
    held = hold(visit["id"], at("08:00")).data
    answer = book_held(held["id"], **{field: {"service_id": visit["id"], "start": at("08:00")}[field]})
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "not_with_hold")


def test_a_hold_of_nobody_is_over():
    assert book_held("hld_unknown").error["details"]["reason"] == "hold_expired"

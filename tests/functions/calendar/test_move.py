"""POST /v1/calendar/move keeps its promises."""

import pytest

from tests.api import call
from tests.functions.calendar.bookable import at, book, free, person, service
from tests.functions.calendar.events import connect_mail, create, store

pytestmark = pytest.mark.usefixtures("table")


def test_a_booking_is_moved_and_frees_its_former_time():
    connect_mail()
    person()
    visit = service()
    event = book(visit["id"], at("08:00"))
    moved = call("calendar.move", {"id": event["id"], "start": at("09:00")}).data
    assert (moved["start"], moved["end"], moved["version"]) == (at("09:00"), at("10:00"), 2)
    assert moved["attendees_notified"] is True
    assert free(visit["id"]) == [at("07:00"), at("08:00")]
    again = call("calendar.move", {"id": event["id"], "start": at("09:00")}).data
    assert again["version"] == 2, "it is there already"
    mails = [item["SK"] for item in store().table.query("org_0000000000000000#live#CALT") if item["kind"] == "mail"]
    assert [sk.rpartition("#")[2] for sk in mails] == ["0", "1"]


def test_a_booking_can_move_into_its_own_time():
    person()
    visit = service(interval_minutes=30)
    event = book(visit["id"], at("08:00"))
    asked = {"booking_id": event["id"]}
    assert at("08:30") in free(visit["id"], **asked)
    assert call("calendar.move", {"id": event["id"], "start": at("08:30")}).data["start"] == at("08:30")
    assert free(visit["id"]) == [at("07:00"), at("07:30")]


def test_a_booking_moves_to_another_person_and_calendar():
    person("anna")
    person("biel")
    visit = service(("anna", "biel"))
    event = book(visit["id"], at("08:00"), person_id="anna")
    moved = call("calendar.move", {"id": event["id"], "start": at("08:00"), "person_id": "biel"}).data
    assert (moved["booking"]["person_id"], moved["calendar_id"]) == ("biel", "biel")
    assert at("08:00") in free(visit["id"], person_id="anna")
    assert at("08:00") not in free(visit["id"], person_id="biel")


def test_a_time_that_is_taken_or_not_offered_leaves_the_booking_where_it_is():
    person()
    visit = service()
    event, _ = book(visit["id"], at("08:00")), book(visit["id"], at("09:00"), 2)
    taken = call("calendar.move", {"id": event["id"], "start": at("09:00")})
    assert (taken.status, taken.error["details"]["reason"]) == (409, "slot_taken")
    not_offered = call("calendar.move", {"id": event["id"], "start": at("09:30")})
    assert (not_offered.status, not_offered.error["details"]["constraint"]) == (422, "time_not_offered")
    assert call("calendar.get", {"id": event["id"]}).data["start"] == at("08:00")


def test_only_a_booking_that_stands_can_be_moved():
    person()
    event = book(service()["id"], at("08:00"))
    other = call("calendar.move", {"id": create()["id"], "start": at("09:00")})
    assert (other.status, other.error["details"]["constraint"]) == (422, "no_booking")
    old = call("calendar.move", {"id": event["id"], "start": at("09:00"), "version": 7})
    assert (old.status, old.error["details"]["reason"]) == (409, "version")
    call("calendar.cancel", {"id": event["id"]})
    cancelled = call("calendar.move", {"id": event["id"], "start": at("09:00")})
    assert (cancelled.status, cancelled.error["details"]["reason"]) == (409, "cancelled")

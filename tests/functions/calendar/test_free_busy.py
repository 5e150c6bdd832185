"""POST /v1/calendar/free_busy keeps its promises."""

import pytest

from tests.api import call
from tests.functions.calendar.events import create

pytestmark = pytest.mark.usefixtures("table")
DAY = {"from": "2027-04-10T00:00:00Z", "to": "2027-04-11T00:00:00Z"}


def busy(**about):
    return [
        [(each["start"][11:16], each["end"][11:16]) for each in calendar["busy"]]
        for calendar in call("calendar.free_busy", {**DAY, **about}).data["calendars"]
    ]


def test_overlapping_and_adjacent_events_are_one_time():
    for start, end in (("09:00", "10:00"), ("09:30", "11:00"), ("11:00", "12:00"), ("15:00", "16:00")):
        create(start=f"2027-04-10T{start}:00Z", end=f"2027-04-10T{end}:00Z")
    assert busy() == [[("09:00", "12:00"), ("15:00", "16:00")]]


def test_times_are_cut_at_the_range_and_cancelled_events_are_free():
    create(start="2027-04-09T20:00:00Z", end="2027-04-10T02:00:00Z")
    call("calendar.cancel", {"id": create()["id"]})
    assert busy() == [[("00:00", "02:00")]]


def test_several_calendars_are_asked_at_once():
    create(calendar_id="sales")
    assert busy(calendars=["primary", "sales", "primary"]) == [[], [("15:00", "16:00")]]

"""POST /v1/calendar/events keeps its promises."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock

from tests.api import OTHER_ORGANISATION, call
from tests.functions.calendar.events import create, listed

pytestmark = pytest.mark.usefixtures("table")


@pytest.mark.parametrize(
    ("start", "end", "is_listed"),
    [
        ("2027-04-10T15:00:00Z", "2027-04-10T16:00:00Z", True),
        ("2027-04-10T15:59:59Z", "2027-04-11T00:00:00Z", True),
        ("2027-04-10T16:00:00Z", "2027-04-11T00:00:00Z", False),
        ("2027-04-01T00:00:00Z", "2027-04-10T15:00:00Z", False),
        ("2027-04-01T00:00:00Z", "2027-04-10T15:00:01Z", True),
    ],
)
def test_an_event_is_listed_if_it_lasts_within_the_range(start, end, is_listed):
    create()
    assert bool(listed(start, end)) is is_listed


def test_an_event_over_many_months_is_listed_in_each_once():
    event = create(start="2026-12-30T10:00:00Z", end="2027-03-02T10:00:00Z")
    assert [each["id"] for each in listed("2027-02-10T00:00:00Z", "2027-02-11T00:00:00Z")] == [event["id"]]
    assert [each["id"] for each in listed("2026-12-01T00:00:00Z", "2027-06-01T00:00:00Z")] == [event["id"]]


def test_cancelled_events_are_listed_when_asked_for():
    event = create()
    call("calendar.cancel", {"id": event["id"]})
    assert listed() == []
    assert [each["status"] for each in listed(include_cancelled=True)] == ["cancelled"]


def test_calendars_and_organisations_are_apart():
    create(calendar_id="sales")
    assert listed() == []
    assert len(listed(calendar_id="sales")) == 1
    asked = {"from": "2027-04-01T00:00:00Z", "to": "2027-05-01T00:00:00Z", "calendar_id": "sales"}
    assert call("calendar.events", asked, caller={"organisation": OTHER_ORGANISATION}).data["events"] == []


def test_several_calendars_are_listed_as_one(table):
    for hour, calendar in ((12, "anna"), (10, "biel"), (11, "primary"), (9, "sales")):
        create(calendar_id=calendar, start=f"2027-04-10T{hour:02}:00:00Z", end="2027-04-10T16:00:00Z")
    asked = {
        "from": "2027-04-01T00:00:00Z",
        "to": "2027-05-01T00:00:00Z",
        "calendars": ["anna", "biel", "anna", "primary"],
    }
    assert [event["calendar_id"] for event in call("calendar.events", asked).data["events"]] == [
        "biel",
        "primary",
        "anna",
    ]
    second = call("calendar.events", {**asked, "per_page": 2, "page": 2}).data
    assert [event["calendar_id"] for event in second["events"]] == ["anna"]
    assert second["pagination"]["total"] == 3


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"calendars": ["anna"], "calendar_id": "primary"}, "calendar_id"),
        ({"calendars": []}, "calendars"),
        ({"calendars": ["Anna"]}, "calendars[0]"),
        ({"calendars": [f"c{number}" for number in range(21)]}, "calendars"),
    ],
)
def test_calendars_that_cannot_be_are_refused_by_name(about, field):
    asked = {"from": "2027-04-01T00:00:00Z", "to": "2027-05-01T00:00:00Z", **about}
    answer = call("calendar.events", asked)
    assert (answer.status, answer.error["details"]["field"]) == (400, field)


def test_pages_are_exact_and_in_order():
    for hour in range(5):
        create(start=f"2027-04-10T{20 - hour:02d}:00:00Z", end="2027-04-11T00:00:00Z")
    asked = {"from": "2027-04-01T00:00:00Z", "to": "2027-05-01T00:00:00Z", "per_page": 2}
    pages = [call("calendar.events", {**asked, "page": page}).data for page in (1, 2, 3)]
    assert [event["start"][11:13] for page in pages for event in page["events"]] == ["16", "17", "18", "19", "20"]
    assert pages[0]["pagination"] == {"page": 1, "per_page": 2, "total": 5, "total_pages": 3}


@pytest.mark.parametrize(
    ("start", "end", "constraint"),
    [
        ("2027-04-10T00:00:00Z", "2027-04-10T00:00:00Z", "end_before_start"),
        ("2027-04-10T00:00:00Z", "2028-04-12T00:00:00Z", "too_long"),
    ],
)
def test_a_range_is_at_most_366_days(start, end, constraint):
    answer = call("calendar.events", {"from": start, "to": end})
    assert (answer.status, answer.error["details"]["field"]) == (422, "to")
    assert answer.error["details"]["constraint"] == constraint


def test_lists_and_free_busy_agree_with_a_plain_search():
    """Random events, moved and cancelled, against a list that is searched from end to end."""
    chance, base = random.Random(11), datetime(2027, 1, 1, tzinfo=UTC)
    known = {}
    for _ in range(25):
        start = base + timedelta(hours=chance.randrange(24 * 120))
        end = start + timedelta(hours=chance.choice([1, 2, 30, 24 * 40]))
        event = create(start=clock.timestamp(start), end=clock.timestamp(end))
        known[event["id"]], length = (start, end), end - start
        if chance.random() < 0.4:
            start += timedelta(hours=chance.randrange(-900, 900))
            changed = call("calendar.update", {"id": event["id"], "start": clock.timestamp(start)}).data
            known[event["id"]] = (clock.parse(changed["start"]), clock.parse(changed["end"]))
            assert known[event["id"]] == (start, start + length)
        elif chance.random() < 0.2:
            call("calendar.cancel", {"id": event["id"]})
            del known[event["id"]]
    for _ in range(12):
        first = base + timedelta(hours=chance.randrange(24 * 120))
        last = first + timedelta(hours=chance.choice([3, 100, 24 * 50]))
        expected = sorted((s, i) for i, (s, e) in known.items() if s < last and e > first)
        asked = {"from": clock.timestamp(first), "to": clock.timestamp(last)}
        assert [each["id"] for each in listed(asked["from"], asked["to"])] == [i for _, i in expected]
        (calendar,) = call("calendar.free_busy", asked).data["calendars"]
        hours = {
            first + timedelta(hours=n)
            for n in range(int((last - first).total_seconds()) // 3600)
            if any(s <= first + timedelta(hours=n) < e for s, e in known.values())
        }
        taken = {
            clock.parse(each["start"]) + timedelta(hours=n)
            for each in calendar["busy"]
            for n in range(int((clock.parse(each["end"]) - clock.parse(each["start"])).total_seconds()) // 3600)
        }
        assert taken == hours

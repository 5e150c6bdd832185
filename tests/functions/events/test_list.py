"""POST /v1/events/list keeps its promises."""

import base64
from datetime import timedelta

import pytest
from bivelio_core import clock, ids
from bivelio_core.entrypoints import api
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.events import log, reading
from bivelio_core.events.log import Draft
from bivelio_core.store.metered import MeteredTable
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")


def encoded(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def happen(count: int, event_type: str = "contact.created") -> list[str]:
    drafts = [
        Draft(ids.new_id("event", ORGANISATION), event_type, clock.timestamp(), {"number": number})
        for number in range(count)
    ]
    return [event.id for event in log.record(store_of(Tenant.at(ORGANISATION, "live")), drafts)]


def settled():
    return clock.frozen(clock.now() + timedelta(seconds=3))


def follow(**wanted) -> tuple[list[str], str]:
    """Every event from a cursor on, page by page, and the cursor after it."""
    seen = []
    while True:
        page = call("events.list", wanted).data
        seen += [event["id"] for event in page["events"]]
        wanted = {name: value for name, value in wanted.items() if name != "from"} | {"after": page["next_after"]}
        if not page["has_more"]:
            return seen, page["next_after"]


def test_a_reader_who_follows_the_cursor_gets_every_event_once_and_in_order():
    first = happen(30)
    with settled():
        seen, cursor = follow(limit=7)
        assert seen == first
        assert follow(after=cursor, limit=7)[0] == []
        second = happen(5)
    with clock.frozen(clock.now() + timedelta(seconds=9)):
        assert follow(after=cursor)[0] == second


def test_the_newest_come_first_when_asked_down_to_a_time():
    before = happen(3)
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        since = clock.timestamp()
        later = happen(9)
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        seen, cursor = follow(newest_first=True, limit=4)
        assert seen == [*reversed(later), *reversed(before)]
        assert call("events.list", {"newest_first": True, "after": cursor}).data["events"] == []
        first = call("events.list", {"newest_first": True, "from": since, "limit": 7}).data
        rest = call("events.list", {"newest_first": True, "from": since, "after": first["next_after"]}).data
        assert [event["id"] for event in first["events"] + rest["events"]] == later[::-1]
        assert (first["has_more"], rest["has_more"]) == (True, False)


def test_the_newest_of_some_types_come_first():
    wanted = happen(2, "contact.updated")
    happen(300)
    with settled():
        seen, _ = follow(newest_first=True, types=["contact.updated"])
    assert seen == wanted[::-1]


def test_events_across_days_are_one_feed():
    seen = []
    for days in (20, 3, 1, 0):
        with clock.frozen(clock.now() - timedelta(days=days)):
            seen += happen(2)
    with settled():
        assert follow()[0] == seen
        since = (clock.now() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert follow(**{"from": since})[0] == seen[4:]


def test_an_event_is_withheld_until_nothing_can_come_before_it():
    with clock.frozen(clock.now()):
        happen(1)
        assert call("events.list").data["events"] == []
    with settled():
        assert len(call("events.list").data["events"]) == 1


def test_types_filter():
    happen(3)
    (paid,) = happen(1, "invoice.paid")
    with settled():
        assert follow(types=["invoice.paid"])[0] == [paid]


@pytest.mark.parametrize(
    "cursor", ["nonsense", "MjAyNi0wNC0w", "Jy0t", encoded("2027-13-45"), encoded("\u0662\u0660\u0662\u0667-01-01")]
)
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    answer = call("events.list", {"after": cursor})
    assert (answer.status, answer.error["details"]["field"]) == (400, "after")


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+23:59", "0999-06-01T00:00:00Z", "9999-12-31T23:59:59-23:59"])
def test_an_instant_that_no_calendar_shares_is_refused(instant):
    answer = call("events.list", {"from": instant})
    assert (answer.status, answer.error["details"]["field"]) == (400, "from")
    assert answer.error["details"]["constraint"] == "time_range"


def test_an_event_may_hold_any_number_that_json_can():
    happened = Draft(
        ids.new_id("event", ORGANISATION), "workflow.completed", clock.timestamp(), {"n": [1e-200, 10**50, 1e300, 0.1]}
    )
    log.record(store_of(Tenant.at(ORGANISATION, "live")), [happened])
    with settled():
        assert call("events.list").data["events"][0]["data"] == {"n": [1e-200, 10**50, 1e300, 0.1]}


def test_nobody_reads_anothers_events():
    happen(1)
    with settled():
        assert call("events.list", caller={"organisation": OTHER_ORGANISATION}).data["events"] == []


def test_a_page_is_one_query_however_many_days_it_spans(table, monkeypatch):
    metered = MeteredTable(table)
    monkeypatch.setattr(api, "table", lambda: metered)
    assert call("events.list").data["events"] == []
    assert metered.reset().operations == ["query"]
    for days in range(29, 0, -1):
        with clock.frozen(clock.now() - timedelta(days=days)):
            happen(1)
    assert len(call("events.list").data["events"]) == 29
    assert metered.reset().operations == ["query"]


def test_what_is_older_than_thirty_days_is_not_read():
    with clock.frozen(clock.now() - timedelta(days=30, seconds=1)):
        happen(1)
    with clock.frozen(clock.now() - timedelta(days=29, hours=23)):
        (kept,) = happen(1)
    assert follow()[0] == [kept]


def test_a_filtered_page_examines_a_thousand_events_at_most_and_says_where_it_is(table, monkeypatch):
    monkeypatch.setattr(reading, "EXAMINED", 20)
    monkeypatch.setattr(reading, "FILTERED_READ", 7)
    happen(45)
    (paid,) = happen(1, "invoice.paid")
    with settled():
        page = call("events.list", {"types": ["invoice.paid"]}).data
        assert (page["events"], page["has_more"]) == ([], True)
        assert follow(types=["invoice.paid"])[0] == [paid]


def test_an_empty_page_moves_the_cursor_on_so_that_nothing_is_read_twice():
    first = call("events.list").data["next_after"]
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        again = call("events.list", {"after": first}).data
    assert again["events"] == []
    assert again["next_after"] != first


def test_a_page_is_full_before_it_is_more_than_a_function_can_answer():
    drafts = [
        Draft(ids.new_id("event", ORGANISATION), "workflow.completed", clock.timestamp(), {"output": "x" * 120_000})
        for _ in range(20)
    ]
    happened = [event.id for event in log.record(store_of(Tenant.at(ORGANISATION, "live")), drafts)]
    with settled():
        page = call("events.list", {"limit": 100}).data
        assert (len(page["events"]), page["has_more"]) == (9, True)
        assert follow(limit=100)[0] == happened


@pytest.mark.parametrize("text", ["2026", "1712505600", "-1", "20260407", "1712505600.5"])
def test_a_number_as_text_is_no_instant(text):
    answer = call("events.list", {"from": text})
    assert (answer.status, answer.error["details"]["field"]) == (400, "from")
    assert (answer.error["details"]["constraint"], "RFC 3339" in answer.error["message"]) == ("type", True)

"""POST /v1/contacts/tasks/complete keeps its promises."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bivelio_core import clock
from bivelio_core.contacts.tasks import repetition
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from tests.api import call, lose_answers
from tests.examples import examples
from tests.functions.contacts.about import contact, task, titles
from tests.there import there

FREQUENCIES = {"daily": DAILY, "weekly": WEEKLY, "monthly": MONTHLY, "yearly": YEARLY}
MADRID = ZoneInfo("Europe/Madrid")


def complete(made):
    return call("contacts.tasks_complete", {"id": made["id"]})


@pytest.mark.usefixtures("table")
def test_a_task_is_done_once_by_who_said_so():
    made = task()
    done = complete(made).data
    assert (done["status"], done["version"]) == ("done", 2)
    assert done["done_by"] == {"kind": "api_key", "id": "key_test"}
    assert done["done_at"] == done["updated_at"]
    assert complete(made).data == done
    assert titles(status="open") == []


@pytest.mark.usefixtures("table")
def test_one_that_repeats_comes_again_once_however_often_it_is_told_and_reopened(table):
    company = contact()
    with clock.frozen(datetime(2026, 3, 27, 9, tzinfo=UTC)):
        made = task(
            contact_id=company,
            due_at="2026-03-27T10:00:00+01:00",
            repeat={"frequency": "weekly", "until": "2026-04-10"},
        )
        done = complete(made).data
        call("contacts.tasks_update", {"id": made["id"], "status": "open"})
        lose_answers(table)
        assert complete(made).data["next_task_id"] == done["next_task_id"]
    (following,) = call("contacts.tasks_list", {"contact_id": company, "status": "open"}).data["tasks"]
    assert following["id"] == done["next_task_id"]
    assert following["due_at"] == "2026-04-03T08:00:00Z", "at 10:00 on the wall, though clocks have changed"
    with clock.frozen(datetime(2026, 4, 3, 9, tzinfo=UTC)):
        last = complete({"id": complete(following).data["next_task_id"]}).data
    assert (last["due_at"], last.get("next_task_id")) == ("2026-04-10T08:00:00Z", None)


@pytest.mark.usefixtures("table")
def test_one_that_is_done_late_is_due_next_at_a_time_that_is_still_to_come():
    with clock.frozen(datetime(2026, 4, 7, 12, tzinfo=UTC)):
        made = task(due_at="2026-03-02T09:00:00+01:00", repeat={"frequency": "daily"})
        complete(made)
    assert [each["due_at"] for each in call("contacts.tasks_list", {"status": "open"}).data["tasks"]] == [
        "2026-04-08T07:00:00Z"
    ]


def test_the_last_of_a_month_is_the_last_of_each():
    first = datetime(2027, 1, 31, 9, tzinfo=MADRID)
    due, listed = first, []
    for _ in range(4):
        due = there(repetition.following({"frequency": "monthly", "interval": 1}, first, due, MADRID))
        listed.append(due.date().isoformat())
    assert listed == ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]


@examples(60)
@given(
    frequency=st.sampled_from(sorted(FREQUENCIES)),
    interval=st.integers(1, 99),
    weekdays=st.sets(st.integers(0, 6)),
    first=st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - on the wall
    later=st.timedeltas(timedelta(), timedelta(days=900)),
)
def test_times_are_those_of_dateutil(frequency, interval, weekdays, first, later):
    """For days that each month has; RFC 5545 leaves out those that one has not, and tasks come on its last day."""
    start = first.replace(day=min(first.day, 28), hour=9, minute=30, second=0, microsecond=0)
    repeat = {"frequency": frequency, "interval": interval}
    if frequency == "weekly" and weekdays:
        repeat["weekdays"] = [repetition.DAYS[each] for each in weekdays]
    rule = rrule(
        FREQUENCIES[frequency], start, interval, byweekday=sorted(weekdays) or None if frequency == "weekly" else None
    )
    expected = rule.after(start + later)
    due = repetition.following(repeat, start.replace(tzinfo=MADRID), (start + later).replace(tzinfo=MADRID), MADRID)
    assert (None if due is None else due.replace(tzinfo=None)) == expected


def test_a_repetition_ends_with_its_last_day():
    repeat = {"frequency": "daily", "interval": 1, "until": date(2026, 4, 8).isoformat()}
    first = datetime(2026, 4, 7, 9, tzinfo=MADRID)
    second = repetition.following(repeat, first, first, MADRID)
    assert second == first + timedelta(days=1)
    assert repetition.following(repeat, first, second, MADRID) is None

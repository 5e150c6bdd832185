"""When a schedule fires: judged by cronsim, and for what it does not know by the calendar, day after day."""

import calendar
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from bivelio_core.workflows.definitions.cron import DAYS, MONTHS, parse
from bivelio_core.workflows.definitions.firings import (
    firings,
    first_of_two,
    next_runs,
    skipped_within_a_year,
)
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

MADRID, UTC_ZONE = ZoneInfo("Europe/Madrid"), ZoneInfo("UTC")
STARTS = st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2035-01-01"))
SPRING, AUTUMN = datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 10, 30, 12, tzinfo=UTC)


def number(low, high):
    return st.integers(low, high).map(str)


def field(low, high, names=()):
    """A field as people write it: any value, a number, a name, a range, a step, or a list of these."""
    one = st.sampled_from([*names]) | number(low, high) if names else number(low, high)
    ranged = st.tuples(st.integers(low, high), st.integers(low, high)).map(lambda pair: f"{min(pair)}-{max(pair)}")
    stepped = st.tuples(st.just("*") | ranged, st.integers(1, high)).map(lambda pair: f"{pair[0]}/{pair[1]}")
    return st.just("*") | st.lists(one | ranged | stepped, min_size=1, max_size=3).map(",".join)


OF_MONTH = st.just("*") | field(1, 28) | st.sampled_from(["L", "LW"])
OF_WEEK = (
    field(0, 6, DAYS)
    | st.tuples(st.sampled_from([*DAYS, *"0123456"]), st.integers(1, 5)).map(lambda pair: f"{pair[0]}#{pair[1]}")
    | number(0, 6).map(lambda day: f"{day}L")
)
DAY_FIELDS = OF_MONTH.map(lambda day: (day, "*")) | OF_WEEK.map(lambda day: ("*", day))


@given(field(0, 59), field(0, 23), field(1, 12, MONTHS), DAY_FIELDS, STARTS)
@examples(120)
def test_a_schedule_fires_when_the_library_says(minute, hour, month, days, start):
    """Both read the same expression; cronsim counts the days as we do."""
    expression = f"{minute} {hour} {days[0]} {month} {days[1]}"
    ours = [firing.at for firing in islice(firings(parse(expression), UTC_ZONE, start.replace(tzinfo=UTC)), 6)]
    theirs = [at.replace(tzinfo=UTC) for at in islice(CronSim(expression, start), 6)]
    assert ours == theirs


def nearest_workday(year, month, number):
    """By its definition: of the days from Monday to Friday of the month, the one that is nearest to the day."""
    days = [date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]
    return min((day for day in days if day.weekday() < 5), key=lambda day: abs(day.day - number))


@given(st.integers(1, 28), st.integers(2024, 2060), st.integers(1, 12))
@examples(200)
def test_the_nearest_weekday_is_the_nearest_of_the_calendar(number, year, month):
    """A Saturday gives the Friday before, a Sunday the Monday after, and neither leaves the month."""
    (first,) = islice(
        firings(parse(f"0 0 {number}W * *"), UTC_ZONE, datetime(year, month, 1, tzinfo=UTC) - timedelta(minutes=1)), 1
    )
    assert first.at.date() == nearest_workday(year, month, number)


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("0 9 L * *", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("0 9 LW * *", ["2027-01-29", "2027-02-26", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("0 9 15W * *", ["2027-01-15", "2027-02-15", "2027-03-15", "2027-04-15", "2027-05-14"]),
        ("0 9 1w * *", ["2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01", "2027-05-03"]),
        ("0 9 * * 1#1", ["2027-01-04", "2027-02-01", "2027-03-01", "2027-04-05", "2027-05-03"]),
        ("0 9 * * mon#1", ["2027-01-04", "2027-02-01", "2027-03-01", "2027-04-05", "2027-05-03"]),
        ("0 9 * * 5L", ["2027-01-29", "2027-02-26", "2027-03-26", "2027-04-30", "2027-05-28"]),
        ("0 9 * * 7L", ["2027-01-31", "2027-02-28", "2027-03-28", "2027-04-25", "2027-05-30"]),
        ("0 9 L 2 *", ["2027-02-28", "2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28"]),
        ("0 9 * 2 5#5", ["2036-02-29", "2064-02-29"]),
    ],
)
def test_days_of_the_end_and_the_weeks_of_a_month(expression, days):
    """As EventBridge Scheduler and Quartz mean them, with the days of the week counted from Sunday, which is 0."""
    runs = next_runs(parse(expression), MADRID, datetime(2026, 12, 31, 23, tzinfo=UTC))
    assert [run[:10] for run in runs] == days
    assert {run[11:16] for run in runs} == {"09:00"}


def test_a_time_that_the_clocks_skip_comes_an_hour_later_once():
    runs = next_runs(parse("30 2 * * *"), MADRID, SPRING)
    assert runs[:2] == ["2027-03-28T03:30:00+02:00", "2027-03-29T02:30:00+02:00"]
    (first,) = islice(firings(parse("30 2 * * *"), MADRID, SPRING), 1)
    assert str(first.skipped) == "2027-03-28 02:30:00"


@pytest.mark.parametrize("expression", ["30 2-3 * * *", "*/30 * * * *", "30 * * * *"])
def test_a_skipped_time_adds_nothing_where_the_schedule_has_the_later_one_too(expression):
    cron = parse(expression)
    night = [firing for firing in islice(firings(cron, MADRID, SPRING), 60) if firing.at < SPRING + timedelta(hours=20)]
    assert len({firing.at for firing in night}) == len(night)
    assert not any(firing.skipped for firing in night)
    assert skipped_within_a_year(cron, MADRID, SPRING) is None


def test_a_time_that_the_clock_shows_twice_comes_once_the_first_time():
    runs = next_runs(parse("30 2 * * *"), MADRID, AUTUMN)
    assert runs[:2] == ["2027-10-31T02:30:00+02:00", "2027-11-01T02:30:00+01:00"]
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert first_of_two(first + timedelta(hours=1), MADRID) == first_of_two(first, MADRID) == first


@given(
    STARTS,
    st.sampled_from(["Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "America/Nuuk", "Asia/Kolkata"]),
)
@examples(40)
def test_firings_come_in_order_in_every_zone_and_on_each_day_of_the_schedule_one(start, name):
    zone, after = ZoneInfo(name), start.replace(tzinfo=UTC)
    times = [firing.at for firing in islice(firings(parse("15 2 * * *"), zone, after), 400)]
    assert times == sorted(set(times))
    days = [(at - timedelta(hours=1)).astimezone(zone).date() for at in times]
    assert days == [days[0] + timedelta(days=number) for number in range(400)]


def test_the_clocks_skip_a_time_before_midnight_and_it_comes_after():
    """In Nuuk they go from 23:00 to 24:00: 23:30 is 00:30 of the next day, and before that day's own times."""
    zone, day = ZoneInfo("America/Nuuk"), datetime(2027, 3, 27, 12, tzinfo=UTC)
    runs = next_runs(parse("30 0,23 * * *"), zone, day)
    assert runs[0] == "2027-03-28T00:30:00-01:00"
    assert len(set(runs)) == len(runs)


@pytest.mark.parametrize(
    ("expression", "zone", "expected"),
    [
        ("30 2 * * *", "Europe/Madrid", "2027-03-28 02:30:00"),
        ("0 2 * * 0", "Europe/Madrid", "2027-03-28 02:00:00"),
        ("30 2 * * 1-5", "Europe/Madrid", None),
        ("30 3 * * *", "Europe/Madrid", None),
        ("30 2 * * *", "Asia/Kolkata", None),
        ("30 2 1 * *", "Europe/Madrid", None),
        ("15 2 * * 7#2", "America/New_York", "2027-03-14 02:15:00"),
    ],
)
def test_what_the_clocks_skip_within_a_year_is_known(expression, zone, expected):
    firing = skipped_within_a_year(parse(expression), ZoneInfo(zone), datetime(2026, 11, 29, tzinfo=UTC))
    assert (firing and str(firing.skipped)) == expected

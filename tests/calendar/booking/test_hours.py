"""When a service may begin agrees with python-dateutil, through every change of clocks.

`BOOKING_CALENDARS=1000` is the full size; a sample runs with every test run.
"""

import os
import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bivelio_core.calendar.booking import holidays, hours
from dateutil import easter, rrule, tz  # type: ignore[import-untyped]

CALENDARS = int(os.environ.get("BOOKING_CALENDARS", "60"))
ZONES = (
    *("Europe/Madrid", "Atlantic/Canary", "America/New_York", "America/Santiago", "Australia/Lord_Howe"),
    *("Africa/Casablanca", "Asia/Kolkata", "Pacific/Apia", "America/Havana", "UTC"),
)
WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)


def _text(minute):
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _spans(dice):
    """Hours of a day that do not overlap, also at night, when clocks are changed."""
    edges = sorted(dice.sample(range(0, 1441, 15), 2 * dice.randint(1, 3)))
    return [{"start": _text(a), "end": _text(b)} for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _calendar(dice):
    weekly = [{"weekday": day, **span} for day in hours.DAYS if dice.random() < 0.8 for span in _spans(dice)]
    changes = [date(2027, 3, 14), date(2027, 3, 28), date(2027, 10, 31), date(2027, 11, 7)]
    first = dice.choice([*changes, date(2027, dice.randint(1, 12), dice.randint(1, 28))]) - timedelta(days=3)
    other = first + timedelta(days=dice.randint(0, 8))
    exceptions = [{"date": other.isoformat(), "hours": dice.choice([[], _spans(dice)])}]
    person = {"weekly": weekly, "services": [], "exceptions": dice.choice([[], exceptions])}
    service = {"SK": "svc", "duration_minutes": dice.choice([5, 15, 30, 45, 60, 90, 120])}
    if dice.random() < 0.5:
        service["interval_minutes"] = dice.choice([5, 10, 15, 20, 30, 60])
    return person, service, first


def _resolved(wall, zone):
    """The first instant at which clocks show a time, or that of the change that skips it."""
    aware = wall.replace(tzinfo=zone)
    if tz.datetime_exists(aware):
        return tz.enfold(aware, fold=0).astimezone(UTC)
    instant = tz.resolve_imaginary(aware).astimezone(UTC)
    while (instant - timedelta(minutes=1)).astimezone(zone).replace(tzinfo=None) > wall:
        instant -= timedelta(minutes=1)
    return instant


def _judged(person, service, zone, first, last):
    """The same by rules of iCalendar: each span is one, in minutes of the wall's time, made aware by dateutil."""
    length = timedelta(minutes=service["duration_minutes"])
    step = service.get("interval_minutes", service["duration_minutes"])
    begin = first.replace(tzinfo=None) - timedelta(days=2)
    other = {each["date"]: each["hours"] for each in person["exceptions"]}
    rules: list[tuple[Any, Any, date | None]]
    rules = [(WEEKDAYS[hours.DAYS.index(each["weekday"])], each, None) for each in person["weekly"]]
    rules += [(None, span, date.fromisoformat(day)) for day, spans in other.items() for span in spans]
    found = set()
    for weekday, span, only in rules:
        if only is None:
            days = rrule.rrule(rrule.WEEKLY, dtstart=begin, byweekday=weekday, count=4)
            days = [day for day in days if day.date().isoformat() not in other]
        else:
            days = [datetime.combine(only, time())]
        for day in days:
            opens, closes = (day + timedelta(minutes=hours.minutes(span[name])) for name in ("start", "end"))
            window = _resolved(opens, zone), _resolved(closes, zone)
            for wall in rrule.rrule(rrule.MINUTELY, interval=step, dtstart=opens, until=closes - timedelta(minutes=1)):
                aware = wall.replace(tzinfo=zone)
                if not tz.datetime_exists(aware):
                    continue
                for at in {tz.enfold(aware, fold=fold).astimezone(UTC) for fold in (0, 1)}:
                    if window[0] <= at and at + length <= window[1] and first <= at < last:
                        found.add(at)
    return sorted(found)


@pytest.mark.parametrize("seed", range(4))
def test_times_agree_with_dateutil_on_random_calendars_through_changes_of_clocks(seed):
    for number in range(CALENDARS // 4):
        dice = random.Random(seed * 100_000 + number)
        person, service, day = _calendar(dice)
        name = dice.choice(ZONES)
        first = datetime(day.year, day.month, day.day, tzinfo=UTC)
        last = first + timedelta(days=8)
        own = hours.starts(person, service, ZoneInfo(name), first, last)
        assert own == _judged(person, service, tz.gettz(name), first, last), (seed, number, name)


MADRID = ZoneInfo("Europe/Madrid")


def _starts(day, start, end, length, step):
    person = {"weekly": [], "services": [], "exceptions": [{"date": day, "hours": [{"start": start, "end": end}]}]}
    service = {"SK": "svc", "duration_minutes": length, "interval_minutes": step}
    first = datetime.fromisoformat(f"{day}T00:00:00+00:00") - timedelta(hours=3)
    return [f"{at:%H:%M}" for at in hours.starts(person, service, MADRID, first, first + timedelta(days=1))]


def test_a_time_that_clocks_skip_gives_none():
    assert _starts("2027-03-28", "01:00", "04:00", 30, 30) == ["00:00", "00:30", "01:00", "01:30"], "2:00, 2:30 are not"


def test_a_time_that_clocks_show_twice_is_there_twice():
    assert _starts("2027-10-31", "01:00", "04:00", 60, 60) == ["23:00", "00:00", "01:00", "02:00"]


def test_hours_that_end_at_a_time_that_is_shown_twice_end_the_first_time():
    assert _starts("2027-10-31", "01:00", "02:30", 30, 30) == ["23:00", "23:30", "00:00"]


def test_hours_that_begin_at_a_time_that_is_skipped_begin_after_it():
    assert _starts("2027-03-28", "02:30", "04:00", 30, 30) == ["01:00", "01:30"]
    assert hours.first_instant(date(2027, 3, 28), 150, MADRID) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_a_service_that_lasts_over_a_change_of_clocks_has_its_length():
    assert _starts("2027-03-28", "01:00", "04:00", 90, 60) == ["00:00"], "1:00 to 3:30; 3:00 would end after the hours"


@pytest.mark.parametrize("year", [1990, 2026, 2027, 2050, 2099])
def test_easter_is_dateutils(year):
    assert holidays.easter(year) == easter.easter(year)


def test_public_holidays_are_those_of_the_published_lists():
    national = "01-01 01-06 04-03 05-01 08-15 10-12 12-08 12-25"
    catalan = "04-06 06-24 09-11 12-26"
    shown = {region: {f"{day:%m-%d}" for day in holidays.of_year(region, 2026)} for region in ("ES", "ES-CT")}
    assert shown["ES"] == set(national.split())
    assert shown["ES-CT"] == {*national.split(), *catalan.split()}
    assert not holidays.is_holiday(None, date(2026, 1, 1))

"""When a task that repeats is due next: the daily, weekly, monthly and yearly rules of RFC 5545. Pure.

Times are those of a clock on the wall: a task at 9:00 stays at 9:00 when clocks change. All repetitions are counted
from the first time, so that the 31st of January is followed by the 28th of February and the 31st of March.
"""

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from itertools import count
from typing import Any

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = 12


def following(repeat: Mapping[str, Any], first: datetime, after: datetime, zone: tzinfo) -> datetime | None:
    """The first time after an instant at which a task is due that was due at `first`; None when there is none.

    `repeat` has `frequency`, `interval`, and may have `weekdays` and `until`, the last day, as texts.
    """
    start, wall = first.astimezone(zone), after.astimezone(zone)
    until = date.fromisoformat(repeat["until"]) if repeat.get("until") else date.max
    for day in _days(repeat, start.date(), wall.date()):
        if day > until:
            return None
        due = datetime.combine(day, start.time(), zone)
        if due > after:
            return due
    return None


def _days(repeat: Mapping[str, Any], first: date, since: date) -> Iterator[date]:
    """The days of a rule from about the one before `since` on, in order."""
    interval = int(repeat["interval"])
    if repeat["frequency"] == "daily":
        return _each(first, since, interval)
    if repeat["frequency"] == "weekly":
        return _weekly(repeat.get("weekdays") or [DAYS[first.weekday()]], first, since, interval)
    months = interval * (MONTHS if repeat["frequency"] == "yearly" else 1)
    return _monthly(first, since, months)


def _each(first: date, since: date, days: int) -> Iterator[date]:
    start = max((since - first).days // days, 0)
    return (first + timedelta(days=days * number) for number in count(start))


def _weekly(weekdays: list[str], first: date, since: date, interval: int) -> Iterator[date]:
    numbers = sorted(DAYS.index(each) for each in weekdays)
    for monday in _each(first - timedelta(days=first.weekday()), since, interval * len(DAYS)):
        yield from (day for number in numbers if (day := monday + timedelta(days=number)) >= first)


def _monthly(first: date, since: date, months: int) -> Iterator[date]:
    passed = (since.year - first.year) * MONTHS + since.month - first.month
    for number in count(max(passed // months, 0)):
        year, month = divmod(first.year * MONTHS + first.month - 1 + number * months, MONTHS)
        if year > date.max.year:
            return
        last = calendar.monthrange(year, month + 1)[1]
        yield date(year, month + 1, min(first.day, last))

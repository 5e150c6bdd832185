"""When a service may begin by the hours of a person: times on the wall, expanded and then converted. Pure.

A span of a day lasts from the first instant at which clocks show its start until the first at which they show its end.
Within it a service begins at each step of the wall's time: a time that clocks skip gives no start, one that they show
twice gives both, as far as the service ends within the span. A border that is skipped is the moment of the skip.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .holidays import is_holiday

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def starts(
    person: Mapping[str, Any], service: Mapping[str, Any], zone: ZoneInfo, first: datetime, last: datetime
) -> list[datetime]:
    """The instants, in order, from `first` until before `last` at which a person may begin a service."""
    length = timedelta(minutes=service["duration_minutes"])
    step = service.get("interval_minutes") or service["duration_minutes"]
    instant_set: set[datetime] = set()
    day, end = first.astimezone(zone).date() - DAY, last.astimezone(zone).date()
    while day <= end:
        for opens, closes in spans(person, service["SK"], day):
            window = first_instant(day, opens, zone), first_instant(day, closes, zone)
            for minute in range(opens, closes, step):
                for at in instants(day, minute, zone):
                    if window[0] <= at and at + length <= window[1] and first <= at < last:
                        instant_set.add(at)
        day += DAY
    return sorted(instant_set)


def spans(person: Mapping[str, Any], service_id: str, day: date) -> Iterator[tuple[int, int]]:
    """When a person gives a service on a day, in minutes of the wall's clock from midnight."""
    for hours in _hours(person, service_id, day):
        yield minutes(hours["start"]), minutes(hours["end"])


def _hours(person: Mapping[str, Any], service_id: str, day: date) -> Sequence[Mapping[str, Any]]:
    text = day.isoformat()
    for other in reversed(person["exceptions"]):
        if other["date"] <= text <= (other.get("until") or other["date"]):
            hours: Sequence[Mapping[str, Any]] = other["hours"]
            return hours
    if is_holiday(person.get("holidays"), day):
        return ()
    own = next((each["weekly"] for each in person["services"] if each["service_id"] == service_id), None)
    weekday = DAYS[day.weekday()]
    return [each for each in (person["weekly"] if own is None else own) if each["weekday"] == weekday]


def minutes(text: str) -> int:
    """The minutes from midnight of `09:30`."""
    return int(text[:2]) * 60 + int(text[3:])


def instants(day: date, minute: int, zone: ZoneInfo) -> list[datetime]:
    """The instants, in UTC, at which clocks show a time of a day: none, one or two."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    both = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return sorted({at for at in both if at.astimezone(zone).replace(tzinfo=None) == wall})


def first_instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The first instant at which clocks show a time of a day, or one after it where they skip it."""
    if both := instants(day, minute, zone):
        return both[0]
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    before, after = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    while after - before > SECOND:  # the offset changes between them
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)

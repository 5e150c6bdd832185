"""The times of events: instants, local times in a time zone, and whole days.

A time without an offset is local to the event's time zone. One that a change of the clocks skips does not exist; of one
that occurs twice the first is meant, as in iCalendar (RFC 5545, section 3.3.5). The end of whole days is exclusive.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from bivelio_core import clock, time_zones
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.faults import broken, register
from bivelio_core.models import FIRST_YEAR, LAST_YEAR

DEFAULT_ZONE = "Europe/Madrid"
LONGEST = timedelta(days=366)
DAY = timedelta(days=1)

UNKNOWN_ZONE = register("calendar", "unknown_timezone")
SKIPPED = register("calendar", "nonexistent_time")
ENDS_BEFORE_START = register("calendar", "end_before_start")
TOO_LONG = register("calendar", "too_long")
MIXED = register("calendar", "whole_days")

_FORM = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:[Zz]|[+-]\d\d:\d\d)?)?")


def _written(text: str) -> str:
    if not _FORM.fullmatch(text):
        raise broken("type", expected="date_or_time")
    try:
        year = datetime.fromisoformat(text.upper()).year
    except ValueError as error:
        raise broken("format", expected="date_or_time") from error
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise broken("time_range", first=FIRST_YEAR, last=LAST_YEAR)
    return text.upper().replace(" ", "T")


When = Annotated[
    str,
    Field(examples=["2026-04-10T15:00:00Z", "2026-04-10T17:00:00", "2026-04-10"]),
    AfterValidator(_written),
]
"""An RFC 3339 timestamp, a local time without an offset, or a day."""
ZoneName = Annotated[str, Field(min_length=1, max_length=64, examples=[DEFAULT_ZONE])]


class Period(NamedTuple):
    """From when to when an event lasts, in UTC; `days` are the first and the one after the last, of whole days."""

    starts: datetime
    ends: datetime
    days: tuple[str, str] | None = None


def period(start: str, end: str | None, timezone: str) -> Period:
    """The period of an event. Raises Unprocessable or ValidationError with the field."""
    time_zone = zone(timezone)
    if _is_day(start):
        return _days(start, end, timezone)
    if end is None:
        raise ValidationError.of("end", "required")
    if _is_day(end):
        raise Unprocessable.of("end", MIXED)
    return checked(Period(instant(start, time_zone, "start"), instant(end, time_zone, "end")))


def _days(start: str, end: str | None, timezone: str) -> Period:
    if end is not None and not _is_day(end):
        raise Unprocessable.of("end", MIXED)
    first = date.fromisoformat(start)
    after = date.fromisoformat(end) if end else first + DAY
    return checked(whole_days(first, after, timezone))


def whole_days(first: date, after: date, timezone: str) -> Period:
    """The period from the begin of a day to that of another, in a time zone that is known."""
    time_zone = zone(timezone)
    return Period(_midnight(first, time_zone), _midnight(after, time_zone), (first.isoformat(), after.isoformat()))


def checked(span: Period) -> Period:
    """The period, if it ends after it starts and is not too long. Raises Unprocessable."""
    if span.ends <= span.starts:
        raise Unprocessable.of("end", ENDS_BEFORE_START)
    if span.ends - span.starts > LONGEST + DAY:
        raise Unprocessable.of("end", TOO_LONG, limit=LONGEST.days)
    return span


def instant(text: str, time_zone: ZoneInfo, field: str) -> datetime:
    """The instant of a time, to the second. Raises Unprocessable for a local time that the zone skips."""
    moment = datetime.fromisoformat(text).replace(microsecond=0)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    utc = moment.replace(tzinfo=time_zone).astimezone(UTC)
    if utc.astimezone(time_zone).replace(tzinfo=None) != moment:
        raise Unprocessable.of(field, SKIPPED)
    return utc


def _midnight(day: date, time_zone: ZoneInfo) -> datetime:
    """The first instant of a day; midnight itself, unless the zone skips it."""
    return datetime(day.year, day.month, day.day, tzinfo=time_zone).astimezone(UTC)


def _is_day(text: str) -> bool:
    return len(text) == len("2026-04-10")


def is_zone(name: str) -> bool:
    """Whether a time zone has this name."""
    return time_zones.find(name) is not None


def zone(name: str, field: str = "timezone") -> ZoneInfo:
    """The time zone of a name. Raises Unprocessable."""
    if (time_zone := time_zones.find(name)) is None:
        raise Unprocessable.of(field, UNKNOWN_ZONE)
    return time_zone


def text(moment: datetime) -> str:
    """An instant as it is stored and shown; it sorts as text."""
    return clock.timestamp(moment)

"""Dates and times as expressions have them: texts in ISO 8601, `2026-03-02` or `2026-03-02T09:30:00+01:00`."""

import re
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bivelio_core import time_zones
from bivelio_core.expressions.values import ExpressionError

DEFAULT_ZONE = "Europe/Madrid"
MILLISECOND = 1_000
Moment = date | datetime
"""A day, or an instant with an offset."""

Value = TypeVar("Value")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def zone_of(name: str | None) -> ZoneInfo:
    """The time zone of a name, by default that of schedules. Raises ExpressionError."""
    if (time_zone := time_zones.find(name or DEFAULT_ZONE)) is None:
        raise ExpressionError("zone", name=name)
    return time_zone


def moment_of(text: str) -> Moment:
    """The day or the instant that a text is. Raises ExpressionError."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ExpressionError("no_moment", text=text[:40]) from error
    if moment.tzinfo is None:
        raise ExpressionError("no_offset", text=text[:40])
    return moment


def written(moment: Moment) -> str:
    """A day or an instant as a text; an instant in UTC with `Z`, with its fraction only when it has one."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond // MILLISECOND else "seconds")
    return text.removesuffix("+00:00") + "Z" if moment.tzinfo is UTC else text


def in_zone(moment: Moment, zone: str | None) -> Moment:
    """An instant on the clock of a zone, when one is named; a day stays a day."""
    if not isinstance(moment, datetime):
        return moment
    if zone is None:
        return moment.astimezone(UTC) if not moment.utcoffset() else moment
    return moment.astimezone(zone_of(zone))


def day_of(moment: Moment, zone: str | None) -> date:
    """The day of a moment: of an instant, the day on the clock of the zone."""
    return moment.astimezone(zone_of(zone)).date() if isinstance(moment, datetime) else moment


def settled(moment: datetime) -> datetime:
    """A local time after arithmetic, as an instant: one that a change of the clocks skips is moved on by the change.

    Python's arithmetic on aware times moves the hands of the clock and may leave them at a time that does not exist.
    """
    zone = moment.tzinfo
    return moment.astimezone(UTC).astimezone(zone)

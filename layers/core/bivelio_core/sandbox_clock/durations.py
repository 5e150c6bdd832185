"""Durations as people and ISO 8601 write them: `3d`, `36h`, `P1M`, `PT15M`."""

import re
from calendar import monthrange
from datetime import datetime, timedelta
from typing import NamedTuple

PATTERN = (
    r"^(?:[1-9][0-9]*(?:s|m|h|d|w|mo|y)|P"
    r"(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?"
    r"(?:T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)$"
)
"""A duration in short or as ISO 8601 writes it."""

_PART = re.compile(r"(?P<count>[0-9]{1,9})(?P<unit>mo|[smhdwy])")
_ISO_DATE = {"Y": "y", "M": "mo", "W": "w", "D": "d"}
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 7 * 86_400}
_MONTHS = {"mo": 1, "y": 12}


class Duration(NamedTuple):
    """Months of the calendar, and seconds."""

    months: int
    seconds: int

    def after(self, start: datetime) -> datetime:
        """The instant that is so much later; the last day of a month that has no such day."""
        number = start.year * 12 + start.month - 1 + self.months
        year, month = number // 12, number % 12 + 1
        day = min(start.day, monthrange(year, month)[1])
        return start.replace(year=year, month=month, day=day) + timedelta(seconds=self.seconds)


def parse(text: str) -> Duration:
    """The duration of a text of the format `duration` (formats.py)."""
    parts = [(int(match["count"]), match["unit"]) for match in _PART.finditer(_short(text))]
    months = sum(count * _MONTHS.get(unit, 0) for count, unit in parts)
    return Duration(months, sum(count * _SECONDS.get(unit, 0) for count, unit in parts))


def _short(text: str) -> str:
    """A duration of ISO 8601 with the units of the short form."""
    if not text.startswith("P"):
        return text
    date, _, time = text[1:].partition("T")
    return re.sub("[YMWD]", lambda match: _ISO_DATE[match[0]], date) + time.lower()

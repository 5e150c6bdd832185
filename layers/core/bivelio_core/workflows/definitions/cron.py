"""Cron expressions of five fields: check them and convert them to EventBridge Scheduler's form.

`minute hour day-of-month month day-of-week`, with `*`, lists, ranges and steps; names of months and days; 0 and 7 are
Sunday. Scheduler's own form has six fields, counts Sunday as 1, and takes either a day of the month or one of the
week, so an expression that restricts both is refused. Source: EventBridge Scheduler User Guide, "Schedule types".
"""

import re
from dataclasses import dataclass

from bivelio_core.catalogue import Entry

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ANY, NONE = "*", "?"
DEFAULT_TIME_ZONE = "Europe/Madrid"

_PART = re.compile(r"(?P<low>\*|[0-9]+|[A-Z]{3})(?:-(?P<high>[0-9]+|[A-Z]{3}))?(?:/(?P<step>[0-9]+))?")


class CronError(ValueError):
    """The expression cannot be scheduled; `text` says why: `cron.<name>` of the catalogue of workflows."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name, values)
        self.text = Entry("workflows", f"cron.{name}").filled(**values)

    def __str__(self) -> str:
        return self.text["en"]


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    last: int | None = None
    """The last value of `*` and of `3/2`, where it is not `high`."""

    @property
    def text(self) -> Entry:
        """What it is called."""
        return Entry("workflows", f"cron.{self.name}")


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day_of_month", 1, 31),
    _Field("month", 1, 12, MONTHS),
    _Field("day_of_week", 0, 7, DAYS, last=6),
)


def to_scheduler(expression: str) -> str:
    """`0 9 1 * *` as `cron(0 9 1 * ? *)`. Raises CronError."""
    fields = expression.upper().split()
    if len(fields) != len(_FIELDS):
        raise CronError("five_fields")
    values = [_values(text, field) for text, field in zip(fields, _FIELDS, strict=True)]
    minute, hour, day, month, weekday = (ANY if text == "*/1" else text for text in fields)
    if ANY not in (day, weekday):
        raise CronError("one_day")
    _, _, days, months, weekdays = values
    if all(min(days) > DAYS_OF_MONTH[number - 1] for number in months):
        raise CronError("never")
    if weekday == ANY:
        weekday = NONE
    else:  # as a list of names: both forms agree on those
        day, weekday = NONE, ",".join(DAYS[number] for number in sorted({number % 7 for number in weekdays}))
    return f"cron({minute} {hour} {day} {month} {weekday} *)"


def _values(text: str, field: _Field) -> set[int]:
    """Every value that a field's list of values, ranges and steps names. Raises CronError."""
    return {value for part in text.split(",") for value in _part_values(part, field)}


def _part_values(part: str, field: _Field) -> range:
    match = _PART.fullmatch(part)
    if match is None or (match["low"] == ANY and match["high"]):
        raise CronError("not_a", part=part, field=field.text)
    low, high, step = match["low"], match["high"], match["step"]
    open_end = field.high if field.last is None else field.last
    first = field.low if low == ANY else _number(low, field)
    last = _number(high, field) if high else open_end if low == ANY or step else first
    if high and last < first:
        raise CronError("backwards", part=part)
    if step is not None and not 1 <= int(step) <= field.high:
        raise CronError("step", part=part)
    return range(first, max(first, last) + 1, int(step or 1))


def _number(text: str, field: _Field) -> int:
    if text in field.names:
        return field.names.index(text) + field.low
    if not text.isdigit() or not field.low <= int(text) <= field.high:
        raise CronError("not_a", part=text, field=field.text)
    return int(text)

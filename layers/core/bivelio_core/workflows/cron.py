"""Cron expressions as people write them (five fields), checked, and as EventBridge Scheduler wants them.

`minute hour day-of-month month day-of-week`, with `*`, lists, ranges and steps; names of months and days; 0 and 7 are
Sunday. Scheduler's own form has six fields, counts Sunday as 1, and takes either a day of the month or one of the
week, so an expression that restricts both is refused. Source: EventBridge Scheduler User Guide, "Schedule types".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ANY, NONE = "*", "?"

_PART = re.compile(r"(?P<low>\*|[0-9]+|[A-Z]{3})(?:-(?P<high>[0-9]+|[A-Z]{3}))?(?:/(?P<step>[0-9]+))?")


class CronError(ValueError):
    """The expression is not one we can keep; says why in English."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, MONTHS),
    _Field("day of the week", 0, 7, DAYS),
)


def to_scheduler(expression: str) -> str:
    """`0 9 1 * *` as `cron(0 9 1 * ? *)`. Raises CronError."""
    fields = expression.upper().split()
    if len(fields) != len(_FIELDS):
        raise CronError("five fields are expected: minute hour day-of-month month day-of-week")
    minute, hour, day, month, weekday = (_check(text, field) for text, field in zip(fields, _FIELDS, strict=True))
    if ANY not in (day, weekday):
        raise CronError("either the day of the month or the day of the week must be '*'")
    if not _comes(day, month):
        raise CronError("that day never comes")
    if weekday == ANY:
        weekday = NONE
    else:
        day, weekday = NONE, _scheduler_days(weekday)
    return f"cron({minute} {hour} {day} {month} {weekday} *)"


def _check(text: str, field: _Field) -> str:
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise CronError(f"'{part}' is not a {field.name}")
        low, high, step = match["low"], match["high"], match["step"]
        if low == ANY and high:
            raise CronError(f"'{part}' is not a {field.name}")
        first = field.low if low == ANY else _number(low, field)
        last = _number(high, field) if high else first
        if last < first:
            raise CronError(f"'{part}' ends before it begins")
        if step is not None and not 1 <= int(step) <= field.high:
            raise CronError(f"'{part}' has a step that never comes round")
    return ANY if text in (ANY, "*/1") else text


def _comes(day: str, month: str) -> bool:
    """Whether any of the months has the first of the days, e.g. no February has a 30th."""
    first = min(1 if part.startswith(ANY) else int(re.split("[-/]", part)[0]) for part in day.split(","))
    return any(first <= LONGEST[number - 1] for number in _months(month))


def _months(text: str) -> Iterator[int]:
    field = _FIELDS[3]
    for part in text.split(","):
        span, _, step = part.partition("/")
        low, _, high = span.partition("-")
        first = field.low if low == ANY else _number(low, field)
        last = _number(high, field) if high else field.high if low == ANY or step else first
        yield from range(first, last + 1, int(step or 1))


def _number(text: str, field: _Field) -> int:
    if text in field.names:
        offset = field.low if field.names is MONTHS else 0
        return field.names.index(text) + offset
    if not text.isdigit() or not field.low <= int(text) <= field.high:
        raise CronError(f"'{text}' is not a {field.name}")
    return int(text)


def _scheduler_days(text: str) -> str:
    """The days of the week as a list of names: both forms agree on those."""
    field, chosen = _FIELDS[4], set()
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise CronError(f"'{part}' is not a {field.name}")
        low, high, step = match["low"], match["high"], int(match["step"] or 1)
        first = 0 if low == ANY else _number(low, field)
        last = _number(high, field) if high else 6 if low == ANY or match["step"] else first
        chosen |= {day % 7 for day in range(first, last + 1, step)}
    return ",".join(DAYS[day] for day in sorted(chosen))

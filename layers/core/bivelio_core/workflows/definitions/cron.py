"""Cron expressions of five fields: check them, tell their days, and convert them to EventBridge Scheduler's form.

`minute hour day-of-month month day-of-week`, with `*`, lists, ranges and steps; names of months and days; 0 and 7 are
Sunday. The day of the month may be `L` (the last), `LW` (the last from Monday to Friday) or `15W` (the one of those
that is nearest, in the same month); the day of the week `1#1` (the first Monday) or `5L` (the last Friday).

Scheduler's own form has six fields, counts Sunday as 1, and takes either a day of the month or one of the week, so an
expression that restricts both is refused. Sources: EventBridge Scheduler User Guide, "Schedule types"; EventBridge User
Guide, "Cron expressions reference"; Quartz, "CronTrigger Tutorial", for what `L`, `W` and `#` mean.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bivelio_core.catalogue import Entry

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ANY, NONE = "*", "?"
LAST, LAST_WORKDAY = "L", "LW"
DEFAULT_TIME_ZONE = "Europe/Madrid"
SHORTEST_MONTH, DAYS_OF_WEEK, WEEKS_OF_MONTH = 28, 7, 5
SATURDAY, SUNDAY = 6, 7
"""As date.isoweekday counts them."""

_PART = re.compile(r"(?P<low>\*|[0-9]+|[A-Z]{3})(?:-(?P<high>[0-9]+|[A-Z]{3}))?(?:/(?P<step>[0-9]+))?")
_NEAREST_WORKDAY = re.compile(r"(?P<day>[0-9]{1,2})W")
_OF_MONTH = re.compile(r"(?P<day>[0-9]+|[A-Z]{3})(?:(?P<last>L)|#(?P<number>[0-9]+))")

IsDay = Callable[[date], bool]
"""Whether a day is one of an expression's, whatever the month."""


class CronError(ValueError):
    """The expression cannot be scheduled; `text` says why: `cron.<name>` of the catalogue of workflows."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name, values)
        self.text = Entry("workflows", f"cron.{name}").filled(**values)

    def __str__(self) -> str:
        return self.text["en"]


@dataclass(frozen=True, slots=True)
class Cron:
    """An expression: the times of a day (hours and minutes in order), its days, and Scheduler's form of it."""

    times: tuple[tuple[int, int], ...]
    months: frozenset[int]
    is_day: IsDay
    scheduler_form: str

    def falls_on(self, day: date) -> bool:
        """Whether its times come on a day."""
        return day.month in self.months and self.is_day(day)


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


_MINUTE = _Field("minute", 0, 59)
_HOUR = _Field("hour", 0, 23)
_DAY_OF_MONTH = _Field("day_of_month", 1, 31)
_MONTH = _Field("month", 1, 12, MONTHS)
_DAY_OF_WEEK = _Field("day_of_week", 0, 7, DAYS, last=6)
FIELDS = 5


def to_scheduler(expression: str) -> str:
    """`0 9 1 * *` as `cron(0 9 1 * ? *)`. Raises CronError."""
    return parse(expression).scheduler_form


def parse(expression: str) -> Cron:
    """Read an expression of five fields. Raises CronError."""
    fields = expression.upper().split()
    if len(fields) != FIELDS:
        raise CronError("five_fields")
    minute, hour, day, month, weekday = (ANY if text == "*/1" else text for text in fields)
    minutes, hours = sorted(_values(minute, _MINUTE)), sorted(_values(hour, _HOUR))
    months = frozenset(_values(month, _MONTH))
    is_day, day_form = _day_of_month(day, months)
    weekday_form = NONE
    if weekday != ANY:
        is_day, weekday_form = _day_of_week(weekday)
        if day != ANY:
            raise CronError("one_day")
        day_form = NONE
    return Cron(
        times=tuple((an_hour, a_minute) for an_hour in hours for a_minute in minutes),
        months=months,
        is_day=is_day,
        scheduler_form=f"cron({minute} {hour} {day_form} {month} {weekday_form} *)",
    )


def _day_of_month(text: str, months: frozenset[int]) -> tuple[IsDay, str]:
    """Which days a day of the month names, and how Scheduler writes it. Raises CronError."""
    if text == LAST:
        return (lambda day: day.day == _last_of_month(day)), text
    if text == LAST_WORKDAY:
        return (lambda day: day.day == _nearest_workday(day, _last_of_month(day))), text
    if nearest := _NEAREST_WORKDAY.fullmatch(text):
        number = _number(nearest["day"], _DAY_OF_MONTH)
        if number > SHORTEST_MONTH:
            raise CronError("not_in_each_month", part=text)
        return (lambda day: day.day == _nearest_workday(day, number)), f"{number}W"
    _refuse_in_list(text)
    days = _values(text, _DAY_OF_MONTH)
    if all(min(days) > DAYS_OF_MONTH[number - 1] for number in months):
        raise CronError("never")
    return (lambda day: day.day in days), text


def _day_of_week(text: str) -> tuple[IsDay, str]:
    """Which days a day of the week names, and how Scheduler writes it. Raises CronError."""
    if of_month := _OF_MONTH.fullmatch(text):
        return _one_of_month(_number(of_month["day"], _DAY_OF_WEEK) % DAYS_OF_WEEK, of_month["number"], text)
    if text == LAST:
        raise CronError("last_of_what")
    _refuse_in_list(text)
    weekdays = {number % DAYS_OF_WEEK for number in _values(text, _DAY_OF_WEEK)}
    names = ",".join(DAYS[number] for number in sorted(weekdays))  # both forms agree on those
    return (lambda day: _weekday(day) in weekdays), names


def _one_of_month(weekday: int, which: str | None, text: str) -> tuple[IsDay, str]:
    """The first to fifth of a day of the week in a month, or its last without a number. Raises CronError."""
    if which is None:
        return (lambda day: _weekday(day) == weekday and _is_in_last_week(day)), f"{weekday + 1}L"
    number = int(which)
    if not 1 <= number <= WEEKS_OF_MONTH:
        raise CronError("number_of_week", part=text)
    days = range((number - 1) * DAYS_OF_WEEK + 1, number * DAYS_OF_WEEK + 1)
    return (lambda day: _weekday(day) == weekday and day.day in days), f"{weekday + 1}#{number}"


def _refuse_in_list(text: str) -> None:
    """Refuse a list of what only stands alone, as Scheduler does. Raises CronError."""
    parts = text.split(",")
    for part in parts if len(parts) > 1 else ():
        if part in {LAST, LAST_WORKDAY} or _NEAREST_WORKDAY.fullmatch(part) or _OF_MONTH.fullmatch(part):
            raise CronError("alone", part=part)


def _weekday(day: date) -> int:
    """The number that an expression has for its day of the week."""
    return day.isoweekday() % DAYS_OF_WEEK


def _is_in_last_week(day: date) -> bool:
    return day.day + DAYS_OF_WEEK > _last_of_month(day)


def _last_of_month(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _nearest_workday(day: date, number: int) -> int:
    """The day from Monday to Friday that is nearest to one of a month, and in the same month."""
    weekday = day.replace(day=number).isoweekday()
    if weekday == SATURDAY:
        return number - 1 if number > 1 else number + 2
    if weekday == SUNDAY:
        return number + 1 if number < _last_of_month(day) else number - 2
    return number


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

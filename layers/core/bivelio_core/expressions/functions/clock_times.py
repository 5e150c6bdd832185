"""Times of day, and the hours between times."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal

from bivelio_core.expressions.values import ExpressionError

from .declared import NUMBER, STRING, Evaluation, Parameter
from .moments import day_of, moment_of, written
from .numbers import EXACT, Number, plain
from .times import TIME, VALUE, ZONE, local_time

MICROSECOND = timedelta(microseconds=1)
HOUR = Decimal(3_600_000_000)
"""An hour in microseconds."""

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)


@TIME.declare(
    NUMBER,
    Parameter("from", STRING, check=moment_of),
    Parameter("to", STRING, check=moment_of),
    examples={
        "diff_hours('2026-03-02T09:30:00Z', '2026-03-02T11:00:00Z')": 1.5,
        "diff_hours('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00')": 23,
    },
)
def diff_hours(_evaluation: Evaluation, first: str, second: str) -> Number:
    """How many hours the second time is after the first, as they really pass, with decimals; negative before it.

    A date alone has no hours; `at` gives it a time.
    """
    passed = _time_of(second) - _time_of(first)
    return plain(EXACT.divide(Decimal(passed // MICROSECOND), HOUR))


def _clock_time(text: str) -> time:
    """A time of day such as `9:00` or `23:59:59`. Raises ExpressionError."""
    if (match := _CLOCK.fullmatch(text)) is None:
        raise ExpressionError("no_clock_time", text=text[:40])
    try:
        hour, minute, second = (int(part) for part in match.groups(default="0"))
        return time(hour, minute, second)
    except ValueError as error:
        raise ExpressionError("no_clock_time", text=text[:40]) from error


@TIME.declare(
    STRING,
    VALUE,
    Parameter("time", STRING, check=_clock_time),
    ZONE,
    examples={
        "at('2026-03-02', '09:00')": "2026-03-02T09:00:00+01:00",
        "at(add_days(today(), `1`), '9:00', 'Atlantic/Canary')": "2026-03-03T09:00:00+00:00",
        "at('2026-03-29', '02:30')": "2026-03-29T03:30:00+02:00",
    },
)
def at(_evaluation: Evaluation, value: str, clock: str, zone: str | None = None) -> str:
    """The time at which the clock of a zone (Europe/Madrid) shows a time of day, `9:00` or `23:59:59`, on a day.

    Of a time it is the day in that zone. Where the clocks are put forward, a time that they skip is as much later;
    where they are put back, of two such times it is the first.
    """
    return written(local_time(datetime.combine(day_of(moment_of(value), zone), _clock_time(clock)), zone))


def _time_of(value: str) -> datetime:
    moment = moment_of(value)
    if not isinstance(moment, datetime):
        raise ExpressionError("date_alone", value=value)
    return moment

"""Time: now, calendar arithmetic, dates as people write them, and working days."""

from datetime import UTC, datetime, timedelta

from bivelio_core.expressions.values import ExpressionError

from . import date_patterns, date_reading, working_days
from .declared import NUMBER, STRING, Evaluation, Group, Parameter
from .moments import Moment, day_of, in_zone, moment_of, settled, written, zone_of

TIME = Group("Time")
UNITS = ("hour", "day", "week", "month", "quarter", "year")
MAXIMUM_HOURS = 24 * 366 * 200
MAXIMUM_DAYS = 366 * 200
MAXIMUM_WORKING_DAYS = 1_000


def _known_unit(name: str) -> None:
    if name not in UNITS:
        raise ExpressionError("unit", name=name, known=", ".join(UNITS))


VALUE = Parameter("value", STRING, check=moment_of)
ZONE = Parameter("zone", STRING, is_optional=True, check=zone_of)
LANGUAGE = Parameter("language", STRING, is_optional=True, check=date_patterns.names_in)
REGION = Parameter("region", STRING, is_optional=True, check=working_days.known_region)
PATTERN = Parameter("pattern", STRING, check=date_patterns.fields_of)


@TIME.declare(STRING, examples={"now()": "2026-03-02T09:30:00Z"})
def now(evaluation: Evaluation) -> str:
    """The time, in UTC. It is the same whenever a step is tried, so that a repeated request has the same body."""
    return written(evaluation.context.instant.astimezone(UTC).replace(microsecond=0))


@TIME.declare(STRING, ZONE, examples={"today()": "2026-03-02", "today('Pacific/Auckland')": "2026-03-02"})
def today(evaluation: Evaluation, zone: str | None = None) -> str:
    """The date in a time zone (Europe/Madrid). Like `now`, it is the same whenever a step is tried."""
    return written(day_of(evaluation.context.instant, zone))


@TIME.declare(
    STRING,
    VALUE,
    Parameter("days", NUMBER),
    ZONE,
    examples={
        "add_days('2026-01-31', `30`)": "2026-03-02",
        "add_days('2026-03-28T08:00:00Z', `1`, 'Europe/Madrid')": "2026-03-29T09:00:00+02:00",
    },
)
def add_days(_evaluation: Evaluation, value: str, days: float, zone: str | None = None) -> str:
    """The date, or the time, some days later; earlier with a negative number.

    With a zone, the clock of that zone shows the same time of day, also when it was changed in between.
    """
    return _moved(value, timedelta(days=_whole(days, MAXIMUM_DAYS)), zone)


@TIME.declare(
    STRING,
    VALUE,
    Parameter("months", NUMBER),
    ZONE,
    examples={"add_months('2026-01-31', `1`)": "2026-02-28", "add_months('2026-03-02', `-12`)": "2025-03-02"},
)
def add_months(_evaluation: Evaluation, value: str, months: float, zone: str | None = None) -> str:
    """The date, or the time, some months later; the last day of a month that has no such day."""
    moment = in_zone(moment_of(value), zone)
    number = moment.year * 12 + moment.month - 1 + _whole(months, 12 * 200)
    first = moment.replace(year=number // 12, month=number % 12 + 1, day=1)
    last = ((first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
    return _stored_form(first.replace(day=min(moment.day, last)))


@TIME.declare(
    STRING,
    VALUE,
    Parameter("hours", NUMBER),
    ZONE,
    examples={
        "add_hours('2026-03-02T09:30:00Z', `1.5`)": "2026-03-02T11:00:00Z",
        "add_hours('2026-03-29T00:30:00Z', `1`, 'Europe/Madrid')": "2026-03-29T03:30:00+02:00",
    },
)
def add_hours(_evaluation: Evaluation, value: str, hours: float, zone: str | None = None) -> str:
    """The time some hours later, as they really pass. A date alone has no hours."""
    moment = in_zone(moment_of(value), zone)
    if not isinstance(moment, datetime):
        raise ExpressionError("hours_of_date", value=value)
    if not -MAXIMUM_HOURS <= hours <= MAXIMUM_HOURS:
        raise ExpressionError("hours", hours=hours)
    return written((moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(moment.tzinfo))


@TIME.declare(
    STRING,
    VALUE,
    PATTERN,
    ZONE,
    LANGUAGE,
    examples={
        "format_date('2026-03-02', 'dd/MM/yyyy')": "02/03/2026",
        "format_date('2026-03-02T09:30:00Z', 'EEE d MMM, H:mm', 'Europe/Madrid', 'en')": "Mon 2 Mar, 10:30",
        "format_date('2026-04-01', 'long')": "1 d'abril de 2026",
        "format_date('2026-05-02', 'day_month')": "2 de maig",
        "format_date('2026-05-02', 'month_year', `null`, 'es')": "mayo de 2026",
        "format_date('2026-08-09', 'full', 'Europe/Madrid', 'es')": "domingo, 9 de agosto de 2026",
    },
)
def format_date(evaluation: Evaluation, value: str, pattern: str, zone: str | None = None, language: str = "ca") -> str:
    """The date or time by a pattern of Unicode (`yyyy-MM-dd`), with the names of months and days in `ca`, `es` or `en`.

    `long`, `full`, `day_month` and `month_year` are patterns for each language, with its articles: `1 d'abril`, `1 de
    abril`, `1 April`. In others `MMMM` is a month as it follows a day (in Catalan `d'abril`), `LLLL` one that stands
    alone (`abril`). A time is shown on the clock of the zone (Europe/Madrid). Text between single quotes is written as
    it is.
    """
    moment = moment_of(value)
    local_moment: Moment = moment.astimezone(zone_of(zone)) if isinstance(moment, datetime) else moment
    evaluation.pay(len(pattern))
    return date_patterns.formatted(local_moment, pattern, language)


@TIME.declare(
    STRING,
    Parameter("text", STRING),
    Parameter("pattern", STRING, is_optional=True, check=date_reading.fields_of),
    ZONE,
    LANGUAGE,
    examples={
        "parse_date('02/03/2026', 'dd/MM/yyyy')": "2026-03-02",
        "parse_date('2/3/2026 9:05', 'd/M/yyyy H:mm', 'Europe/Madrid')": "2026-03-02T09:05:00+01:00",
        "parse_date('2026-03-02T10:30+01:00')": "2026-03-02T10:30:00+01:00",
        "parse_date('1 d’abril de 2026', 'long')": "2026-04-01",
        "parse_date('2 May 2026', 'd MMMM yyyy', `null`, 'en')": "2026-05-02",
    },
)
def parse_date(
    evaluation: Evaluation, text: str, pattern: str | None = None, zone: str | None = None, language: str = "ca"
) -> str:
    """The date or time that a text is, written as the other functions take it.

    Without a pattern the text is ISO 8601. A pattern with hours gives a time on the clock of the zone (Europe/Madrid).
    Names of months (`MMM`, `MMMM`, `long`) are those of the language, in capitals or small letters.
    """
    if pattern is None:
        try:
            return written(moment_of(text))
        except ExpressionError:
            return written(local_time(datetime.fromisoformat(text), zone))
    evaluation.pay(len(pattern))
    moment = date_reading.parsed(text, pattern, language)
    return written(local_time(moment, zone) if isinstance(moment, datetime) else moment)


@TIME.declare(
    NUMBER,
    Parameter("from", STRING, check=moment_of),
    Parameter("to", STRING, check=moment_of),
    ZONE,
    examples={
        "diff_days('2026-03-02', '2026-04-01')": 30,
        "diff_days('2026-03-28T23:30:00Z', '2026-03-29T06:00:00Z', 'Europe/Madrid')": 0,
    },
)
def diff_days(_evaluation: Evaluation, first: str, second: str, zone: str | None = None) -> int:
    """How many days the second date is after the first, negative when it is before; of times, in the zone."""
    return (day_of(moment_of(second), zone) - day_of(moment_of(first), zone)).days


@TIME.declare(
    STRING,
    VALUE,
    Parameter("unit", STRING, check=_known_unit),
    ZONE,
    examples={
        "start_of('2026-03-05', 'week')": "2026-03-02",
        "start_of('2026-05-31', 'quarter')": "2026-04-01",
        "start_of('2026-03-02T22:30:00Z', 'day', 'Europe/Madrid')": "2026-03-02T00:00:00+01:00",
    },
)
def start_of(_evaluation: Evaluation, value: str, unit: str, zone: str | None = None) -> str:
    """The beginning of the hour, day, week (Monday), month, quarter or year that a date or time is in."""
    _known_unit(unit)
    moment = moment_of(value)
    if isinstance(moment, datetime):
        moment = moment.astimezone(zone_of(zone))
        if unit == "hour":  # which of the two, on the day that has one twice
            passed = timedelta(minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)
            return written((moment.astimezone(UTC) - passed).astimezone(moment.tzinfo))
        moment = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    elif unit == "hour":
        raise ExpressionError("hour_of_date", value=value)
    match unit:
        case "week":
            moment -= timedelta(days=moment.weekday())
        case "month":
            moment = moment.replace(day=1)
        case "quarter":
            moment = moment.replace(month=(moment.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            moment = moment.replace(month=1, day=1)
    return _stored_form(moment)


@TIME.declare(
    ("boolean",),
    VALUE,
    REGION,
    ZONE,
    examples={
        "is_working_day('2026-09-11')": True,
        "is_working_day('2026-09-11', 'ES-CT')": False,
        "is_working_day('2026-03-01')": False,
    },
)
def is_working_day(
    _evaluation: Evaluation, value: str, region: str = working_days.SPAIN, zone: str | None = None
) -> bool:
    """Whether a date is neither Saturday, Sunday nor a public holiday of Spain (`ES`), or of Catalonia (`ES-CT`).

    Holidays of a town are not known.
    """
    return working_days.is_working_day(day_of(moment_of(value), zone), region)


@TIME.declare(
    STRING,
    VALUE,
    Parameter("days", NUMBER),
    REGION,
    ZONE,
    examples={
        "add_working_days('2026-04-02', `1`)": "2026-04-06",
        "add_working_days('2026-04-02', `1`, 'ES-CT')": "2026-04-07",
        "add_working_days('2026-03-01', `0`)": "2026-03-02",
    },
)
def add_working_days(
    evaluation: Evaluation, value: str, days: float, region: str = working_days.SPAIN, zone: str | None = None
) -> str:
    """The working day that is so many working days later, at the same time of day.

    With 0 it is the same day, or the next working day.
    """
    number = _whole(days, MAXIMUM_WORKING_DAYS)
    evaluation.pay(2 * abs(number))
    day = day_of(moment_of(value), zone)
    return _moved(value, working_days.later(day, number, region) - day, zone)


def _moved(value: str, difference: timedelta, zone: str | None) -> str:
    return _stored_form(in_zone(moment_of(value), zone) + difference)


def _stored_form(moment: Moment) -> str:
    return written(settled(moment) if isinstance(moment, datetime) else moment)


def local_time(moment: datetime, zone: str | None) -> datetime:
    """A time without an offset, on the clock of a zone."""
    return settled(moment.replace(tzinfo=zone_of(zone)))


def _whole(number: float, limit: int) -> int:
    if number != int(number) or abs(number) > limit:
        raise ExpressionError("whole", number=number, limit=limit)
    return int(number)

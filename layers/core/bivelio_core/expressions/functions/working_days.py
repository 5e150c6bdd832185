"""Public holidays of Spain and of Catalonia, as rules: which days are working days.

The days are those that the BOE publishes each year as common to all of Spain, and those that the Generalitat adds for
Catalonia. Holidays of other regions and of towns are not known, nor are those that a region moves from a Sunday to the
Monday: neither Spain as a whole nor Catalonia does that. A test compares the rules with the package `holidays`, from
2008 on.
"""

from datetime import date, timedelta
from functools import lru_cache

from bivelio_core.expressions.values import ExpressionError

SPAIN, CATALONIA = "ES", "ES-CT"
REGIONS = (SPAIN, CATALONIA)
SATURDAY = 5
DAY = timedelta(days=1)

_EVERYWHERE = ((1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25))
_IN_CATALONIA = ((6, 24), (9, 11), (12, 26))
_WHIT_MONDAYS = frozenset({2011, 2016, 2022})
"""Years in which Catalonia kept Whit Monday, in place of a holiday that fell on a Sunday; it decides that each year."""


def known_region(name: str) -> None:
    """Raise ExpressionError unless the holidays of the region are known."""
    if name not in REGIONS:
        raise ExpressionError("region", name=name, known=", ".join(REGIONS))


def is_working_day(day: date, region: str) -> bool:
    """Whether a day is neither at the weekend nor a holiday of the region. Raises ExpressionError."""
    known_region(region)
    return day.weekday() < SATURDAY and day not in _holidays(day.year, region)


def later(day: date, number: int, region: str) -> date:
    """The working day that is `number` working days after a day, or before; the next working day for 0."""
    step = DAY if number >= 0 else -DAY
    if number == 0:
        return _next(day, region, step)
    for _ in range(abs(number)):
        day = _next(day + step, region, step)
    return day


def _next(day: date, region: str, step: timedelta) -> date:
    while not is_working_day(day, region):
        day += step
    return day


@lru_cache(64)
def _holidays(year: int, region: str) -> frozenset[date]:
    sunday = easter(year)
    fixed, moving = list(_EVERYWHERE), [sunday - 2 * DAY]
    if region == CATALONIA:
        fixed += _IN_CATALONIA
        moving += [sunday + DAY, *([sunday + 50 * DAY] if year in _WHIT_MONDAYS else [])]
    return frozenset([*(date(year, month, day) for month, day in fixed), *moving])


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876, J. Meeus, Astronomical Algorithms)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    quarter, remainder = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quarter - moon - remainder) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)

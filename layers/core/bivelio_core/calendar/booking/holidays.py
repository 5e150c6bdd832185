"""Public holidays of Spain and of Catalonia, as rules: fixed days, and days counted from Easter.

A holiday on a Sunday is none of its own here, as in the yearly lists: a region may move it to the Monday, which is
then an exception in the hours. Sources: Real Decreto 2001/1983, article 45 (national, those of its part c as all
regions keep them); the orders of the Departament d'Empresa i Treball on the calendar of holidays of Catalonia.
"""

from datetime import date, timedelta
from functools import lru_cache

from .models import HolidayRegion

NATIONAL = ((1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25))
"""Months and days: New Year, Epiphany, labour, Assumption, the national day, All Saints, constitution, Immaculate
Conception, Christmas."""
CATALAN = ((6, 24), (9, 11), (12, 26))
"""Sant Joan, the Diada, Sant Esteve."""
GOOD_FRIDAY, EASTER_MONDAY = -2, 1
"""Days from Easter Sunday; Easter Monday is Catalonia's."""
SUNDAY = 6


@lru_cache(200)
def of_year(region: HolidayRegion, year: int) -> frozenset[date]:
    """The public holidays of a region in a year, without those on a Sunday."""
    is_catalan = region == "ES-CT"
    fixed = [*NATIONAL, *CATALAN] if is_catalan else [*NATIONAL]
    moving = [GOOD_FRIDAY, EASTER_MONDAY] if is_catalan else [GOOD_FRIDAY]
    sunday = easter(year)
    days = {date(year, month, day) for month, day in fixed} | {sunday + timedelta(days=each) for each in moving}
    return frozenset(day for day in days if day.weekday() != SUNDAY)


def is_holiday(region: HolidayRegion | None, day: date) -> bool:
    """Whether a day is a public holiday of a region; never without one."""
    return region is not None and day in of_year(region, day.year)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (J. Meeus, "Astronomical Algorithms", 2nd edition, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)

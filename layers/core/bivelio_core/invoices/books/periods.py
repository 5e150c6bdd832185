"""Periods of books and forms: a month, a quarter or a year. Pure."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

QUARTERS = (1, 2, 3, 4)
YEAR_END = 12


class Period(NamedTuple):
    """The months of a year from `first_month` to `last_month`, both included."""

    year: int
    first_month: int
    last_month: int

    @classmethod
    def of(cls, year: int, quarter: int | None = None, month: int | None = None) -> "Period":
        """Return the period of a month, of a quarter, or of the whole year."""
        if month is not None:
            return cls(year, month, month)
        if quarter is not None:
            return cls(year, 3 * quarter - 2, 3 * quarter)
        return cls(year, 1, YEAR_END)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.first_month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.last_month, monthrange(self.year, self.last_month)[1])

    @property
    def name(self) -> str:
        """How AEAT names it: `2026`, `2026-1T`, `2026-04`."""
        if self.first_month == self.last_month:
            return f"{self.year}-{self.first_month:02}"
        if (self.first_month, self.last_month) == (1, YEAR_END):
            return str(self.year)
        return f"{self.year}-{quarter_of(self.last)}T"

    @property
    def since_january(self) -> "Period":
        """The part of the year that ends with it."""
        return Period(self.year, 1, self.last_month)

    def has(self, day: date) -> bool:
        """Tell whether a day is in it."""
        return self.first <= day <= self.last


def quarter_of(day: date) -> int:
    """Return the quarter of a day, 1 to 4."""
    return (day.month + 2) // 3


def quarters_until(period: Period) -> list[Period]:
    """Return the quarters of the year before the one in which a period ends."""
    return [Period.of(period.year, quarter) for quarter in QUARTERS if 3 * quarter < period.last_month - 2]

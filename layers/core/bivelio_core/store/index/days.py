"""Find items in a range of days with at most three reads: each item has a term for its day and one for its month.

An item of 2026-04-07 has the terms `d2026-04-07` and `m2026-04`. A range is the days of the month it begins in, the
whole months between, and the days of the month it ends in: three selectors whatever its length, each a single Query.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bivelio_core import clock

from .terms import Between, Clause, Criteria, Selector, Term, TermField

if TYPE_CHECKING:
    from .orders import Steps

OPEN_ENDS = (date(1900, 1, 1), date(9998, 12, 31))
"""The days between which a request may leave an end open."""


def day_terms(field: TermField, when: date) -> Iterator[Term]:
    """The terms of an item dated on a day."""
    yield Term(field, f"d{when:%Y-%m-%d}")
    yield Term(field, f"m{when:%Y-%m}")


def terms_of(field: TermField, when: str | None) -> Iterator[Term]:
    """The terms of an item dated by a day, or by a time whose day counts, in ISO 8601; none without one."""
    return day_terms(field, date.fromisoformat(when[:10])) if when else iter(())


def between(field: TermField, first: date, last: date) -> Clause:
    """The clause that accepts the days from `first` to `last`, both included. Raises ValueError for an empty range."""
    if last < first:
        raise ValueError("the range ends before it begins")
    return tuple(_selectors(field, first, last))


def steps(field: TermField, *, are_equal: bool = False) -> "Steps":
    """The order of items by a field of days: by months, by days, and unless those of a day `are_equal`, by rows.

    A later change of an item of a day that is over would have given it another day.
    """
    from .orders import Steps  # noqa: PLC0415 - who writes the index does without it

    return Steps(field, ("m", "m~"), lambda month: (f"d{month[1:]}", f"d{month[1:]}~"), are_equal, _yesterday)


def _yesterday() -> str:
    return f"d{clock.now() - timedelta(days=1):%Y-%m-%d}"


def of_request(
    field: TermField, first: date | None, last: date | None, named: str, fault: str, ends: tuple[date, date] = OPEN_ENDS
) -> Criteria:
    """Return the criteria of a request's range of days. Either end may be open.

    Raises Unprocessable with a fault of the field `named` when the range ends before it begins.
    """
    if first is None and last is None:
        return ()
    try:
        return (between(field, first or ends[0], last or ends[1]),)
    except ValueError as error:
        from bivelio_core.errors import Unprocessable  # noqa: PLC0415 - who writes the index does without it

        raise Unprocessable.of(named, fault) from error


def _selectors(field: TermField, first: date, last: date) -> Iterator[Selector]:
    if _month_begin(first) == _month_begin(last):
        yield _days(field, first, last)
        return
    begins_whole, ends_whole = first.day == 1, (last + timedelta(days=1)).day == 1
    if not begins_whole:
        yield _days(field, first, _month_end(first))
    months = (first if begins_whole else _month_end(first) + timedelta(days=1), last if ends_whole else _before(last))
    if months[0] <= months[1]:
        yield Between(field, f"m{months[0]:%Y-%m}", f"m{months[1]:%Y-%m}")
    if not ends_whole:
        yield _days(field, _month_begin(last), last)


def _days(field: TermField, first: date, last: date) -> Between:
    return Between(field, f"d{first:%Y-%m-%d}", f"d{last:%Y-%m-%d}")


def _month_begin(when: date) -> date:
    return when.replace(day=1)


def _month_end(when: date) -> date:
    return (when.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _before(when: date) -> date:
    return _month_begin(when) - timedelta(days=1)

"""What the tests of `sort` share: rows that were made a day apart, and the ids of a list in each order."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bivelio_core import clock

from tests.api import call, rows

MADE = datetime(2026, 4, 7, 12, tzinfo=UTC)
AFTERWARDS = MADE + timedelta(days=9)

FEW, BY = (0, 50), ("by the index", "by the rows")
"""The parameters, and their names, of a fixture that sets `sorting.FEW_ROWS`: so few rows are sorted as they are."""


def made_a_day_apart(make: Callable[..., dict[str, Any]], each: Iterable[Mapping[str, Any]]) -> list[str]:
    """Make rows, and return their ids."""
    ids = []
    for number, about in enumerate(each):
        with clock.frozen(MADE + timedelta(days=number)):
            ids.append(str(make(**about)["id"]))
    return ids


def ids_by(kind: str, sort: str | None, **query: Any) -> list[str]:
    """The ids of all pages of two of a list, `deals`, in an order."""
    return [each["id"] for each in rows(f"{kind}.list", kind, per_page=2, sort=sort, **query)]


def assert_orders(kind: str, made: list[str], orders: Mapping[str, list[int]]) -> None:
    """A list is in each of these orders, by the places in which the rows were made, and in that of their making."""
    expected = {sort: [made[place] for place in places] for sort, places in orders.items()}
    expected |= {"created_at": made, "-created_at": made[::-1]}
    listed = {sort: ids_by(kind, sort) for sort in expected}
    assert listed == expected, [sort for sort in expected if listed[sort] != expected[sort]]
    assert ids_by(kind, None) == made[::-1]


def assert_refused(kind: str, sort: object) -> None:
    """An order that a list does not have is refused, by the name of the field."""
    answer = call(f"{kind}.list", {"sort": sort})
    assert (answer.status, answer.error["details"]["field"]) == (400, "sort")
    assert answer.error["details"]["constraint"] == "choice"

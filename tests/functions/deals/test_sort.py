"""The `sort` of deals.list: by the day it may be decided, by amount and by the last change, in both directions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.store.index import sorting

from tests.api import call, rows
from tests.functions.deals.made import deal, listed, move

pytestmark = pytest.mark.usefixtures("table")

MADE = datetime(2026, 4, 7, 12, tzinfo=UTC)
DEALS: list[dict[str, Any]] = [
    {"amount": 1200, "expected_close": "2026-05-31"},
    {"amount": 99.5},
    {"expected_close": "2026-04-30"},
    {"amount": 1200, "expected_close": "2026-05-31"},
    {"amount": 10000, "currency": "USD", "expected_close": "2027-01-01"},
]


@pytest.fixture(params=[0, 50], ids=["by the index", "by the rows"])
def made(request, monkeypatch):
    """The ids of deals, made a day apart, of which the first one was moved last."""
    monkeypatch.setattr(sorting, "FEW_ROWS", request.param)
    deals = []
    for number, about in enumerate(DEALS):
        with clock.frozen(MADE + timedelta(days=number)):
            deals.append(deal(**about))
    with clock.frozen(MADE + timedelta(days=9)):
        move(deals[0], "proposal")
    return [each["id"] for each in deals]


def ids_by(sort, **query):
    """The ids of all pages of two."""
    return [each["id"] for each in rows("deals.list", "deals", per_page=2, sort=sort, **query)]


def test_deals_are_in_each_order_and_those_without_a_value_come_last(made):
    first, second, third, fourth, fifth = made
    assert ids_by("expected_close") == [third, fourth, first, fifth, second]
    assert ids_by("-expected_close") == [fifth, fourth, first, third, second]
    assert ids_by("amount") == [second, fourth, first, fifth, third]
    assert ids_by("-amount") == [fifth, fourth, first, second, third]
    assert ids_by("updated_at") == [second, third, fourth, fifth, first]
    assert ids_by("-updated_at") == [first, fifth, fourth, third, second]
    assert ids_by("created_at") == made
    assert ids_by("-created_at") == ids_by(None) == made[::-1]


def test_sums_are_the_same_in_each_order(made):
    assert made
    sums = [listed(sort=sort, per_page=1)["stages"] for sort in (None, "amount", "-expected_close")]
    assert sums == [sums[0]] * 3


def test_an_amount_that_changes_is_in_its_new_place_at_once(made):
    call("deals.update", {"id": made[1], "amount": 20000})
    assert ids_by("-amount")[0] == made[1]
    call("deals.update", {"id": made[1], "amount": None})
    assert ids_by("-amount")[-2:] == [made[2], made[1]]


def test_another_order_is_refused():
    answer = call("deals.list", {"sort": "title"})
    assert (answer.status, answer.error["details"]["field"]) == (400, "sort")

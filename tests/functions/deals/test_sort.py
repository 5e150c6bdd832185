"""The `sort` of deals.list: by the day it may be decided, by amount and by the last change, in both directions."""

from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.store.index import sorting

from tests.api import call
from tests.functions.deals.made import deal, listed, move
from tests.sorted_lists import AFTERWARDS, BY, FEW, assert_orders, assert_refused, ids_by, made_a_day_apart

pytestmark = pytest.mark.usefixtures("table")

DEALS: list[dict[str, Any]] = [
    {"amount": 1200, "expected_close": "2026-05-31"},
    {"amount": 99.5},
    {"expected_close": "2026-04-30"},
    {"amount": 1200, "expected_close": "2026-05-31"},
    {"amount": 10000, "currency": "USD", "expected_close": "2027-01-01"},
]


@pytest.fixture(params=FEW, ids=BY)
def made(request, monkeypatch):
    """The ids of deals, made a day apart, of which the first one was moved last."""
    monkeypatch.setattr(sorting, "FEW_ROWS", request.param)
    deal_ids = made_a_day_apart(deal, DEALS)
    with clock.frozen(AFTERWARDS):
        move(call("deals.get", {"id": deal_ids[0]}).data, "proposal")
    return deal_ids


def test_deals_are_in_each_order_and_those_without_a_value_come_last(made):
    orders = {
        "expected_close": [2, 3, 0, 4, 1],
        "-expected_close": [4, 3, 0, 2, 1],
        "amount": [1, 3, 0, 4, 2],
        "-amount": [4, 3, 0, 1, 2],
        "updated_at": [1, 2, 3, 4, 0],
        "-updated_at": [0, 4, 3, 2, 1],
    }
    assert_orders("deals", made, orders)


def test_sums_are_the_same_in_each_order(made):
    assert made
    sums = [listed(sort=sort, per_page=1)["stages"] for sort in (None, "amount", "-expected_close")]
    assert sums == [sums[0]] * 3


def test_an_amount_that_changes_is_in_its_new_place_at_once(made):
    call("deals.update", {"id": made[1], "amount": 20000})
    assert ids_by("deals", "-amount")[0] == made[1]
    call("deals.update", {"id": made[1], "amount": None})
    assert ids_by("deals", "-amount")[-2:] == [made[2], made[1]]


def test_another_order_is_refused():
    assert_refused("deals", "title")

"""The `sort` of invoices.list: by the days of issue and payment, by total, by the last change, in both directions."""

from functools import partial

import pytest
from bivelio_core import clock
from bivelio_core.store.index import sorting

from tests.api import call
from tests.invoices.world import client, draft, line
from tests.sorted_lists import AFTERWARDS, BY, FEW, assert_orders, assert_refused, ids_by, made_a_day_apart

pytestmark = pytest.mark.usefixtures("table")

DRAFTS = [("2026-04-01", "2026-06-30", 90), ("2026-03-31", "2026-04-30", 1000), ("2026-04-01", "2026-05-31", 90.5)]


@pytest.fixture(params=FEW, ids=BY)
def made(request, monkeypatch):
    """The ids of drafts, made a day apart, of which the second one was changed last."""
    monkeypatch.setattr(sorting, "FEW_ROWS", request.param)
    drafts = (
        {"issue_date": issued, "due_date": due, "line_items": [line(unit_price=price, quantity=1)]}
        for issued, due, price in DRAFTS
    )
    invoice_ids = made_a_day_apart(partial(draft, client()), drafts)
    with clock.frozen(AFTERWARDS):
        call("invoices.update", {"id": invoice_ids[1], "notes": "Per transferència"})
    return invoice_ids


def test_invoices_are_in_each_order_in_both_directions(made):
    orders = {
        "issue_date": [1, 2, 0],
        "-issue_date": [2, 0, 1],
        "due_date": [1, 2, 0],
        "-due_date": [0, 2, 1],
        "total": [0, 2, 1],
        "-total": [1, 2, 0],
        "updated_at": [0, 2, 1],
        "-updated_at": [1, 2, 0],
    }
    assert_orders("invoices", made, orders)


def test_an_order_is_beside_filters_and_a_change_is_in_its_new_place_at_once(made):
    first, second, third = made
    assert ids_by("invoices", "-total", from_date="2026-04-01") == [third, first]
    lines = [line(unit_price=5000, quantity=1)]
    call("invoices.update", {"id": first, "line_items": lines, "due_date": "2026-04-29"})
    assert ids_by("invoices", "-total") == [first, second, third]
    assert ids_by("invoices", "due_date") == [first, second, third]


def test_an_order_is_within_an_organisation(made):
    others = call("invoices.list", {"sort": "total"}, caller={"environment": "sandbox"}).data["invoices"]
    assert others
    assert not {*made} & {each["id"] for each in others}


def test_another_order_is_refused():
    assert_refused("invoices", "client")

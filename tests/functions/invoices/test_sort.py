"""The `sort` of invoices.list: by the days of issue and payment, by total, by the last change, in both directions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.store.index import sorting

from tests.api import call, rows
from tests.invoices.world import client, draft, line

pytestmark = pytest.mark.usefixtures("table")

MADE = datetime(2026, 4, 7, 12, tzinfo=UTC)
DRAFTS = [("2026-04-01", "2026-06-30", 90), ("2026-03-31", "2026-04-30", 1000), ("2026-04-01", "2026-05-31", 90.5)]


@pytest.fixture(params=[0, 50], ids=["by the index", "by the rows"])
def made(request, monkeypatch):
    """The ids of drafts, made a day apart, of which the second one was changed last."""
    monkeypatch.setattr(sorting, "FEW_ROWS", request.param)
    who, invoices = client(), []
    for number, (issued, due, price) in enumerate(DRAFTS):
        with clock.frozen(MADE + timedelta(days=number)):
            about: Any = {"issue_date": issued, "due_date": due, "line_items": [line(unit_price=price, quantity=1)]}
            invoices.append(draft(who, **about)["id"])
    with clock.frozen(MADE + timedelta(days=9)):
        call("invoices.update", {"id": invoices[1], "notes": "Per transferència"})
    return invoices


def ids_by(sort, **query):
    """The ids of all pages of two."""
    return [each["id"] for each in rows("invoices.list", "invoices", per_page=2, sort=sort, **query)]


def test_invoices_are_in_each_order_in_both_directions(made):
    first, second, third = made
    assert ids_by("issue_date") == [second, third, first]
    assert ids_by("-issue_date") == [third, first, second]
    assert ids_by("due_date") == [second, third, first]
    assert ids_by("-due_date") == [first, third, second]
    assert ids_by("total") == [first, third, second]
    assert ids_by("-total") == [second, third, first]
    assert ids_by("updated_at") == [first, third, second]
    assert ids_by("-updated_at") == [second, third, first]
    assert ids_by("created_at") == made
    assert ids_by("-created_at") == ids_by(None) == made[::-1]


def test_an_order_is_beside_filters_and_a_change_is_in_its_new_place_at_once(made):
    first, second, third = made
    assert ids_by("-total", from_date="2026-04-01") == [third, first]
    lines = [line(unit_price=5000, quantity=1)]
    call("invoices.update", {"id": first, "line_items": lines, "due_date": "2026-04-29"})
    assert ids_by("-total") == [first, second, third]
    assert ids_by("due_date") == [first, second, third]


def test_an_order_is_within_an_organisation(made):
    others = call("invoices.list", {"sort": "total"}, caller={"environment": "sandbox"}).data["invoices"]
    assert others
    assert not {*made} & {each["id"] for each in others}


def test_another_order_is_refused():
    answer = call("invoices.list", {"sort": "client"})
    assert (answer.status, answer.error["details"]["field"]) == (400, "sort")

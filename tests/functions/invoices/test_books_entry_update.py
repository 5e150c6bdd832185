"""POST /v1/invoices/books_entry_update keeps its promises."""

from datetime import datetime

import pytest
from bivelio_core import clock

from tests.api import OTHER_ORGANISATION, call, lose_answers
from tests.invoices.books.documents import received
from tests.invoices.world import issued, line, settled

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture(autouse=True)
def april():
    """A day on which invoices of March are recorded."""
    with clock.frozen(datetime.fromisoformat("2026-04-20T10:00:00+00:00")):
        yield


def boxes(**period):
    """The boxes of form 303 that have an amount."""
    asked = {"form": "303", "year": 2026, "quarter": 2, **period}
    return {each["box"]: each["amount"] for each in call("invoices.figures", asked).data["boxes"] if each["amount"]}


def entry(invoice, **about):
    return call("invoices.books_entry_update", {"id": invoice["id"], **about})


def test_an_invoice_is_deducted_in_the_period_in_which_it_was_received():
    settled()
    invoice = received("C-1", "2026-03-10", [("standard", "21", "100.00")])
    assert boxes()["29"] == 21.0
    assert boxes(quarter=1) == {}
    answer = entry(invoice, received_on="2026-03-12").data
    assert (answer["received_on"], answer["version"]) == ("2026-03-12", 2)
    assert (boxes(quarter=1)["29"], boxes()) == (21.0, {})
    assert call("invoices.get", {"id": invoice["id"]}).data["books"] == {"received_on": "2026-03-12"}


def test_what_may_be_deducted_is_as_it_was_said():
    settled()
    car = received("C-1", "2026-04-10", [("standard", "21", "1000.00")])
    entry(car, deductible_percent=50, is_investment_good=True)
    ticket = received("C-2", "2026-04-10", [("standard", "10", "40.00")])
    entry(ticket, is_simplified=True)
    assert boxes() == {"30": 1000.0, "31": 105.0, "45": 105.0, "46": -105.0, "-": 40.0}
    books = call("invoices.books_create", {"year": 2026}).data
    assert [sheet["rows"] for sheet in books["sheets"]] == [0, 2, 1]


def test_the_tax_that_the_buyer_owes_has_the_rate_that_was_said():
    settled()
    food = received("C-1", "2026-04-10", [("intra_eu", "0", "100.00")], nif="DE136695976", country="DE")
    entry(food, self_assessed_rate=4)
    assert boxes() == {"10": 100.0, "11": 4.0, "27": 4.0, "36": 100.0, "37": 4.0, "45": 4.0}


def test_null_clears_and_the_same_request_again_changes_nothing(table):
    settled()
    invoice = received("C-1", "2026-04-10", [("standard", "21", "100.00")])
    keyed = {"headers": {"Idempotency-Key": "entry-1"}}
    request = {"id": invoice["id"], "deductible_percent": 0, "expense_concept": "G19"}
    first = call("invoices.books_entry_update", request, **keyed).data
    lose_answers(table)
    assert call("invoices.books_entry_update", request, **keyed).data == first
    cleared = entry(invoice, deductible_percent=None).data
    assert (cleared.get("deductible_percent"), cleared["expense_concept"], cleared["version"]) == (None, "G19", 3)


def test_a_day_of_reception_is_not_before_the_invoice_nor_to_come():
    settled()
    invoice = received("C-1", "2026-04-10", [("standard", "21", "100.00")])
    for day in ("2026-04-09", "2026-04-21"):
        answer = entry(invoice, received_on=day)
        assert (answer.status, answer.error["details"]["field"]) == (422, "received_on")


def test_only_received_invoices_that_are_not_booked_have_an_entry():
    settled()
    assert entry(issued(line_items=[line()]), is_simplified=True).error["details"]["reason"] == "not_received"
    invoice = received("C-1", "2026-04-10", [("standard", "21", "100.00")])
    assert entry(invoice, is_simplified=True, version=7).error["details"] == {"reason": "version", "version": 1}
    call("invoices.book", {"id": invoice["id"]})
    assert entry(invoice, is_simplified=True).error["details"]["reason"] == "booked"
    answer = call(
        "invoices.books_entry_update",
        {"id": invoice["id"], "is_simplified": True},
        caller={"organisation": OTHER_ORGANISATION},
    )
    assert answer.status == 403

"""POST /v1/invoices/book keeps its promises."""

import pytest

from tests.api import call, lose_answers
from tests.functions.invoices.test_correct import WRONG, correct, received
from tests.invoices.world import draft

pytestmark = pytest.mark.usefixtures("table")


def test_what_is_booked_is_closed_but_for_its_payments():
    invoice_id = received()
    booked = call("invoices.book", {"id": invoice_id}).data
    assert (booked["booked_by"], booked["version"]) == ("api_key:key_test", 2)
    answer = correct(invoice_id, number="X")
    assert (answer.status, answer.error["details"]) == (409, {"reason": "booked", "booked_at": booked["booked_at"]})
    assert call("invoices.mark_paid", {"id": invoice_id}).data["status"] == "paid"
    assert call("invoices.get", {"id": invoice_id}).data["booked_at"] == booked["booked_at"]
    assert call("audit.list", {}).data["entries"][0]["action"] == "invoice.booked"


def test_what_needs_a_review_is_not_booked_before_somebody_looked():
    invoice_id = received(WRONG)
    answer = call("invoices.book", {"id": invoice_id})
    details = {"reason": "needs_review", "review_reasons": ["totals", "amount_due"]}
    assert (answer.status, answer.error["details"]) == (409, details)
    correct(invoice_id, total=121)
    assert "booked_at" in call("invoices.book", {"id": invoice_id}).data


def test_booking_again_changes_nothing(table):
    invoice_id, headers = received(), {"Idempotency-Key": "comptabilitza-1"}
    first = call("invoices.book", {"id": invoice_id}, headers=headers).data
    lose_answers(table)
    assert call("invoices.book", {"id": invoice_id}, headers=headers).data == first
    assert call("invoices.book", {"id": invoice_id}).data == first


def test_another_version_and_an_invoice_of_ours_are_not_booked():
    invoice_id = received()
    correct(invoice_id, number="X")
    assert call("invoices.book", {"id": invoice_id, "version": 1}).error["details"] == {
        "reason": "version",
        "version": 2,
    }
    assert call("invoices.book", {"id": draft()["id"]}).error["details"] == {"reason": "not_received"}

"""POST /v1/invoices/void keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import chain, draft, issued, records, settled

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture
def invoice(table):
    settled()
    return issued()


def void(invoice, reason="Feta per error"):
    return call("invoices.void", {"id": invoice["id"], "reason": reason})


def test_a_void_invoice_keeps_its_number_and_is_in_the_chain(invoice, table):
    found = void(invoice).data
    assert (found["status"], found["void_reason"], found["amount_due"]) == ("void", "Feta per error", 0.0)
    assert [each["kind"] for each in records(table)] == ["registration", "cancellation"]
    assert chain(table).is_unbroken
    assert draft()["number"] == "FAC-2026-002"


def test_voiding_it_again_changes_nothing(invoice, table):
    version = void(invoice).data["version"]
    assert void(invoice, "Una altra raó").data["version"] == version
    assert len(records(table)) == 2


def test_a_payment_stands_in_the_way(invoice):
    call("invoices.mark_paid", {"id": invoice["id"], "amount": 10})
    answer = void(invoice)
    assert (answer.status, answer.error["details"]["reason"]) == (409, "status")


@pytest.mark.parametrize("operation", ["issue", "mark_paid", "rectify"])
def test_nothing_else_can_be_done_with_it(invoice, operation):
    void(invoice)
    about = {"reason": "x"} if operation == "rectify" else {}
    answer = call(f"invoices.{operation}", {"id": invoice["id"], **about})
    assert (answer.status, answer.error["details"]["status"]) == (409, "void")


def test_a_draft_is_deleted_instead_and_a_reason_is_needed(invoice):
    assert void(draft()).status == 409
    answer = call("invoices.void", {"id": invoice["id"]})
    assert (answer.status, answer.error["details"]["field"]) == (400, "reason")


def test_another_organisation_gets_403(invoice):
    about = {"id": invoice["id"], "reason": "x"}
    assert call("invoices.void", about, caller={"organisation": OTHER_ORGANISATION}).status == 403


def rectified(invoice, **about):
    return call("invoices.rectify", {"id": invoice["id"], "reason": "Error", **about}).data


def get(invoice):
    return call("invoices.get", {"id": invoice["id"]}).data


def test_voiding_a_credit_note_gives_back_what_it_settled(invoice, table):
    made = rectified(invoice)
    assert void(made).data["amount_due"] == 0.0
    after = get(invoice)
    assert (after["status"], after["amount_due"], "rectified_by" in after) == ("pending", invoice["amount_due"], False)
    assert "amount_credited" not in after
    assert void(made).data["status"] == "void", "again it changes nothing"
    assert get(invoice)["amount_due"] == invoice["amount_due"]
    assert rectified(invoice)["total"] == -invoice["total"], "all is left to be taken back"
    assert chain(table).is_unbroken


def test_voiding_one_of_two_leaves_the_other(invoice):
    credit = [{"description": "Hores", "quantity": -1, "unit_price": 100, "tax_rate": 21}]
    first, second = rectified(invoice, line_items=credit), rectified(invoice, line_items=credit)
    void(first)
    after = get(invoice)
    assert (after["status"], after["amount_due"]) == ("rectified", 4114.0)
    assert [link["id"] for link in after["rectified_by"]] == [second["id"]]


def test_voiding_a_substitution_brings_the_invoice_back_with_its_payments(invoice):
    call("invoices.mark_paid", {"id": invoice["id"], "amount": 1_000})
    lines = [{"description": "Hores", "quantity": 30, "unit_price": 100, "tax_rate": 21}]
    made = rectified(invoice, method="substitution", code="R4", line_items=lines)
    assert get(invoice)["amount_due"] == 0.0
    assert void(made).status == 200
    after = get(invoice)
    assert (after["status"], after["amount_paid"], after["amount_due"]) == ("partially_paid", 1000.0, 3235.0)


def test_a_credit_note_that_was_paid_back_is_not_voided(invoice):
    call("invoices.mark_paid", {"id": invoice["id"]})
    made = rectified(invoice)
    call("invoices.mark_paid", {"id": made["id"]})
    assert void(made).status == 409


def test_a_credit_note_of_an_invoice_that_was_replaced_is_not_voided(invoice):
    credit = [{"description": "Hores", "quantity": -1, "unit_price": 100, "tax_rate": 21}]
    made = rectified(invoice, line_items=credit)
    lines = [{"description": "Hores", "quantity": 30, "unit_price": 100, "tax_rate": 21}]
    rectified(invoice, method="substitution", code="R4", line_items=lines)
    answer = void(made)
    assert (answer.status, answer.error["details"]["reason"]) == (409, "replaced")

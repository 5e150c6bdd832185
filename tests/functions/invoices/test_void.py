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

"""POST /v1/invoices/rectify keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call, lose_answers
from tests.invoices.world import chain, draft, issued, line, records, settled

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture
def invoice(table):
    settled()
    return issued()


def rectify(invoice, headers=None, **about):
    return call("invoices.rectify", {"id": invoice["id"], "reason": "Error en el preu", **about}, headers=headers)


def test_without_lines_all_is_taken_back_and_both_are_linked(invoice, table):
    made = rectify(invoice).data
    assert (made["number"], made["document_type"], made["status"]) == (made["number"], "rectification", "pending")
    assert made["number"].startswith("R-")
    assert (made["subtotal"], made["tax"], made["total"]) == (-3500.0, -735.0, -4235.0)
    assert made["rectification"] == {
        "code": "R1",
        "method": "difference",
        "reason": "Error en el preu",
        "invoices": [{"id": invoice["id"], "number": invoice["number"]}],
    }
    before = call("invoices.get", {"id": invoice["id"]}).data
    assert (before["status"], before["rectified_by"]) == ("rectified", [{"id": made["id"], "number": made["number"]}])
    assert len(records(table)) == 2
    assert chain(table).is_unbroken


def test_a_difference_may_be_of_one_line_and_both_are_settled_on_their_own(invoice):
    made = rectify(invoice, line_items=[line(quantity=-1)]).data
    assert made["total"] == -121.0
    assert call("invoices.mark_paid", {"id": made["id"]}).data["status"] == "paid", "the money went back"
    paid = call("invoices.mark_paid", {"id": invoice["id"]}).data
    assert (paid["status"], paid["amount_due"]) == ("rectified", 0.0)


def test_a_substitution_takes_over_what_was_paid(invoice):
    call("invoices.mark_paid", {"id": invoice["id"], "amount": 1_000})
    made = rectify(invoice, method="substitution", code="R4", line_items=[line(unit_price=3_000)]).data
    assert (made["total"], made["amount_paid"], made["amount_due"]) == (3630.0, 1000.0, 2630.0)
    assert made["status"] == "partially_paid"
    assert call("invoices.get", {"id": invoice["id"]}).data["amount_due"] == 0.0
    answer = rectify(invoice)
    assert (answer.status, answer.error["details"]["reason"]) == (409, "replaced")


def test_the_same_key_makes_one_even_when_the_answer_is_lost(invoice, table):
    first = rectify(invoice, {"Idempotency-Key": "k"}).data
    lose_answers(table)
    assert rectify(invoice, {"Idempotency-Key": "k"}).data["id"] == first["id"]
    assert len(records(table)) == 2


def test_rectifications_can_be_several_and_be_rectified(invoice, table):
    numbers = [rectify(invoice, line_items=[line(quantity=-1)]).data for _ in range(2)]
    assert [each["number"][-3:] for each in numbers] == ["001", "002"]
    assert rectify(numbers[0]).data["total"] == 121.0
    assert chain(table).is_unbroken


def test_simplified_invoices_are_rectified_by_r5(table):
    settled()
    made = call("invoices.create", {"document_type": "simplified", "line_items": [line()]}).data
    call("invoices.issue", {"id": made["id"]})
    assert rectify(made).data["rectification"]["code"] == "R5"
    answer = rectify(made, code="R1")
    assert (answer.status, answer.error["details"]["field"]) == (422, "code")


@pytest.mark.parametrize(
    ("about", "status", "field"),
    [
        ({"method": "substitution"}, 400, "line_items"),
        ({"method": "substitution", "line_items": [line(quantity=-1)]}, 422, "line_items[0].quantity"),
        ({"code": "R5"}, 422, "code"),
        ({"line_items": [line(tax_rate=13)]}, 422, "line_items[0].tax_rate"),
    ],
)
def test_a_rectification_that_cannot_be_is_refused_and_nothing_is_written(invoice, table, about, status, field):
    answer = rectify(invoice, **about)
    assert (answer.status, answer.error["details"]["field"]) == (status, field)
    assert call("invoices.get", {"id": invoice["id"]}).data["status"] == "pending"
    assert len(records(table)) == 1


def test_a_draft_cannot_be_rectified(invoice):
    assert rectify(draft()).status == 409


def test_another_organisation_gets_403(invoice):
    about = {"id": invoice["id"], "reason": "x"}
    assert call("invoices.rectify", about, caller={"organisation": OTHER_ORGANISATION}).status == 403

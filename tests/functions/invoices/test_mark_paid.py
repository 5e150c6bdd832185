"""POST /v1/invoices/mark_paid keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import draft, issued, settled

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture
def invoice(table):
    settled()
    return issued()


def pay(invoice, headers=None, **about):
    return call("invoices.mark_paid", {"id": invoice["id"], **about}, headers=headers)


def test_it_is_paid_in_full_by_default(invoice):
    paid = pay(invoice, date="2026-05-04").data
    assert (paid["status"], paid["amount_paid"], paid["amount_due"]) == ("paid", 4235.0, 0.0)
    assert paid["payments"] == [{"amount": 4235.0, "date": "2026-05-04", "method": "transfer"}]
    assert paid["paid_at"]
    assert pay(invoice).data["version"] == paid["version"], "paying what is paid changes nothing"


def test_parts_add_up(invoice):
    first = pay(invoice, amount="1000.10", method="card").data
    assert (first["status"], first["amount_due"]) == ("partially_paid", 3234.9)
    assert pay(invoice, amount=3234.9).data["status"] == "paid"


def test_the_same_reference_counts_once(invoice):
    for _ in range(2):
        found = pay(invoice, amount=100, reference="TRF-1", date="2026-05-04").data
    assert (found["amount_paid"], len(found["payments"])) == (100.0, 1)
    assert pay(invoice, amount=100, reference="TRF-2", date="2026-05-04").data["amount_paid"] == 200.0


def test_irpf_is_not_due():
    settled()
    made = issued(irpf_rate=15)
    assert made["amount_due"] == 3710.0
    assert pay(made).data["amount_paid"] == 3710.0


@pytest.mark.parametrize(
    ("about", "status", "field", "constraint"),
    [
        ({"amount": "4235.01"}, 422, "amount", "payment_maximum"),
        ({"amount": -1}, 422, "amount", "payment_sign"),
        ({"amount": 0}, 400, "amount", "not_zero"),
        ({"amount": "0.001"}, 400, "amount", "max_decimals"),
        ({"date": "2999-01-01"}, 422, "date", "in_the_future"),
        ({"method": "barter"}, 400, "method", "choice"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(invoice, about, status, field, constraint):
    answer = pay(invoice, **about)
    details = answer.error["details"]
    assert (answer.status, details["field"], details["constraint"]) == (status, field, constraint)
    assert call("invoices.get", {"id": invoice["id"]}).data["amount_paid"] == 0.0


def test_a_draft_cannot_be_paid(table):
    answer = pay(draft())
    assert (answer.status, answer.error["details"]["reason"]) == (409, "status")


def test_another_organisation_gets_403(invoice):
    answer = call("invoices.mark_paid", {"id": invoice["id"]}, caller={"organisation": OTHER_ORGANISATION})
    assert answer.status == 403

"""Who receives an invoice of ours as a file has the same numbers by `/invoices/receive`, whatever the form."""

import base64
from datetime import datetime
from typing import Any

import pytest
from bivelio_core import clock

from tests.api import call
from tests.invoices.world import issued, line, settled

pytestmark = pytest.mark.usefixtures("table")

DAY = datetime.fromisoformat("2026-04-20T10:00:00+00:00")
FORMS = ("ubl", "cii", "facturx", "facturae")
AMOUNTS = ("subtotal", "tax", "total", "irpf_amount", "irpf_rate", "amount_due", "currency", "issue_date")
TERMS = ("due_dates", "disbursements", "payment_method", "exchange_rate", "tax_in_euros", "reference")
OF_LINES = ("quantity", "unit", "item_code", "net", "tax_rate", "recargo_rate", "total")


def received(made: dict[str, Any], form: str) -> Any:
    """The invoice as the client's organisation receives it, who has an organisation for each form."""
    client = {"organisation": f"org_{FORMS.index(form):016}"}
    exported = call("invoices.export", {"id": made["id"], "format": form})
    assert exported.status == 200, exported.error
    content = exported.data["content_base64"]
    if form != "facturx":
        return call("invoices.receive", {"xml": base64.b64decode(content).decode()}, caller=client)
    document = call("documents.upload", {"filename": "factura.pdf", "content_base64": content}, caller=client)
    return call("invoices.receive", {"document_id": document.data["document_id"]}, caller=client)


def same(made: dict[str, Any], form: str) -> dict[str, Any]:
    """The invoice received, which has the numbers of the one that was issued."""
    answer = received(made, form)
    assert answer.status == 200, answer.error
    found: dict[str, Any] = answer.data
    assert found["needs_review"] is False, (form, found)
    for name in (*AMOUNTS, *TERMS):
        assert found.get(name) == made.get(name), (form, name)
    lines = [{name: each.get(name) for name in OF_LINES} for each in made["line_items"]]
    assert [{name: each.get(name) for name in OF_LINES} for each in found["line_items"]] == lines, form
    return found


@pytest.mark.parametrize("form", FORMS)
def test_irpf_recargo_and_several_rates_come_back(form):
    settled()
    made = issued(
        irpf_rate=15,
        discount={"percent": 5},
        line_items=[
            line(quantity="2.5", unit_price="41.99", recargo_rate=5.2, unit="hour", item_code="H-1"),
            line(tax_rate=10, unit_price=80, unit="kg"),
            line(tax_category="exempt", tax_rate=0, unit_price=30),
            line(quantity=-1, unit_price=20, description="Bestreta FAC-2026-001", recargo_rate=5.2),
        ],
    )
    same(made, form)


@pytest.mark.parametrize("form", FORMS)
def test_suplidos_and_several_days_of_payment_come_back(form):
    settled(iban="ES9121000418450200051332")
    made = issued(
        line_items=[line(unit_price=1_000)],
        disbursements=[{"description": "Taxa judicial", "amount": 33.1}],
        due_dates=[{"date": "2026-05-07", "amount": 600}, {"date": "2026-06-07", "amount": 643.1}],
        payment_method="transfer",
        reference="PO-118",
    )
    same(made, form)


@pytest.mark.parametrize("form", FORMS)
def test_another_currency_comes_back_with_its_tax_in_euros(form):
    settled()
    rate = {"rate": 1.085, "date": "2026-04-06"}
    same(issued(line_items=[line(unit_price="99.99")], currency="USD", exchange_rate=rate, due_date="2026-05-07"), form)


@pytest.mark.parametrize("form", FORMS)
def test_prices_with_tax_come_back_as_the_same_amounts(form):
    settled()
    lines = [line(quantity=3, unit_price="9.99"), line(unit_price=10, tax_rate=10)]
    made = issued(line_items=lines, prices_include_tax=True)
    assert made["total"] == 39.97
    same(made, form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("method", ["difference", "substitution"])
def test_a_rectification_comes_back_with_its_sign(form, method):
    settled()
    first = issued(irpf_rate=15, line_items=[line(unit_price=1_000, recargo_rate=5.2)])
    own = {"method": method, **({"line_items": [line(unit_price=900)]} if method == "substitution" else {})}
    made = call("invoices.rectify", {"id": first["id"], "reason": "Un error.", **own}).data
    answer = received(made, form)
    assert answer.status == 200, answer.error
    names = ("subtotal", "tax", "total", "irpf_amount")
    assert {name: answer.data.get(name) for name in names} == {name: made.get(name) for name in names}
    is_back = method == "difference"
    assert (answer.data["total"] < 0, answer.data["document_type"] == "rectification") == (is_back, is_back)
    assert answer.data["amount_due"] == round(made["total"] - made["irpf_amount"], 2)
    assert answer.data["needs_review"] is False


@pytest.mark.parametrize("form", FORMS)
def test_a_credit_note_takes_back_the_irpf_that_its_invoice_withheld(form):
    with clock.frozen(DAY):
        settled(nif="12345678Z")
        made = issued(irpf_rate=15, line_items=[line(unit_price=1_000)])
        received(made, form)
        client = {"organisation": f"org_{FORMS.index(form):016}"}
        quarter = {"form": "111", "year": 2026, "quarter": 2}
        before = call("invoices.figures", quarter, caller=client).data
        assert {each["box"]: each["amount"] for each in before["boxes"]}["09"] == 150.0
        received(call("invoices.rectify", {"id": made["id"], "reason": "Un error."}).data, form)
        after = call("invoices.figures", quarter, caller=client).data
        assert {each["box"]: each["amount"] for each in after["boxes"] if each["amount"]}.get("09", 0) == 0

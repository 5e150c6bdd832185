"""The fields of a structured invoice: what the document states, with confidence 1.0."""

from decimal import Decimal
from typing import Any

from .cents import share
from .fields import Field, Fields, names_to_extract
from .invoices import Invoice, Line, Party, Tax


def fields_of(invoice: Invoice, names: tuple[str, ...] | list[str] | None = None, kind: str = "invoice") -> Fields:
    """Return the asked fields of an invoice. One that the document does not state is None, with confidence 1.0."""
    values = values_of(invoice)
    return Fields("structured", kind, {name: Field(values.get(name), 1.0) for name in names_to_extract(kind, names)})


def values_of(invoice: Invoice) -> dict[str, Any]:
    """Return every field that an invoice has."""
    totals, supplier, client = invoice.totals, invoice.supplier or Party(), invoice.client or Party()
    rates = {tax.rate for tax in invoice.taxes if tax.rate is not None and not tax.is_withheld}
    issued = invoice.issue_date.isoformat() if invoice.issue_date else None
    return {
        "invoice_number": invoice.number,
        "receipt_number": invoice.number,
        "date": issued,
        "issue_date": issued,
        "due_date": invoice.due_date.isoformat() if invoice.due_date else None,
        "delivery_date": invoice.delivery_date.isoformat() if invoice.delivery_date else None,
        "total": totals.total,
        "currency": invoice.currency,
        "subtotal": totals.base,
        "tax": totals.tax,
        "tax_rate": next(iter(rates)) if len(rates) == 1 else None,
        "taxes": [tax_entry(tax) for tax in invoice.taxes if not tax.is_withheld] or None,
        "withheld": totals.withheld,
        "disbursed": sum((each.amount for each in invoice.disbursements), Decimal(0)) or None,
        "amount_due": totals.due,
        "line_items": [line_item(line) for line in invoice.lines] or None,
        "issuer": party(supplier),
        "merchant": party(supplier),
        "recipient": party(client),
        "issuer_nif": supplier.tax_number,
        "recipient_nif": client.tax_number,
        "parties": [entry for each in (supplier, client) if (entry := party(each))] or None,
        "iban": next((payment.iban for payment in invoice.payments if payment.iban), None),
        "is_credit_note": invoice.is_a_credit_note,
        "order_reference": invoice.order_reference,
        "buyer_reference": invoice.buyer_reference,
        "contract_reference": invoice.contract_reference,
        "payment_terms": invoice.payment_terms,
    }


def tax_entry(tax: Tax) -> dict[str, Decimal | None]:
    """Return a line of the breakdown; one with a surcharge has that too."""
    entry = {"base": tax.base, "rate": tax.rate, "amount": tax.amount}
    surcharge = {"surcharge_rate": tax.surcharge_rate, "surcharge_amount": tax.surcharge_amount}
    return {**entry, **surcharge} if tax.surcharge_rate else entry


def party(invoice_party: Party) -> dict[str, str | None] | None:
    """Return name and tax number as the reference shows a party; None for one without either."""
    return (
        {"name": invoice_party.name, "nif": invoice_party.tax_number}
        if invoice_party.name or invoice_party.tax_number
        else None
    )


def line_item(line: Line) -> dict[str, Any]:
    """Return a line as the reference shows it: its total includes tax."""
    return {
        "description": line.description or line.note,
        "quantity": line.quantity,
        "unit_price": price_of_one(line),
        "tax_rate": line.tax_rate,
        "total": gross(line),
    }


def price_of_one(line: Line) -> Decimal | None:
    """Return the price of one unit: some state the price of a hundred."""
    if line.unit_price is None or not line.price_quantity:
        return line.unit_price
    return line.unit_price / line.price_quantity


def gross(line: Line) -> Decimal | None:
    """Return the line's amount with its taxes, rounded half up; without a rate, its amount."""
    if line.net is None:
        return None
    rates = [tax.rate + (tax.surcharge_rate or 0) for tax in line.taxes if tax.rate is not None and not tax.is_withheld]
    return share(line.net, sum(rates, Decimal(100)))

"""Read the content of a received invoice from a structured document or from an extraction's fields. Pure.

Amounts are as the supplier states them, to two decimals; those of a credit note are negative, as our own are, though
UBL and CII state positive ones. `faults` names the amounts that do not add up, by the checks of documents and by the
amount due.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from bivelio_core.documents.analysis.checks import number
from bivelio_core.documents.analysis.invoices import Address, Invoice, Party

from .money import ZERO, cents
from .payments import PaymentMethod, method_of
from .readable_rows import line_of, line_of_gross, tax_of, tax_of_extraction, text_of, turned

TOLERANCE = Decimal("0.02")
CENT = Decimal("0.01")
EURO = "EUR"
EURO_NAMES = frozenset({"€", "EURO", "EUROS"})
CURRENCY = re.compile(r"[A-Z]{3}")
"""An ISO 4217 code."""


class Supplier(NamedTuple):
    """The supplier that sent the invoice."""

    name: str | None
    nif: str | None
    address: Mapping[str, str]


class Readable(NamedTuple):
    """The content of a received invoice. Lines and taxes have the form that items store."""

    number: str | None
    issue_date: date | None
    due_date: date | None
    currency: str
    is_credit_note: bool
    supplier: Supplier
    lines: Sequence[dict[str, Any]]
    taxes: Sequence[dict[str, Any]]
    subtotal: Decimal
    tax: Decimal
    total: Decimal | None
    withheld: Decimal
    prepaid: Decimal
    rounding: Decimal
    reference: str | None
    faults: tuple[str, ...]
    operation_date: date | None = None
    irpf_rate: Decimal | None = None
    disbursements: Sequence[dict[str, str]] = ()
    due_dates: Sequence[dict[str, str]] = ()
    payment_method: PaymentMethod | None = None
    exchange_rate: dict[str, str] | None = None

    @property
    def disbursed(self) -> Decimal:
        """The sum of the suplidos, outside `subtotal` and `total`, and part of what is to be paid."""
        return sum((Decimal(each["amount"]) for each in self.disbursements), ZERO)

    @property
    def due(self) -> Decimal | None:
        """What is to be paid, None without a total."""
        if self.total is None:
            return None
        return self.total - self.withheld - self.prepaid + self.rounding + self.disbursed


def of_invoice(invoice: Invoice, failed: Sequence[str]) -> Readable:
    """Read a structured invoice; `failed` names the checks that it did not pass."""
    stated = invoice.totals
    tax = stated.tax if stated.tax is not None else ZERO
    base = next((each for each in (stated.base, stated.lines) if each is not None), None)
    total = stated.total if stated.total is not None else None if base is None else base + tax
    withheld, prepaid, rounding = (each or ZERO for each in (stated.withheld, stated.prepaid, stated.rounding))
    faults, rate = [*failed, *_unsure_currency(invoice.currency)], invoice.exchange_rate
    if not (invoice.supplier and invoice.supplier.tax_number):
        faults.append("supplier_nif")
    read = Readable(
        number=invoice.number,
        issue_date=invoice.issue_date,
        due_date=invoice.due_date,
        currency=_currency(invoice.currency),
        is_credit_note=invoice.is_a_credit_note,
        supplier=_supplier(invoice.supplier or Party()),
        lines=[line_of(line) for line in invoice.lines],
        taxes=[tax_of(each) for each in invoice.taxes if not each.is_withheld],
        subtotal=base if base is not None else (total or ZERO) - tax,
        tax=tax,
        total=total,
        withheld=withheld,
        prepaid=prepaid,
        rounding=rounding,
        reference=invoice.order_reference or invoice.buyer_reference,
        faults=(),
        operation_date=invoice.delivery_date,
        irpf_rate=next((tax.rate for tax in invoice.taxes if tax.is_withheld), None),
        disbursements=[
            {"description": (each.description or "-")[:1_000], "amount": str(cents(each.amount))}
            for each in invoice.disbursements
        ],
        due_dates=[{"date": part.day.isoformat(), "amount": str(cents(part.amount))} for part in invoice.due_parts],
        payment_method=next((method_of(payment.means) for payment in invoice.payments), None),
        exchange_rate={"rate": f"{rate.rate:f}", "date": rate.day.isoformat()} if rate else None,
    )
    if read.due is not None and stated.due is not None and abs(read.due - stated.due) > TOLERANCE:
        faults.append("amount_due")
    return _signed(read._replace(faults=tuple(dict.fromkeys(faults))))


def of_extraction(values: Mapping[str, Any], failed: Sequence[str]) -> Readable:
    """Read the fields of an extraction. Its lines are gross; the other fields have the names of documents."""
    total, issuer = number(values.get("total")), values.get("issuer") or {}
    lines = [line_of_gross(each) for each in values.get("line_items") or () if isinstance(each, dict)]
    nets = sum((Decimal(line["net"]) for line in lines), ZERO)
    base, tax = number(values.get("subtotal")), number(values.get("tax"))
    withheld, disbursed = (number(values.get(name)) or ZERO for name in ("withheld", "disbursed"))
    if total is not None and _is_net_of(withheld, base, tax, total, lines, number(values.get("amount_due"))):
        total += withheld
    if base is None:
        base = total - tax if total is not None and tax is not None else nets if lines else total or ZERO
    if tax is None:
        tax = (total if total is not None else base) - base
    read = Readable(
        number=text_of(values.get("invoice_number")),
        issue_date=_day(values.get("date")),
        due_date=_day(values.get("due_date")),
        currency=_currency(values.get("currency")),
        is_credit_note=values.get("is_credit_note") is True,
        supplier=Supplier(text_of(issuer.get("name")), text_of(issuer.get("nif") or values.get("issuer_nif")), {}),
        lines=lines,
        taxes=[tax_of_extraction(each) for each in values.get("taxes") or ()],
        subtotal=base,
        tax=tax,
        total=total,
        withheld=withheld,
        prepaid=ZERO,
        rounding=ZERO,
        disbursements=[{"description": "Suplidos", "amount": str(cents(disbursed))}] if disbursed else [],
        reference=text_of(values.get("order_reference")),
        faults=tuple(
            dict.fromkeys(
                [
                    *failed,
                    *_unsure_currency(values.get("currency")),
                    *(["totals"] if not _agree(base, tax, total) else []),
                ]
            )
        ),
    )
    return _signed(read)


def _signed(read: Readable) -> Readable:
    """Return a credit note that states positive amounts with negative ones; anything else as it is."""
    if not read.is_credit_note or read.total is None or read.total <= 0:
        return read
    return read._replace(
        lines=[turned(line, "quantity", "net", "tax_amount", "total") for line in read.lines],
        taxes=[turned(tax, "base", "tax_amount", "recargo_amount") for tax in read.taxes],
        disbursements=[turned(each, "amount") for each in read.disbursements],
        due_dates=[turned(each, "amount") for each in read.due_dates],
        **{
            name: -getattr(read, name) + ZERO
            for name in ("subtotal", "tax", "total", "withheld", "prepaid", "rounding")
        },
    )


def amounts(read: Readable) -> list[Decimal]:
    """Return all amounts, for a check of their size."""
    own = [
        read.subtotal,
        read.tax,
        read.withheld,
        read.prepaid,
        read.rounding,
        read.disbursed,
        *(Decimal(each["amount"]) for each in (*read.disbursements, *read.due_dates)),
        *([] if read.total is None else [read.total]),
    ]
    return [*own, *(Decimal(line[name]) for line in read.lines for name in ("quantity", "unit_price", "net", "total"))]


def _is_net_of(
    withheld: Decimal,
    base: Decimal | None,
    tax: Decimal | None,
    total: Decimal,
    lines: Sequence[Mapping[str, Any]],
    due: Decimal | None,
) -> bool:
    """Tell whether the stated total is the payable amount after IRPF, as on many Spanish invoices."""
    if not withheld:
        return False
    if base is not None and tax is not None:
        return not _agree(base, tax, total) and _agree(base, tax, total + withheld)
    if lines:
        gross = sum((Decimal(line["total"]) for line in lines), ZERO)
        return abs(gross - total) > TOLERANCE and abs(gross - withheld - total) <= TOLERANCE + CENT * len(lines)
    return due == total


def _currency(value: Any) -> str:
    """Return the code of the currency; euros if none is stated, which `_unsure_currency` reports."""
    text = (text_of(value) or "").upper()
    return text if CURRENCY.fullmatch(text) else EURO


def _unsure_currency(value: Any) -> list[str]:
    text = (text_of(value) or "").upper()
    return [] if CURRENCY.fullmatch(text) or text in EURO_NAMES else ["currency"]


def _agree(base: Decimal, tax: Decimal, total: Decimal | None) -> bool:
    return total is None or abs(base + tax - total) <= TOLERANCE


def _supplier(party: Party) -> Supplier:
    place = party.address or Address()
    about = {
        "street": place.street,
        "postal_code": place.postal_code,
        "city": place.city,
        "province": place.province,
        "country": place.country,
    }
    return Supplier(
        party.name or party.trade_name, party.tax_number, {name: text for name, text in about.items() if text}
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None

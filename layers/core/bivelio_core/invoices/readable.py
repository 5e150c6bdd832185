"""Read the content of a received invoice from a structured document or from an extraction's fields. Pure.

Amounts are as the supplier states them, to two decimals; a credit note states positive amounts in UBL and CII. `faults`
names the amounts that do not add up, by the checks of documents and by the amount due.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from bivelio_core.documents.analysis.checks import number
from bivelio_core.documents.analysis.invoices import Address, Invoice, Line, Party, Tax

from .money import ZERO, cents, percent_of

TOLERANCE = Decimal("0.02")
CATEGORIES = {
    "S": "standard",
    "Z": "zero",
    "E": "exempt",
    "AE": "reverse_charge",
    "K": "intra_eu",
    "G": "export",
    "O": "not_subject",
}
"""Ours by the codes of UNCL 5305; all others are `other`."""
IVA = {None, "VAT", "01"}
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


def of_invoice(invoice: Invoice, failed: Sequence[str]) -> Readable:
    """Read a structured invoice; `failed` names the checks that it did not pass."""
    stated = invoice.totals
    tax = stated.tax if stated.tax is not None else ZERO
    base = next((each for each in (stated.base, stated.lines) if each is not None), None)
    total = stated.total if stated.total is not None else None if base is None else base + tax
    withheld, prepaid, rounding = (each or ZERO for each in (stated.withheld, stated.prepaid, stated.rounding))
    faults = [*failed, *_unsure_currency(invoice.currency)]
    if not (invoice.supplier and invoice.supplier.tax_number):
        faults.append("supplier_nif")
    if total is not None and stated.due is not None:
        expected = total - withheld - prepaid + rounding
        faults += ["amount_due"] if abs(expected - stated.due) > TOLERANCE else []
    return Readable(
        number=invoice.number,
        issue_date=invoice.issue_date,
        due_date=invoice.due_date,
        currency=_currency(invoice.currency),
        is_credit_note=invoice.is_a_credit_note,
        supplier=_supplier(invoice.supplier or Party()),
        lines=[_line(line) for line in invoice.lines],
        taxes=[_tax(each) for each in invoice.taxes if not each.is_withheld],
        subtotal=base if base is not None else (total or ZERO) - tax,
        tax=tax,
        total=total,
        withheld=withheld,
        prepaid=prepaid,
        rounding=rounding,
        reference=invoice.order_reference or invoice.buyer_reference,
        faults=tuple(dict.fromkeys(faults)),
    )


def of_extraction(values: Mapping[str, Any], failed: Sequence[str]) -> Readable:
    """Read the fields of an extraction. Its lines are gross; the other fields have the names of documents."""
    total, issuer = number(values.get("total")), values.get("issuer") or {}
    lines = [_gross_line(each) for each in values.get("line_items") or () if isinstance(each, dict)]
    nets = sum((Decimal(line["net"]) for line in lines), ZERO)
    base, tax = number(values.get("subtotal")), number(values.get("tax"))
    withheld = number(values.get("withheld")) or ZERO
    if total is not None and _is_net_of(withheld, base, tax, total, lines, number(values.get("amount_due"))):
        total += withheld
    if base is None:
        base = total - tax if total is not None and tax is not None else nets if lines else total or ZERO
    if tax is None:
        tax = (total if total is not None else base) - base
    return Readable(
        number=_text(values.get("invoice_number")),
        issue_date=_day(values.get("date")),
        due_date=_day(values.get("due_date")),
        currency=_currency(values.get("currency")),
        is_credit_note=values.get("is_credit_note") is True,
        supplier=Supplier(_text(issuer.get("name")), _text(issuer.get("nif") or values.get("issuer_nif")), {}),
        lines=lines,
        taxes=[
            _kept_tax(
                "standard" if each.get("rate") else "zero", *map(number, map(each.get, ("rate", "base", "amount")))
            )
            for each in values.get("taxes") or ()
        ],
        subtotal=base,
        tax=tax,
        total=total,
        withheld=withheld,
        prepaid=ZERO,
        rounding=ZERO,
        reference=_text(values.get("order_reference")),
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


def amounts(read: Readable) -> list[Decimal]:
    """Return all amounts, for a check of their size."""
    own = [
        read.subtotal,
        read.tax,
        read.withheld,
        read.prepaid,
        read.rounding,
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
    text = (_text(value) or "").upper()
    return text if CURRENCY.fullmatch(text) else EURO


def _unsure_currency(value: Any) -> list[str]:
    text = (_text(value) or "").upper()
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


def _line(line: Line) -> dict[str, Any]:
    net, rate = line.net or ZERO, line.tax_rate or ZERO
    surcharges = [tax.surcharge_rate for tax in line.taxes if tax.surcharge_rate and not tax.is_withheld]
    recargo = sum(surcharges, ZERO)
    price = line.unit_price if line.unit_price is not None else net
    kind = next((tax.kind for tax in line.taxes if not tax.is_withheld), None)
    return _kept_line(
        description=line.description or line.details or line.note or "-",
        quantity=line.quantity if line.quantity is not None else Decimal(1),
        price=price / line.price_quantity if line.price_quantity else price,
        rate=rate,
        net=net,
        recargo=recargo,
        category=_category(line.tax_category, kind, rate),
    )


def _gross_line(item: Mapping[str, Any]) -> dict[str, Any]:
    rate, gross = number(item.get("tax_rate")) or ZERO, number(item.get("total"))
    quantity, price = number(item.get("quantity")), number(item.get("unit_price"))
    quantity = quantity if quantity is not None else Decimal(1)
    net = cents(gross * 100 / (100 + rate)) if gross is not None and rate >= 0 else cents(quantity * (price or ZERO))
    return _kept_line(
        description=_text(item.get("description")) or "-",
        quantity=quantity,
        price=price if price is not None else net,
        rate=rate,
        net=net,
        recargo=ZERO,
        category="standard" if rate else "zero",
    )


def _kept_line(
    *, description: str, quantity: Decimal, price: Decimal, rate: Decimal, net: Decimal, recargo: Decimal, category: str
) -> dict[str, Any]:
    net = cents(net)
    tax = percent_of(net, rate) + percent_of(net, recargo)
    usual = "standard" if rate else "zero"
    return {
        "description": description[:1_000],
        "quantity": f"{quantity:f}",
        "unit_price": f"{price:f}",
        "tax_rate": f"{rate:f}",
        "net": str(net),
        "tax_amount": str(tax),
        "total": str(net + tax),
        **({} if category == usual else {"tax_category": category}),
        **({"recargo_rate": f"{recargo:f}"} if recargo else {}),
    }


def _tax(each: Tax) -> dict[str, Any]:
    tax = _kept_tax(_category(each.category, each.kind, each.rate or ZERO), each.rate, each.base, each.amount)
    if each.surcharge_rate:
        tax |= {
            "recargo_rate": f"{each.surcharge_rate:f}",
            "recargo_amount": str(cents(each.surcharge_amount or ZERO)),
        }
    return tax | ({"exemption_reason": each.exemption} if each.exemption else {})


def _kept_tax(category: str, rate: Decimal | None, base: Decimal | None, amount: Decimal | None) -> dict[str, Any]:
    return {
        "tax_category": category,
        "tax_rate": f"{rate or ZERO:f}",
        "base": str(cents(base or ZERO)),
        "tax_amount": str(cents(amount or ZERO)),
    }


def _category(code: str | None, kind: str | None, rate: Decimal) -> str:
    if kind not in IVA:
        return "other"
    return CATEGORIES.get(code, "other") if code else "standard" if rate else "zero"


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None

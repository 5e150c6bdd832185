"""Lines and taxes of a received invoice in the form that items store, from a document or from an extraction. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bivelio_core.documents.analysis.checks import number
from bivelio_core.documents.analysis.invoices import Line, Tax

from . import units
from .money import ZERO, cents, percent_of

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


def line_of(line: Line) -> dict[str, Any]:
    """Return a line of a structured document; its recargo is that of its taxes."""
    net, rate = line.net or ZERO, line.tax_rate or ZERO
    surcharges = [tax.surcharge_rate for tax in line.taxes if tax.surcharge_rate and not tax.is_withheld]
    recargo = sum(surcharges, ZERO)
    price = line.unit_price if line.unit_price is not None else net
    kind = next((tax.kind for tax in line.taxes if not tax.is_withheld), None)
    return _line_row(
        description=line.description or line.details or line.note or "-",
        quantity=line.quantity if line.quantity is not None else Decimal(1),
        price=price / line.price_quantity if line.price_quantity else price,
        rate=rate,
        net=net,
        recargo=recargo,
        category=_category(line.tax_category, kind, rate),
        unit=_unit(line.unit),
        item_code=line.item_number,
    )


def _unit(code: str | None) -> str | None:
    """Return our word for a unit, or its code; nothing for pieces and for what is no unit."""
    return units.word_of(code) if code and code != units.ONE and units.is_code(code) else None


def line_of_gross(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line of an extraction, whose total includes tax."""
    rate, gross = number(item.get("tax_rate")) or ZERO, number(item.get("total"))
    quantity, price = number(item.get("quantity")), number(item.get("unit_price"))
    quantity = quantity if quantity is not None else Decimal(1)
    net = cents(gross * 100 / (100 + rate)) if gross is not None and rate >= 0 else cents(quantity * (price or ZERO))
    return _line_row(
        description=text_of(item.get("description")) or "-",
        quantity=quantity,
        price=price if price is not None else net,
        rate=rate,
        net=net,
        recargo=ZERO,
        category="standard" if rate else "zero",
    )


def _line_row(
    *,
    description: str,
    quantity: Decimal,
    price: Decimal,
    rate: Decimal,
    net: Decimal,
    recargo: Decimal,
    category: str,
    unit: str | None = None,
    item_code: str | None = None,
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
        **({"unit": unit} if unit else {}),
        **({"item_code": item_code[:200]} if item_code else {}),
    }


def tax_of(each: Tax) -> dict[str, Any]:
    """Return a line of the breakdown of a structured document."""
    tax = tax_row(_category(each.category, each.kind, each.rate or ZERO), each.rate, each.base, each.amount)
    if each.surcharge_rate:
        tax |= {
            "recargo_rate": f"{each.surcharge_rate:f}",
            "recargo_amount": str(cents(each.surcharge_amount or ZERO)),
        }
    return tax | ({"exemption_reason": each.exemption} if each.exemption else {})


def tax_row(category: str, rate: Decimal | None, base: Decimal | None, amount: Decimal | None) -> dict[str, Any]:
    """Return a line of the breakdown."""
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


def turned(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return a row whose amounts of some names have the other sign."""
    return {**row, **{name: f"{-Decimal(row[name]) + ZERO:f}" for name in names if name in row}}


def text_of(value: Any) -> str | None:
    """Return a text without spaces around, None for an empty one and for what is no text."""
    return value.strip() or None if isinstance(value, str) else None


def tax_of_extraction(each: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line of an extraction's breakdown, with its recargo if it has one."""
    rate, base, amount = (number(each.get(name)) for name in ("rate", "base", "amount"))
    row = tax_row("standard" if rate else "zero", rate, base, amount)
    surcharge_rate = number(each.get("surcharge_rate"))
    if surcharge_rate:
        surcharge = number(each.get("surcharge_amount")) or ZERO
        row |= {"recargo_rate": f"{surcharge_rate:f}", "recargo_amount": str(cents(surcharge))}
    return row

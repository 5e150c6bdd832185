"""The stored form of the parts of an invoice: lines, taxes, discount, the days of payment. Amounts are exact texts."""

from collections.abc import Mapping
from typing import Any

from .currencies import smallest
from .draft_parts import DraftDiscount, DraftLine, due_amounts
from .drafts import Draft
from .money import LineTotals, TaxTotals, Totals, cents


def line_item(line: DraftLine, amounts: LineTotals) -> dict[str, Any]:
    """A line with its amounts."""
    group = line.priced.group
    category = group.tax_category
    is_usual = category == ("standard" if group.tax_rate else "zero")
    return present(
        {
            "description": line.description,
            "quantity": str(line.priced.quantity),
            "unit_price": str(line.priced.unit_price),
            "tax_rate": str(group.tax_rate),
            "net": str(amounts.net),
            "tax_amount": str(amounts.tax_amount),
            "total": str(amounts.total),
            "discount_percent": str(line.priced.discount_percent) if line.priced.discount_percent else None,
            "tax_category": None if is_usual else category,
            "kind": line.kind,
            "exemption_cause": group.exemption_cause,
            "exemption_reason": group.exemption_reason,
            "recargo_rate": str(group.recargo_rate) if group.recargo_rate else None,
            "purchase_price": None if line.priced.purchase_price is None else str(line.priced.purchase_price),
            "unit": line.unit,
            "item_code": line.item_code,
            "product_id": line.product_id,
        }
    )


def tax_item(each: TaxTotals) -> dict[str, Any]:
    """A line of the breakdown."""
    group = each.group
    return present(
        {
            "tax_category": group.tax_category,
            "tax_rate": str(group.tax_rate),
            "base": str(each.base),
            "tax_amount": str(each.amount),
            "discount": str(each.discount) if each.discount else None,
            "recargo_rate": str(group.recargo_rate) if group.recargo_rate else None,
            "recargo_amount": str(each.recargo) if group.recargo_rate else None,
            "exemption_cause": group.exemption_cause,
            "exemption_reason": group.exemption_reason,
            "margin": {"base": str(each.margin.base), "tax": str(each.margin.tax)} if each.margin else None,
        }
    )


def discount_item(discount: DraftDiscount | None) -> dict[str, str] | None:
    """The discount on the whole invoice, as it was asked for."""
    if discount is None:
        return None
    about = {"percent": discount.percent, "amount": discount.amount, "reason": discount.reason}
    return {name: str(value) for name, value in about.items() if value is not None}


def due_items(draft: Draft, amounts: Totals) -> list[dict[str, str]]:
    """Return the days of payment with their amounts, and the percentages that were asked for."""
    parts = due_amounts(draft.due_dates, amounts.payable + draft.disbursed, smallest(draft.currency))
    return [
        {
            "date": part.day.isoformat(),
            "amount": str(cents(amount)),
            **({} if part.percent is None else {"percent": f"{part.percent:f}"}),
        }
        for part, amount in zip(draft.due_dates, parts, strict=True)
    ]


def present(values: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that have a value."""
    return {name: value for name, value in values.items() if value is not None}

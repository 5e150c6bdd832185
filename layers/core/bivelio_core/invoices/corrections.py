"""Correct what was read of a received invoice: its amounts by lines or by rates, and whether they add up. Pure.

Amounts are the supplier's, who may round each line or each rate: a cent for each line is no difference.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from bivelio_core.faults import Fault
from bivelio_core.store.codec import Item

from . import figures, items
from .errors import SUM_DIFFERS
from .money import ZERO, cents, percent_of
from .received_models import CorrectedLine, CorrectedTax, CorrectInvoice

if TYPE_CHECKING:
    from .former_models import FormerInvoice

CENT = Decimal("0.01")
TOLERANCE = 2 * CENT
AMOUNTS = ("subtotal", "tax", "total", "irpf")
IDENTITY = ("number", "document_type", "issue_date", "due_date", "currency", "client")


class Amounts(NamedTuple):
    """The amounts of a received invoice; lines and taxes have the form that items store."""

    lines: list[dict[str, Any]]
    taxes: list[dict[str, Any]]
    subtotal: Decimal
    tax: Decimal
    total: Decimal
    irpf: Decimal

    def attributes(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the attributes of the invoice's own item and of its content; None for one that is to be absent."""
        main, content = items.lines_of(self.lines)
        main |= {name: str(cents(getattr(self, name))) for name in AMOUNTS}
        main["irpf"] = str(cents(self.irpf)) if self.irpf else None
        return main, {"breakdown": items.as_json(self.taxes), "all_lines": content.get("all_lines")}


def amounts_of(main: Item, content: Item) -> Amounts:
    """The amounts that items hold."""
    stated = [Decimal(main.get(name, "0")) for name in AMOUNTS]
    return Amounts(figures.lines_in(main, content), figures.breakdown_in(content), *stated)


def corrected(before: Amounts, request: "CorrectInvoice | FormerInvoice") -> Amounts:
    """Return the amounts after a correction: totals by rate decide, else those that follow from new lines."""
    lines, taxes = before.lines, before.taxes
    subtotal, tax, total = before.subtotal, before.tax, before.total
    if request.line_items is not None:
        lines = [_line(each) for each in request.line_items]
    if request.tax_breakdown is not None or request.line_items:
        taxes = list(map(_tax, request.tax_breakdown)) if request.tax_breakdown is not None else _by_rate(lines)
        subtotal = _sum(taxes, "base")
        tax = _sum(taxes, "tax_amount") + _sum(taxes, "recargo_amount")
        total = subtotal + tax
    if request.total is not None:
        total = request.total
    irpf = (request.irpf_amount or ZERO) if "irpf_amount" in request.model_fields_set else before.irpf
    return Amounts(lines, taxes, subtotal, tax, total, irpf)


def differences(amounts: Amounts) -> Iterator[Fault]:
    """The faults of amounts that do not add up: lines, taxes by rate, base, total."""
    rounding = TOLERANCE + CENT * len(amounts.lines)
    for place, each in enumerate(amounts.taxes):
        for rate, amount in (("tax_rate", "tax_amount"), ("recargo_rate", "recargo_amount")):
            expected = percent_of(Decimal(each["base"]), Decimal(each.get(rate, "0")))
            yield from _fault(f"tax_breakdown[{place}].{amount}", expected, Decimal(each.get(amount, "0")), rounding)
    if amounts.taxes:
        yield from _fault("tax_breakdown", amounts.subtotal, _sum(amounts.taxes, "base"), TOLERANCE)
    if amounts.lines:
        yield from _fault("line_items", amounts.subtotal, _sum(amounts.lines, "net"), rounding)
    yield from _fault("total", amounts.subtotal + amounts.tax, amounts.total, TOLERANCE)


def original_of(main: Item, content: Item) -> dict[str, Any]:
    """Return a received invoice as it was read, for its content; its lines are compressed."""
    names = (*IDENTITY, *AMOUNTS, "review_reasons")
    lines = items.as_json(figures.lines_in(main, content)).encode()
    about = {name: main[name] for name in names if name in main}
    return {**about, "breakdown": content["breakdown"], "lines": zlib.compress(lines, 9)}


def _fault(field: str, expected: Decimal, stated: Decimal, tolerance: Decimal) -> Iterator[Fault]:
    if abs(expected - stated) > tolerance:
        yield Fault(field, SUM_DIFFERS, {"expected": str(cents(expected)), "value": str(cents(stated))})


def _line(line: CorrectedLine) -> dict[str, Any]:
    net = cents(line.quantity * line.unit_price) if line.net is None else line.net
    recargo = line.recargo_rate or ZERO
    tax = percent_of(net, line.tax_rate) + percent_of(net, recargo)
    usual = "standard" if line.tax_rate else "zero"
    return {
        "description": line.description,
        "quantity": str(line.quantity),
        "unit_price": str(line.unit_price),
        "tax_rate": str(line.tax_rate),
        "net": str(cents(net)),
        "tax_amount": str(tax),
        "total": str(cents(net) + tax),
        **({"tax_category": line.tax_category} if line.tax_category not in (None, usual) else {}),
        **({"recargo_rate": str(recargo)} if recargo else {}),
    }


def _tax(each: CorrectedTax) -> dict[str, Any]:
    recargo = each.recargo_rate
    return {
        "tax_category": each.tax_category or ("standard" if each.tax_rate else "zero"),
        "tax_rate": str(each.tax_rate),
        "base": str(cents(each.base)),
        "tax_amount": str(cents(each.tax_amount)),
        **(
            {"recargo_rate": str(recargo), "recargo_amount": str(cents(each.recargo_amount or ZERO))} if recargo else {}
        ),
    }


def _by_rate(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the totals by category and rate of lines, each tax rounded once."""
    bases: dict[tuple[str, str, str], Decimal] = {}
    for line in lines:
        rate, recargo = line["tax_rate"], line.get("recargo_rate", "0")
        category = line.get("tax_category") or ("standard" if Decimal(rate) else "zero")
        bases[category, rate, recargo] = bases.get((category, rate, recargo), ZERO) + Decimal(line["net"])
    return [
        {
            "tax_category": category,
            "tax_rate": rate,
            "base": str(cents(base)),
            "tax_amount": str(percent_of(base, Decimal(rate))),
            **(
                {"recargo_rate": recargo, "recargo_amount": str(percent_of(base, Decimal(recargo)))}
                if Decimal(recargo)
                else {}
            ),
        }
        for (category, rate, recargo), base in bases.items()
    ]


def _sum(rows: Sequence[Mapping[str, Any]], name: str) -> Decimal:
    return sum((Decimal(each.get(name, "0")) for each in rows), ZERO)

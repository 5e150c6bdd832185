"""One rectification of several invoices (Real Decreto 1619/2012, article 15.6): what each has of it, and settles of it.

A rebate on a year's invoices, or the return of what several delivered, is one document that names them all. Its item
keeps the part of each of them, so that what is left of one, and the voiding of the rectification, are computed as if it
had one of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bivelio_core.errors import Unprocessable
from bivelio_core.store.codec import Item

from . import crediting, figures, items
from .amounts import Margin
from .crediting import ROUNDING, TakenBack
from .drafts import Draft
from .errors import NOT_ALIKE
from .item_parts import tax_item
from .money import ZERO, TaxTotals, Totals, cents
from .stored import Stored

ALIKE = ("currency", "prices_include_tax", "document_type")
"""What several invoices must have in common, beside the client, IRPF, exchange rate and regime of their content."""

Part = dict[str, Any]


def check_alike(invoices: Sequence[Stored]) -> None:
    """Raise Unprocessable for invoices that one document cannot correct: of two clients, currencies or kinds."""
    first = _common(invoices[0])
    for place, each in enumerate(invoices):
        if _common(each) != first:
            raise Unprocessable.of(f"ids[{place}]", NOT_ALIKE)


def _common(invoice: Stored) -> tuple[Any, ...]:
    main, content = invoice
    return (
        main.get("client", {}).get("id"),
        *(main.get(name) for name in ALIKE),
        content.get("irpf_rate"),
        content.get("exchange_rate"),
        content.get("regime"),
        content.get("rectification", {}).get("code"),
    )


def rest_of(invoices: Sequence[Stored], earlier: Sequence[Sequence[Stored]], language: str) -> list[TakenBack]:
    """Return the lines that take back the rest of each invoice, by tax. Raises Unprocessable when nothing is left."""
    return [crediting.rest_of(each, of_it, language) for each, of_it in zip(invoices, earlier, strict=True)]


def parts_of_rest(rests: Sequence[TakenBack], draft: Draft) -> list[Part]:
    """Return the part of each invoice in a rectification that takes back all that is left of them."""
    parts = []
    for rest in rests:
        own = replace(draft, lines=rest.lines, discount=None)
        disbursed = sum((each.amount for each in rest.disbursements), ZERO)
        parts.append(_part(own.totals.total, own.totals.taxes, disbursed))
    return parts


def parts_of_lines(invoices: Sequence[Stored], earlier: Sequence[Sequence[Stored]], amounts: Totals) -> list[Part]:
    """Return the part of each invoice in a rectification with lines of its own: in proportion to what is left of it."""
    weights = [crediting.left_of(each, of_it) for each, of_it in zip(invoices, earlier, strict=True)]
    shared = [
        [
            tax._replace(base=base, amount=amount, recargo=recargo, margin=margin)
            for base, amount, recargo, margin in zip(
                *(_shares(value, weights) for value in (tax.base, tax.amount, tax.recargo)),
                _margins(tax, weights),
                strict=True,
            )
        ]
        for tax in amounts.taxes
    ]
    own = list(zip(*shared, strict=True))
    return [_part(sum((tax.base + tax.amount + tax.recargo for tax in taxes), ZERO), taxes, ZERO) for taxes in own]


def _shares(value: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share an amount to the cent; what is missing or too much goes to the last."""
    whole = sum(weights, ZERO)
    shares = [cents(value * weight / whole if whole else value / len(weights)) for weight in weights[:-1]]
    return [*shares, value - sum(shares, ZERO)]


def _margins(tax: TaxTotals, weights: Sequence[Decimal]) -> Sequence[Margin | None]:
    if tax.margin is None:
        return [None] * len(weights)
    wholes, taxes = _shares(sum(tax.margin, ZERO), weights), _shares(tax.margin.tax, weights)
    return [Margin(whole - inside, inside) for whole, inside in zip(wholes, taxes, strict=True)]


def _part(total: Decimal, taxes: Sequence[TaxTotals], disbursed: Decimal) -> Part:
    part = {"total": str(cents(total)), "breakdown": items.as_json([tax_item(tax) for tax in taxes])}
    return {**part, "disbursed": str(cents(disbursed))} if disbursed else part


def check_left(invoices: Sequence[Stored], earlier: Sequence[Sequence[Stored]], parts: Sequence[Part]) -> None:
    """Raise Unprocessable for a difference that takes back more than is left of one of the invoices."""
    for invoice, of_it, part in zip(invoices, earlier, parts, strict=True):
        crediting.check_left(invoice, of_it, items.exact(part["total"]))


def settled(
    about: dict[str, Any], mains: Sequence[Item], *, is_rest: bool
) -> tuple[dict[str, Any], list[Item], list[Decimal]]:
    """Return the rectification and the invoices after they have settled in their order, and how much each."""
    back = figures.due(about)
    after, amounts = [], []
    for main in mains:
        owed = figures.due(main)
        amount = min(abs(owed), abs(back)).copy_sign(owed) if owed * back < 0 else ZERO
        after.append(crediting.credited(main, amount))
        amounts.append(amount)
        back += amount
    settled_sum = -sum(amounts, ZERO)
    if is_rest and settled_sum and abs(back) <= ROUNDING * len(mains):
        settled_sum += back
    return crediting.credited(about, settled_sum), after, amounts

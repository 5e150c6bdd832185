"""The arithmetic of invoices whose margin is taxed, not their price: used goods and travel agencies. Pure.

Ley 37/1992, articles 137 and 145. The rules, in place of 1 to 4 of `money.py`; r is the rate of IVA in percent:

1. Amount of a line: quantity x unit price x (1 - discount / 100), rounded once. It is what is paid, without tax.
2. Groups and the discount on the whole invoice: as there. A group's base is what is paid for it, its tax zero.
3. Margin of a line: its amount, less its part of the discount, less quantity x purchase price, rounded. A loss is a
   margin of nothing: no line makes the tax of another less (137.Uno). What a travel agency sells to a traveller is a
   single service (144), so its margin is that of the group's lines together, and not below zero either.
4. The tax is inside the margin: margin x r / (100 + r), rounded once for the group; the margin's base is the rest.

What is taken back has the margin of what was sold, with the sign changed. Lines without tax have no margin.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from .amounts import (
    EXACT,
    ZERO,
    DiscountInput,
    Group,
    LineInput,
    LineTotals,
    Margin,
    TaxTotals,
    cents,
    extended,
    shares,
)
from .gross import inside


class _Sold(NamedTuple):
    """What is paid for a line, how much of it there is, and its margin, which may be a loss."""

    amount: Decimal
    quantity: Decimal
    margin: Decimal


def parts_of(
    lines: Sequence[LineInput], discount: DiscountInput | None, smallest: Decimal, *, is_one_service: bool
) -> tuple[tuple[LineTotals, ...], tuple[TaxTotals, ...]]:
    """Return the amounts of the lines and the breakdown, of prices whose tax is inside and not told apart."""
    amounts = [extended(line, smallest) for line in lines]
    places: dict[Group, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        places[line.group].append(place)
    sums = {group: sum((amounts[place] for place in of_group), ZERO) for group, of_group in places.items()}
    discounts = shares(sums, discount, smallest)
    breakdown = []
    for group, of_group in places.items():
        parts = shares({place: amounts[place] for place in of_group}, DiscountInput(amount=discounts[group]), smallest)
        paid = [(lines[place], amounts[place] - parts[place]) for place in of_group]
        margin = _margin(paid, group, smallest, is_one_service=is_one_service)
        base = sums[group] - discounts[group]
        breakdown.append(TaxTotals(group, sums[group], discounts[group], base, cents(ZERO), cents(ZERO), margin))
    return tuple(LineTotals(amount, cents(ZERO), amount) for amount in amounts), tuple(breakdown)


def _margin(
    paid: Sequence[tuple[LineInput, Decimal]], group: Group, smallest: Decimal, *, is_one_service: bool
) -> Margin | None:
    """Return the margin of a group's lines with what is paid for each; None where no line says what it cost."""
    parts: list[_Sold] = [
        _Sold(amount, line.quantity, amount - cents(EXACT.multiply(line.quantity, line.purchase_price), smallest))
        for line, amount in paid
        if line.purchase_price is not None
    ]
    if not parts:
        return None
    if is_one_service:
        parts = [_Sold(*(sum(column, ZERO) for column in zip(*parts, strict=True)))]
    whole = sum((_not_a_loss(part) for part in parts), cents(ZERO))
    tax = inside(whole, group, smallest)
    return Margin(whole - tax, tax)


def _not_a_loss(sold: _Sold) -> Decimal:
    """Return a margin, or nothing where it has another sign than the sale: of what is taken back, it is negative."""
    is_sale = (sold.amount or sold.quantity) > 0
    return max(sold.margin, ZERO) if is_sale else min(sold.margin, ZERO)

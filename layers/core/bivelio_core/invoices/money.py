"""The arithmetic of invoices, after EN 16931-1: pure, in Decimal, each amount rounded to the cent half away from zero.

`totals` is the one entry point. Its rules, in their order:

1. Line net (BT-131): quantity x unit price x (1 - discount / 100), rounded once. It may be negative.
2. Groups: lines of one tax category, rate, recargo rate and cause of exemption make a line of the breakdown (BG-23).
3. Discount on the whole invoice (BG-20): a percentage takes it from the sum of nets of each group, rounded for each; an
   amount is shared among the groups in proportion to their sums of nets, each share rounded, and what is missing or too
   much goes to the group with the largest sum, the first of several. A group's base is its sum less its discount.
4. Tax (BT-117): for each category and rate, the sum of the bases x rate / 100, rounded once, as EN 16931 asks (BR-S-9).
   Where groups of one category and rate differ in their recargo, each but the last has its own rounded tax, the last
   one the rest. Recargo of a group: its base x its recargo rate / 100, rounded.
5. Subtotal (BT-109): sum of line nets (BT-106) less discounts (BT-107). Tax (BT-110): the sum of the breakdown, recargo
   kept apart. Total (BT-112): subtotal + tax + recargo.
6. IRPF withheld: subtotal x rate / 100, rounded. It is not part of the total: payable is total - IRPF.

What a line shows as its own tax and gross total is rounded for the line; lines need not add up to the invoice's tax.
Where prices include tax, `gross.py` has the rules in place of 1 to 4, where the margin is taxed `margin.py`. Amounts of
a currency without cents are rounded to whole ones, and still written with two decimals.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from . import gross, margin
from .amounts import (
    CENT,
    ZERO,
    DiscountInput,
    Group,
    LineInput,
    LineTotals,
    TaxTotals,
    Totals,
    cents,
    exchanged,
    extended,
    percent_of,
    shares,
)

__all__ = [
    "CENT",
    "ZERO",
    "DiscountInput",
    "Group",
    "LineInput",
    "LineTotals",
    "TaxTotals",
    "Totals",
    "cents",
    "exchanged",
    "percent_of",
    "totals",
]


def totals(
    lines: Sequence[LineInput],
    discount: DiscountInput | None = None,
    irpf_rate: Decimal = ZERO,
    *,
    prices_include_tax: bool = False,
    smallest: Decimal = CENT,
    is_one_service: bool = False,
) -> Totals:
    """The amounts of an invoice, by the rules above. Groups are in the order of their first line.

    `smallest` is the smallest amount of the currency, and `is_one_service` is of lines whose margin is taxed.
    """
    if any(line.purchase_price is not None for line in lines):
        line_amounts, breakdown = margin.parts_of(lines, discount, smallest, is_one_service=is_one_service)
    else:
        parts_of = gross.parts_of if prices_include_tax else _parts
        line_amounts, breakdown = parts_of(lines, discount, smallest)
    lines_net = sum((each.net for each in breakdown), cents(ZERO))
    subtotal = sum((each.base for each in breakdown), cents(ZERO))
    tax = sum((each.amount for each in breakdown), cents(ZERO))
    recargo = sum((each.recargo for each in breakdown), cents(ZERO))
    return Totals(
        lines=line_amounts,
        taxes=breakdown,
        lines_net=lines_net,
        discount=lines_net - subtotal,
        subtotal=subtotal,
        tax=tax,
        recargo=recargo,
        total=subtotal + tax + recargo,
        irpf=percent_of(subtotal, irpf_rate, smallest),
    )


def _parts(
    lines: Sequence[LineInput], discount: DiscountInput | None, smallest: Decimal
) -> tuple[tuple[LineTotals, ...], tuple[TaxTotals, ...]]:
    """Return the amounts of the lines and the breakdown, of prices without tax."""
    line_amounts = tuple(_line(line, smallest) for line in lines)
    nets: dict[Group, Decimal] = defaultdict(lambda: ZERO)
    for line, amounts in zip(lines, line_amounts, strict=True):
        nets[line.group] += amounts.net
    discounts = shares(nets, discount, smallest)
    bases = {group: net - discounts[group] for group, net in nets.items()}
    taxes = _taxes(bases, smallest)
    return line_amounts, tuple(
        TaxTotals(
            group,
            net,
            discounts[group],
            bases[group],
            taxes[group],
            percent_of(bases[group], group.recargo_rate, smallest),
        )
        for group, net in nets.items()
    )


def _line(line: LineInput, smallest: Decimal) -> LineTotals:
    net = extended(line, smallest)
    tax = percent_of(net, line.group.tax_rate, smallest) + percent_of(net, line.group.recargo_rate, smallest)
    return LineTotals(net, tax, net + tax)


def _taxes(bases: dict[Group, Decimal], smallest: Decimal) -> dict[Group, Decimal]:
    """Each group's tax; those of one category and rate add up to the rounded tax of their common base."""
    alike: dict[tuple[str, Decimal], list[Group]] = defaultdict(list)
    for group in bases:
        alike[group.tax_category, group.tax_rate].append(group)
    taxes: dict[Group, Decimal] = {}
    for (_, rate), groups in alike.items():
        rest = percent_of(sum((bases[group] for group in groups), ZERO), rate, smallest)
        for group in groups[:-1]:
            taxes[group] = percent_of(bases[group], rate, smallest)
            rest -= taxes[group]
        taxes[groups[-1]] = rest
    return taxes

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
Where prices include tax, `gross.py` has the rules in place of 1 to 4. Amounts of a currency without cents are rounded
to whole ones, and still written with two decimals.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

ZERO = Decimal(0)
CENT = Decimal("0.01")
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
"""Wide enough for 10^12 with eight decimals, squared, times a percentage, summed a thousand times."""


def cents(amount: Decimal, smallest: Decimal = CENT) -> Decimal:
    """An amount rounded to the smallest one of its currency, half away from zero; with two decimals, never -0.00."""
    return amount.quantize(smallest, context=EXACT).quantize(CENT, context=EXACT) + ZERO


def percent_of(amount: Decimal, rate: Decimal, smallest: Decimal = CENT) -> Decimal:
    """A percentage of an amount, rounded."""
    return cents(EXACT.divide(EXACT.multiply(amount, rate), Decimal(100)), smallest)


def exchanged(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount of another currency in euros, of which one is `rate` of it, rounded to the cent."""
    return cents(EXACT.divide(amount, rate))


class Group(NamedTuple):
    """The properties shared by lines that form one line of the tax breakdown."""

    tax_category: str
    tax_rate: Decimal
    recargo_rate: Decimal = ZERO
    exemption_cause: str | None = None
    exemption_reason: str | None = None


@dataclass(frozen=True, slots=True)
class LineInput:
    """A requested line. Rates are percentages."""

    quantity: Decimal
    unit_price: Decimal
    group: Group
    discount_percent: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class DiscountInput:
    """A discount on the whole invoice: a percentage or an amount, exactly one of them."""

    percent: Decimal | None = None
    amount: Decimal | None = None


class LineTotals(NamedTuple):
    """A line's amounts: `tax_amount` is its IVA and recargo, `total` is gross."""

    net: Decimal
    tax_amount: Decimal
    total: Decimal


class TaxTotals(NamedTuple):
    """A line of the tax breakdown. `net` is the sum of its lines, `base` that less `discount`."""

    group: Group
    net: Decimal
    discount: Decimal
    base: Decimal
    amount: Decimal
    recargo: Decimal


class Totals(NamedTuple):
    """The amounts of an invoice."""

    lines: tuple[LineTotals, ...]
    taxes: tuple[TaxTotals, ...]
    lines_net: Decimal
    discount: Decimal
    subtotal: Decimal
    tax: Decimal
    recargo: Decimal
    total: Decimal
    irpf: Decimal

    @property
    def payable(self) -> Decimal:
        """Return what the buyer pays: the total less the IRPF that the buyer withholds."""
        return self.total - self.irpf


def totals(
    lines: Sequence[LineInput],
    discount: DiscountInput | None = None,
    irpf_rate: Decimal = ZERO,
    *,
    prices_include_tax: bool = False,
    smallest: Decimal = CENT,
) -> Totals:
    """The amounts of an invoice, by the rules above. Groups are in the order of their first line.

    `smallest` is the smallest amount of the currency.
    """
    if prices_include_tax:
        from .gross import parts_of  # noqa: PLC0415 - only where prices include tax
    else:
        parts_of = _parts
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


def extended(line: LineInput, smallest: Decimal) -> Decimal:
    """Return quantity times price less the line's discount, rounded once."""
    whole = EXACT.multiply(line.quantity, line.unit_price)
    return percent_of(whole, 100 - line.discount_percent, smallest)


def _line(line: LineInput, smallest: Decimal) -> LineTotals:
    net = extended(line, smallest)
    tax = percent_of(net, line.group.tax_rate, smallest) + percent_of(net, line.group.recargo_rate, smallest)
    return LineTotals(net, tax, net + tax)


def shares(sums: dict[Group, Decimal], discount: DiscountInput | None, smallest: Decimal) -> dict[Group, Decimal]:
    """Each group's part of the discount; of lines that add up to nothing, an amount is all of the largest group."""
    if discount is None:
        return dict.fromkeys(sums, cents(ZERO))
    if discount.percent is not None:
        return {group: percent_of(each, discount.percent, smallest) for group, each in sums.items()}
    whole, amount = Decimal(sum(sums.values())), cents(discount.amount or ZERO, smallest)
    parts = {
        group: cents(EXACT.divide(EXACT.multiply(amount, each), whole), smallest) if whole else cents(ZERO)
        for group, each in sums.items()
    }
    largest = max(sums, key=lambda group: abs(sums[group]))
    parts[largest] += amount - sum(parts.values())
    return parts


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

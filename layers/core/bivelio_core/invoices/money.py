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
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

ZERO = Decimal(0)
_CENT = Decimal("0.01")
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
"""Wide enough for 10^12 with eight decimals, squared, times a percentage, summed a thousand times."""


def cents(amount: Decimal) -> Decimal:
    """An amount rounded to two decimals, half away from zero; never -0.00."""
    return amount.quantize(_CENT, context=_EXACT) + ZERO


def percent_of(amount: Decimal, rate: Decimal) -> Decimal:
    """A percentage of an amount, rounded to two decimals."""
    return cents(_EXACT.divide(_EXACT.multiply(amount, rate), Decimal(100)))


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


def totals(lines: Sequence[LineInput], discount: DiscountInput | None = None, irpf_rate: Decimal = ZERO) -> Totals:
    """The amounts of an invoice, by the rules above. Groups are in the order of their first line.

    A discount by amount needs a sum of line nets that is not zero: raises ZeroDivisionError otherwise.
    """
    line_amounts = tuple(_line(line) for line in lines)
    nets: dict[Group, Decimal] = defaultdict(lambda: ZERO)
    for line, amounts in zip(lines, line_amounts, strict=True):
        nets[line.group] += amounts.net
    discounts = _discounts(nets, discount)
    bases = {group: net - discounts[group] for group, net in nets.items()}
    taxes = _taxes(bases)
    breakdown = tuple(
        TaxTotals(
            group, net, discounts[group], bases[group], taxes[group], percent_of(bases[group], group.recargo_rate)
        )
        for group, net in nets.items()
    )
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
        irpf=percent_of(subtotal, irpf_rate),
    )


def _line(line: LineInput) -> LineTotals:
    gross = _EXACT.multiply(line.quantity, line.unit_price)
    net_times_hundred = _EXACT.multiply(gross, 100 - line.discount_percent)
    net = cents(_EXACT.divide(net_times_hundred, Decimal(100)))
    tax = percent_of(net, line.group.tax_rate) + percent_of(net, line.group.recargo_rate)
    return LineTotals(net, tax, net + tax)


def _discounts(nets: dict[Group, Decimal], discount: DiscountInput | None) -> dict[Group, Decimal]:
    """Each group's part of the discount."""
    if discount is None:
        return dict.fromkeys(nets, cents(ZERO))
    if discount.percent is not None:
        return {group: percent_of(net, discount.percent) for group, net in nets.items()}
    whole, amount = sum(nets.values()), cents(discount.amount or ZERO)
    shares = {group: cents(_EXACT.divide(_EXACT.multiply(amount, net), Decimal(whole))) for group, net in nets.items()}
    largest = max(nets, key=lambda group: abs(nets[group]))
    shares[largest] += amount - sum(shares.values())
    return shares


def _taxes(bases: dict[Group, Decimal]) -> dict[Group, Decimal]:
    """Each group's tax; those of one category and rate add up to the rounded tax of their common base."""
    alike: dict[tuple[str, Decimal], list[Group]] = defaultdict(list)
    for group in bases:
        alike[group.tax_category, group.tax_rate].append(group)
    taxes: dict[Group, Decimal] = {}
    for (_, rate), groups in alike.items():
        rest = percent_of(sum((bases[group] for group in groups), ZERO), rate)
        for group in groups[:-1]:
            taxes[group] = percent_of(bases[group], rate)
            rest -= taxes[group]
        taxes[groups[-1]] = rest
    return taxes

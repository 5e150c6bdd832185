"""The parts of the arithmetic of invoices: exact amounts, rounding, and what sums are made of and become. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple, TypeVar

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


Key = TypeVar("Key")
"""Of what a discount is shared among: groups, lines."""


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
    purchase_price: Decimal | None = None
    """What one of it cost, tax included, where the margin is what is taxed."""


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


class Margin(NamedTuple):
    """What is taxed of a group whose margin is: `base` and `tax` add up to the margin."""

    base: Decimal
    tax: Decimal


class TaxTotals(NamedTuple):
    """A line of the tax breakdown. `net` is the sum of its lines, `base` that less `discount`.

    Where the `margin` is taxed, `base` is the price and `amount` zero: the tax is inside, and is not told apart.
    """

    group: Group
    net: Decimal
    discount: Decimal
    base: Decimal
    amount: Decimal
    recargo: Decimal
    margin: Margin | None = None


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


def extended(line: LineInput, smallest: Decimal) -> Decimal:
    """Return quantity times price less the line's discount, rounded once."""
    whole = EXACT.multiply(line.quantity, line.unit_price)
    return percent_of(whole, 100 - line.discount_percent, smallest)


def shares(sums: Mapping[Key, Decimal], discount: DiscountInput | None, smallest: Decimal) -> dict[Key, Decimal]:
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

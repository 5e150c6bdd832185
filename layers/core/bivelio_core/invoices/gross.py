"""The arithmetic of invoices whose prices include tax: pure. What the buyer reads on the price tag is what is paid.

The rules, in place of 1 to 4 of `money.py`; r is the rate of IVA and s that of the recargo, in percent:

1. Gross of a line: quantity x unit price x (1 - discount / 100), rounded once. The line shows it as its `total`.
2. Groups: as there. The gross of a group is the sum of its lines' gross.
3. Discount on the whole invoice: an amount or a percentage with tax included, taken from the gross of the groups as
   there from their nets.
4. The tax inside: for each group, gross x (r + s) / (100 + r + s), rounded once. Its IVA is r / (r + s) of that,
   rounded, its recargo the rest. The base is gross - tax inside. So the total is exactly the sum of the gross amounts;
   base x r / 100 may differ from the IVA by a cent, as no base has an IVA that makes 10.00 at 21 %.
5. Net of a group (BT-106): as in 4, of its gross before the discount. Its discount (BT-107) is net - base.
6. Net of a line (BT-131): gross x 100 / (100 + r + s), rounded down; the cents that the group's net has more go one by
   one to the lines with the largest remainders, of equal ones to the first. So nets add up to the group's.

A group of negative gross has the amounts of the positive one, with the sign changed: what is taken back leaves nothing.
Unit prices without tax (BT-146), which electronic invoices state, are `net_price`.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from .amounts import (
    EXACT,
    ZERO,
    DiscountInput,
    Group,
    LineInput,
    LineTotals,
    TaxTotals,
    cents,
    extended,
    shares,
)

PRICE = Decimal("0.00000001")
"""A unit price has up to eight decimals."""


def parts_of(
    lines: Sequence[LineInput], discount: DiscountInput | None, smallest: Decimal
) -> tuple[tuple[LineTotals, ...], tuple[TaxTotals, ...]]:
    """Return the amounts of the lines and the breakdown, of prices with tax included."""
    amounts = [extended(line, smallest) for line in lines]
    places: dict[Group, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        places[line.group].append(place)
    sums = {group: sum((amounts[place] for place in of_group), ZERO) for group, of_group in places.items()}
    discounts = shares(sums, discount, smallest)
    nets: dict[int, Decimal] = {}
    breakdown = []
    for group, of_group in places.items():
        net = sums[group] - inside(sums[group], group, smallest)
        nets |= dict(zip(of_group, _spread(net, [amounts[place] for place in of_group], group, smallest), strict=True))
        rest = sums[group] - discounts[group]
        tax = inside(rest, group, smallest)
        base, iva = rest - tax, _iva(tax, group, smallest)
        breakdown.append(TaxTotals(group, net, net - base, base, iva, tax - iva))
    line_amounts = tuple(LineTotals(nets[place], gross - nets[place], gross) for place, gross in enumerate(amounts))
    return line_amounts, tuple(breakdown)


def net_price(line: LineInput, net: Decimal) -> Decimal:
    """Return the unit price without tax, with up to eight decimals: times the quantity, it is the line's net.

    Of a line that is given away whole, it is the price without the tax inside.
    """
    count = EXACT.divide(EXACT.multiply(line.quantity, 100 - line.discount_percent), Decimal(100))
    if not count:
        rate = 100 + line.group.tax_rate + line.group.recargo_rate
        price = EXACT.divide(EXACT.multiply(line.unit_price, Decimal(100)), rate)
    else:
        price = EXACT.divide(net, count)
    return price.quantize(PRICE, context=EXACT).normalize(EXACT)


def inside(gross: Decimal, group: Group, smallest: Decimal) -> Decimal:
    """Return the IVA and recargo that a gross amount includes."""
    rate = group.tax_rate + group.recargo_rate
    return cents(EXACT.divide(EXACT.multiply(gross, rate), 100 + rate), smallest)


def _iva(tax: Decimal, group: Group, smallest: Decimal) -> Decimal:
    if not group.recargo_rate:
        return tax
    return cents(EXACT.divide(EXACT.multiply(tax, group.tax_rate), group.tax_rate + group.recargo_rate), smallest)


def _spread(net: Decimal, gross: Sequence[Decimal], group: Group, smallest: Decimal) -> list[Decimal]:
    """Return the nets of a group's lines, which add up to the group's net (rule 6)."""
    sign = -1 if net < 0 else 1
    rate = 100 + group.tax_rate + group.recargo_rate
    exact = [EXACT.divide(EXACT.multiply(sign * each, Decimal(100)), rate) for each in gross]
    nets = [each.quantize(smallest, rounding=ROUND_FLOOR, context=EXACT) for each in exact]
    missing = int((sign * net - sum(nets, ZERO)) / smallest)
    by_remainder = sorted(range(len(nets)), key=lambda place: nets[place] - exact[place])
    for place in by_remainder[:missing]:
        nets[place] += smallest
    return [cents(sign * each) for each in nets]

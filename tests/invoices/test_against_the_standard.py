"""The amounts of random invoices equal, to the cent, those of an oracle that was written from EN 16931 alone.

500 invoices; INVOICES=10000 tries as many.
"""

import os
from decimal import Decimal
from fractions import Fraction

from bivelio_core.invoices.money import DiscountInput, Group, LineInput, Totals, totals

from tests.invoices.en16931_oracle import CENT, Asked, Line, Part, Rate, amounts, invoices, total

INVOICES = int(os.environ.get("INVOICES", "500"))


def group_of(line: Line) -> Group:
    return Group(line.category, Decimal(line.rate), Decimal(line.recargo_rate))


def computed(asked: Asked) -> Totals:
    """What the service computes."""
    lines = [
        LineInput(Decimal(line.quantity), Decimal(line.unit_price), group_of(line), Decimal(line.discount_percent))
        for line in asked.lines
    ]
    discount = None
    if asked.discount_percent != "0":
        discount = DiscountInput(percent=Decimal(asked.discount_percent))
    elif asked.discount != "0":
        discount = DiscountInput(amount=Decimal(asked.discount))
    return totals(lines, discount, Decimal(asked.irpf_rate))


def part_of(group: Group) -> Part:
    return Part(Rate(group.tax_category, Fraction(group.tax_rate)), Fraction(group.recargo_rate))


def exact(amount: Decimal) -> Fraction:
    """The amount as a fraction; it has two decimals."""
    assert amount.as_tuple().exponent == -2, amount
    return Fraction(amount)


def require_a_fair_split(asked: Asked, found: Totals) -> None:
    """EN 16931 asks that the parts of a discount add up to it (BR-CO-11); no part differs by more than rounding."""
    discount, nets = Fraction(asked.discount), total(exact(each.net) for each in found.taxes)
    assert total(exact(each.discount) for each in found.taxes) == discount
    for each in found.taxes:
        fair = discount * exact(each.net) / nets if discount else Fraction(0)
        assert abs(exact(each.discount) - fair) <= CENT * len(found.taxes) / 2, asked


def require_the_standards_amounts(asked: Asked) -> None:
    """Every amount is the oracle's, to the cent."""
    found = computed(asked)
    if asked.discount != "0":
        require_a_fair_split(asked, found)
        expected = amounts(asked, {part_of(each.group): exact(each.discount) for each in found.taxes})
    else:
        expected = amounts(asked)
    lines = [(exact(line.net), exact(line.tax_amount), exact(line.total)) for line in found.lines]
    assert lines == [(line.net, line.tax + line.recargo, line.gross) for line in expected.lines], asked
    taxes: dict[Rate, Fraction] = {}
    bases: dict[Rate, Fraction] = {}
    for each in found.taxes:
        rate = part_of(each.group).rate
        taxes[rate] = taxes.get(rate, Fraction(0)) + exact(each.amount)
        bases[rate] = bases.get(rate, Fraction(0)) + exact(each.base)
    assert taxes == {rate: each.tax for rate, each in expected.rates.items()}, asked
    assert bases == {rate: each.taxable for rate, each in expected.rates.items()}, asked
    assert {part_of(each.group): exact(each.recargo) for each in found.taxes} == expected.recargos, asked
    assert [
        *(exact(found.lines_net), exact(found.discount), exact(found.subtotal), exact(found.tax)),
        *(exact(found.recargo), exact(found.total), exact(found.irpf)),
        exact(found.payable) - Fraction(asked.paid),
    ] == [
        *(expected.sum_of_nets, expected.allowance, expected.before_taxes, expected.tax),
        *(expected.recargo, expected.with_taxes, expected.irpf),
        expected.due,
    ], asked


def test_the_amounts_of_random_invoices_are_those_of_the_standard():
    for asked in invoices(INVOICES):
        require_the_standards_amounts(asked)


def test_an_invoice_taken_back_has_the_amounts_of_the_standard():
    """A rectification by difference: each quantity is negative, with the halves of a cent rounded as before."""
    for asked in invoices(INVOICES // 10, seed=381):
        lines = tuple(
            Line(
                f"-{line.quantity}", line.unit_price, line.category, line.rate, line.recargo_rate, line.discount_percent
            )
            for line in asked.lines
        )
        require_the_standards_amounts(Asked(lines, "0", asked.discount_percent, asked.irpf_rate))

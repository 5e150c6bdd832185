"""Invoices whose prices include tax: random ones against sums in fractions, written from the rules of `gross.py` alone.

500 invoices; INVOICES=10000 tries as many.
"""

import os
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from bivelio_core.invoices.gross import net_price
from bivelio_core.invoices.money import DiscountInput, Group, LineInput, Totals, totals

from tests.invoices.en16931_oracle import CENT, Asked, Line, cents, invoices, total

INVOICES = int(os.environ.get("INVOICES", "500"))
S21 = Group("standard", Decimal(21))


def asked_invoices() -> list[Asked]:
    """The oracle's invoices; in a third of them a line in four takes something away."""
    chance = random.Random(790)
    made = []
    for asked in invoices(INVOICES, seed=790):
        lines = asked.lines
        if chance.random() < 0.3:
            lines = tuple(_turned(line) if chance.random() < 0.25 else line for line in lines)
        made.append(Asked(lines, asked.discount, asked.discount_percent, asked.irpf_rate))
    return made


def _turned(line: Line) -> Line:
    return Line(
        f"-{line.quantity}", line.unit_price, line.category, line.rate, line.recargo_rate, line.discount_percent
    )


def group_of(line: Line) -> Group:
    return Group(line.category, Decimal(line.rate), Decimal(line.recargo_rate))


def priced(line: Line) -> LineInput:
    return LineInput(Decimal(line.quantity), Decimal(line.unit_price), group_of(line), Decimal(line.discount_percent))


def computed(asked: Asked) -> Totals:
    discount = None
    if asked.discount_percent != "0":
        discount = DiscountInput(percent=Decimal(asked.discount_percent))
    elif asked.discount != "0":
        discount = DiscountInput(amount=Decimal(asked.discount))
    return totals([priced(line) for line in asked.lines], discount, Decimal(asked.irpf_rate), prices_include_tax=True)


def gross_of(line: Line) -> Fraction:
    share = 1 - Fraction(line.discount_percent) / 100
    return cents(Fraction(line.quantity) * Fraction(line.unit_price) * share)


def base_of(gross: Fraction, group: Group) -> Fraction:
    """What is left of a gross sum when its tax is taken out, rounded once."""
    rate = Fraction(group.tax_rate + group.recargo_rate)
    return gross - cents(gross * rate / (100 + rate))


def exact(amount: Decimal) -> Fraction:
    assert amount.as_tuple().exponent == -2, amount
    return Fraction(amount)


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Asked, Totals]]:
    return [(asked, computed(asked)) for asked in asked_invoices()]


def test_the_total_is_exactly_what_the_prices_say(pairs):
    for asked, amounts in pairs:
        gross = total(gross_of(line) for line in asked.lines)
        taken = Fraction(asked.discount)
        if asked.discount_percent != "0":
            sums = [total(gross_of(line) for line in asked.lines if group_of(line) == group) for group in groups(asked)]
            taken = total(cents(each * Fraction(asked.discount_percent) / 100) for each in sums)
        assert exact(amounts.total) == gross - taken, asked
        assert [exact(line.total) for line in amounts.lines] == [gross_of(line) for line in asked.lines]


def groups(asked: Asked) -> list[Group]:
    return list(dict.fromkeys(map(group_of, asked.lines)))


def test_base_and_tax_of_each_rate_are_those_inside_its_gross(pairs):
    for asked, amounts in pairs:
        assert [each.group for each in amounts.taxes] == groups(asked)
        for each in amounts.taxes:
            gross = total(gross_of(line) for line in asked.lines if group_of(line) == each.group)
            left = exact(each.base) + exact(each.amount) + exact(each.recargo)
            assert exact(each.net) == base_of(gross, each.group), asked
            assert exact(each.base) == base_of(left, each.group), asked
            expected = (
                left * Fraction(each.group.tax_rate) / (100 + Fraction(each.group.tax_rate + each.group.recargo_rate))
            )
            assert abs(exact(each.amount) - expected) <= CENT, asked
            if not each.group.recargo_rate:
                assert exact(each.amount) == cents(expected)
                assert each.recargo == 0


def test_base_times_rate_is_the_tax_within_a_cent(pairs):
    """What AEAT and EN 16931 compare: both leave more room than this."""
    for asked, amounts in pairs:
        for each in amounts.taxes:
            assert abs(exact(each.base) * Fraction(each.group.tax_rate) / 100 - exact(each.amount)) <= CENT, asked
            assert abs(exact(each.base) * Fraction(each.group.recargo_rate) / 100 - exact(each.recargo)) <= CENT, asked


def test_nets_of_lines_add_up_to_the_base_and_none_is_a_cent_off(pairs):
    for asked, amounts in pairs:
        for each in amounts.taxes:
            of_group = [
                (line, net)
                for line, net in zip(asked.lines, amounts.lines, strict=True)
                if group_of(line) == each.group
            ]
            assert total(exact(net.net) for _, net in of_group) == exact(each.net), asked
            rate = 100 + Fraction(each.group.tax_rate + each.group.recargo_rate)
            for line, net in of_group:
                assert abs(exact(net.net) - gross_of(line) * 100 / rate) < CENT, asked
        assert exact(amounts.lines_net) - exact(amounts.discount) == exact(amounts.subtotal)


def test_the_price_without_tax_times_the_quantity_is_the_lines_net(pairs):
    for asked, amounts in pairs:
        for line, net in zip(asked.lines, amounts.lines, strict=True):
            price = net_price(priced(line), net.net)
            assert price == round(price, 8)
            product = Fraction(line.quantity) * Fraction(price) * (1 - Fraction(line.discount_percent) / 100)
            assert abs(product - exact(net.net)) <= abs(Fraction(line.quantity)) * Fraction(1, 10**8), asked


def test_what_is_taken_back_whole_leaves_nothing(pairs):
    for asked, amounts in pairs:
        discount = asked.discount if asked.discount == "0" else f"-{asked.discount}"
        back = computed(Asked(tuple(map(_back, asked.lines)), discount, asked.discount_percent, asked.irpf_rate))
        sums = [(amounts.total, back.total), (amounts.tax, back.tax), (amounts.subtotal, back.subtotal)]
        assert all(one + other == 0 for one, other in [*sums, (amounts.irpf, back.irpf)]), asked
        whole = {each.group for each in amounts.taxes if each.net}
        for line, one, other in zip(asked.lines, amounts.lines, back.lines, strict=True):
            assert one.net + other.net == 0 or group_of(line) not in whole, asked


def _back(line: Line) -> Line:
    quantity = line.quantity[1:] if line.quantity.startswith("-") else f"-{line.quantity}"
    return Line(quantity, line.unit_price, line.category, line.rate, line.recargo_rate, line.discount_percent)


def test_cents_go_to_the_largest_remainders():
    amounts = totals([LineInput(Decimal(1), Decimal("0.10"), S21) for _ in range(3)], prices_include_tax=True)
    assert [line.net for line in amounts.lines] == [Decimal("0.09"), Decimal("0.08"), Decimal("0.08")]
    assert (amounts.subtotal, amounts.tax, amounts.total) == (Decimal("0.25"), Decimal("0.05"), Decimal("0.30"))


@pytest.mark.parametrize(
    ("gross", "base", "tax"), [("10", "8.26", "1.74"), ("9.99", "8.26", "1.73"), ("121", "100", "21")]
)
def test_prices_that_no_base_reaches_are_exact(gross, base, tax):
    amounts = totals([LineInput(Decimal(1), Decimal(gross), S21)], prices_include_tax=True)
    assert (amounts.subtotal, amounts.tax, amounts.total) == (Decimal(base), Decimal(tax), Decimal(gross))


def test_yen_are_whole():
    amounts = totals([LineInput(Decimal(1), Decimal(1_000), S21)], prices_include_tax=True, smallest=Decimal(1))
    assert (amounts.subtotal, amounts.tax, amounts.total) == (Decimal(826), Decimal(174), Decimal(1_000))

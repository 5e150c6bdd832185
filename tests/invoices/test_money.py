"""The arithmetic of invoices: the reference's example, rounding, discounts, recargo and IRPF."""

from decimal import Decimal

import pytest
from bivelio_core.invoices.money import DiscountInput, Group, LineInput, cents, totals
from hypothesis import given
from hypothesis import strategies as st

S21, S10 = Group("standard", Decimal(21)), Group("standard", Decimal(10))


def line(quantity, price, group=S21, discount=0):
    return LineInput(Decimal(quantity), Decimal(price), group, Decimal(discount))


def test_the_example_of_the_reference_adds_up():
    found = totals([line(20, "150.00"), line(1, "500.00")])
    assert (found.subtotal, found.tax, found.total) == (Decimal("3500.00"), Decimal("735.00"), Decimal("4235.00"))
    assert [each.total for each in found.lines] == [Decimal("3630.00"), Decimal("605.00")]


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("1.004999", "1.00"), ("-0.001", "0.00"), ("2.675", "2.68")],
)
def test_halves_are_rounded_away_from_zero(amount, rounded):
    assert str(cents(Decimal(amount))) == rounded


def test_tax_is_that_of_the_sum_of_nets_and_not_the_sum_of_the_lines_taxes():
    found = totals([line(1, "0.03") for _ in range(10)])
    assert sum(each.tax_amount for each in found.lines) == Decimal("0.10")
    assert found.tax == Decimal("0.06")


def test_lines_that_differ_only_in_their_recargo_share_the_tax_of_their_rate():
    with_recargo = S21._replace(recargo_rate=Decimal("5.2"))
    found = totals([line(1, "0.12"), line(1, "0.12", with_recargo)])
    assert [each.amount for each in found.taxes] == [Decimal("0.03"), Decimal("0.02")]
    assert (found.tax, found.recargo, found.total) == (Decimal("0.05"), Decimal("0.01"), Decimal("0.30"))


def test_a_discount_by_amount_is_shared_to_the_cent():
    found = totals(
        [line(1, 10), line(1, 10, S10), line(1, 10, Group("zero", Decimal(0)))], DiscountInput(None, Decimal(10))
    )
    assert [each.discount for each in found.taxes] == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert (found.discount, found.subtotal) == (Decimal("10.00"), Decimal("20.00"))


def test_irpf_is_withheld_from_what_is_paid_and_not_from_the_total():
    found = totals([line(1, 1000)], irpf_rate=Decimal(15))
    assert (found.total, found.irpf, found.payable) == (Decimal("1210.00"), Decimal("150.00"), Decimal("1060.00"))


def test_the_largest_amounts_are_exact():
    found = totals([line("1000000000000", "999999999999.99999999", discount="0.00000001")])
    assert found.lines_net == cents(Decimal(10) ** 12 * Decimal("999999999999.99999999") * Decimal("0.9999999999"))


amounts = st.decimals(0, 10_000, places=3)
groups = st.sampled_from(
    [S21, S10, S21._replace(recargo_rate=Decimal("5.2")), Group("exempt", Decimal(0), exemption_cause="E1")]
)
lines = st.lists(st.builds(LineInput, amounts, amounts, groups, st.decimals(0, 100, places=2)), min_size=1, max_size=20)


@given(lines, st.none() | st.builds(DiscountInput, st.decimals(0, 100, places=2)), st.sampled_from([0, 7, 15]))
def test_every_invoice_adds_up(asked, discount, irpf):
    found = totals(asked, discount, Decimal(irpf))
    assert found.lines_net == sum(each.net for each in found.lines)
    assert found.subtotal == sum(each.base for each in found.taxes) == found.lines_net - found.discount
    assert found.total == found.subtotal + found.tax + found.recargo
    by_rate: dict[tuple[str, Decimal], tuple[Decimal, Decimal]] = {}
    for each in found.taxes:
        base, tax = by_rate.get(each.group[:2], (Decimal(0), Decimal(0)))
        by_rate[each.group[:2]] = base + each.base, tax + each.amount
    assert all(tax == cents(base * rate / 100) for (_, rate), (base, tax) in by_rate.items())


@given(lines)
def test_what_is_taken_back_whole_leaves_nothing(asked):
    back = [each.__class__(-each.quantity, each.unit_price, each.group, each.discount_percent) for each in asked]
    one, other = totals(asked), totals(back)
    assert {one.total + other.total, one.tax + other.tax, one.subtotal + other.subtotal} == {Decimal(0)}

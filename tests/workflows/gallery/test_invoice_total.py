"""The total of an invoice is the one that a person with a decimal calculator finds."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples

CENT = Decimal("0.01")
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "quantity": st.integers(1, 500) | st.decimals(0, 40, places=2).map(float),
            "price": st.decimals(0, 5_000, places=3).map(float),
            "vat": st.sampled_from([21, 10, 4, 0]),
        }
    ),
    min_size=1,
    max_size=8,
)


def rounded(value):
    return value.quantize(CENT, ROUND_HALF_UP)


def total(lines):
    bases: dict[int, Decimal] = {}
    for line in lines:
        base = rounded(Decimal(repr(line["quantity"])) * Decimal(repr(line["price"])))
        bases[line["vat"]] = bases.get(line["vat"], Decimal(0)) + base
    return sum((base + rounded(base * rate / 100) for rate, base in bases.items()), Decimal(0))


def test_three_lines_that_floats_add_up_wrongly(shop):
    shop.create("invoice-total")
    lines = [{"quantity": 1, "price": price, "vat": 0} for price in (5.1, 50.2, 20.3)]
    output = shop.run({"date": "2026-01-31", "lines": lines})["output"]
    assert (output["total"], output["shown"], output["due"]) == (75.6, "75,60\u00a0€", "2026-03-02")


@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(LINES)
def test_any_lines(shop, lines):
    if not shop.workflow_id:
        shop.create("invoice-total")
    output = shop.run({"date": "2026-01-31", "lines": lines})["output"]
    assert Decimal(repr(output["total"])) == total(lines)
    assert [rate["rate"] for rate in output["rates"]] == list(dict.fromkeys(line["vat"] for line in lines))

"""Amounts of documents, rounded to the cent, however large a document writes them."""

from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")
MOST_DIGITS = 30
"""Before the point and after it: an amount beyond is no amount of an invoice, and no context has digits for any."""

_EXACT = Context(prec=8 * MOST_DIGITS, rounding=ROUND_HALF_UP)
"""Wide enough for three amounts multiplied with one another."""


def cents(value: Decimal) -> Decimal:
    """Return an amount with two decimals, a half away from zero."""
    return value.quantize(CENT, context=_EXACT)


def share(value: Decimal, percent: Decimal) -> Decimal:
    """Return a percentage of an amount, with two decimals."""
    return cents(_EXACT.divide(_EXACT.multiply(value, percent), Decimal(100)))


def is_plausible(value: Decimal) -> bool:
    """Tell whether a number is finite and small enough to calculate with."""
    return value.is_finite() and value.adjusted() < MOST_DIGITS

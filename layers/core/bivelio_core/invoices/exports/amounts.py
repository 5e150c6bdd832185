"""Write numbers for machine-readable documents: with a point, without exponent and trailing zeros."""

from decimal import ROUND_HALF_UP, Context, Decimal

from bivelio_core.invoices.paper import Line

CENT = Decimal("0.01")
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """Write a quantity, a price or a rate."""
    return format(value.normalize(EXACT) if value else Decimal(0), "f")


def gross_of(line: Line) -> Decimal:
    """Return quantity times price of a line, before its discount, rounded to the cent."""
    return EXACT.multiply(line.quantity, line.unit_price).quantize(CENT, context=EXACT)

"""Amounts of invoices in euros. Pure."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from bivelio_core.invoices.money import ZERO, cents

EURO = "EUR"
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


def euros_of(main: Mapping[str, Any], content: Mapping[str, Any]) -> Decimal | None:
    """Return how much of an invoice's currency is one euro; None when nobody has said it."""
    if main["currency"] == EURO:
        return Decimal(1)
    rate = content.get("exchange_rate") or main.get("exchange_rate")
    return Decimal(rate["rate"]) if rate else None


def in_euros(amount: Any, rate: Decimal) -> Decimal:
    """Return a stored amount in euros, to the cent."""
    return cents(_WIDE.divide(Decimal(amount), rate)) if amount else cents(ZERO)

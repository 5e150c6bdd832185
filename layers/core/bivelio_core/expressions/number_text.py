"""Numbers as they are written in texts."""

import json
from decimal import Decimal

LEAST_PLAIN, MOST_PLAIN = 1e-7, 1e21


def number_text(number: float | Decimal) -> str:
    """A number as it is written in a text: `5` for 5.0, `0.00001` for 1e-05; by its exponent beyond 21 digits."""
    if isinstance(number, int):
        return str(number)
    if isinstance(number, Decimal):
        return f"{number:f}"
    if not LEAST_PLAIN <= abs(number) < MOST_PLAIN:
        return "0" if number == 0 else json.dumps(number)
    return str(int(number)) if number == int(number) else f"{Decimal(repr(number)):f}"

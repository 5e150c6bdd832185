"""Read an invoice's figures from its items (items.py): lines, taxes, and the amounts paid and due."""

import json
import zlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bivelio_core.store.codec import Item

NOTHING = Decimal(0)


def lines_in(main: Item, content: Item | None) -> list[dict[str, Any]]:
    """The lines of an invoice; without its content, the first ones of a long invoice."""
    if content is not None and "all_lines" in content:
        lines: list[dict[str, Any]] = json.loads(zlib.decompress(content["all_lines"]))
        return lines
    first: list[dict[str, Any]] = json.loads(main["lines"])
    return first


def original_lines(original: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines of a received invoice as it was read, before its corrections."""
    lines: list[dict[str, Any]] = json.loads(zlib.decompress(original["lines"]))
    return lines


def breakdown_in(content: Item) -> list[dict[str, Any]]:
    """The lines of the tax breakdown."""
    breakdown: list[dict[str, Any]] = json.loads(content["breakdown"])
    return breakdown


def payable(main: Item) -> Decimal:
    """Return the payable amount: the total less the IRPF withheld, as a supplier rounds it, and suplidos."""
    extra = Decimal(main.get("rounding", "0")) + Decimal(main.get("disbursed", "0"))
    return Decimal(main["total"]) - Decimal(main.get("irpf", "0")) + extra


def paid(main: Item) -> Decimal:
    """Return the amount paid, by the invoice's own payments and those of an invoice that it replaces."""
    own = sum((Decimal(each["amount"]) for each in main.get("payments", ())), NOTHING)
    return own + Decimal(main.get("carried", "0"))


def credited(main: Item) -> Decimal:
    """Return the amount settled by a rectification, or, of a rectification, by the invoice that it corrects."""
    return Decimal(main.get("credited", "0"))


def due(main: Item) -> Decimal:
    """Return the amount still to be paid; zero for an invoice that is void or replaced by another."""
    if main["status"] == "void" or main.get("replaced"):
        return NOTHING
    return payable(main) - paid(main) - credited(main)


def next_due(main: Item) -> str | None:
    """Return the earliest day by which something unpaid is to be paid; payments count for the earliest parts first."""
    parts = main.get("due_dates")
    if not parts:
        day: str | None = main.get("due_date")
        return day
    settled, reached = payable(main) - due(main), NOTHING
    for part in parts:
        reached += Decimal(part["amount"])
        if settled < reached:
            break
    return str(part["date"])

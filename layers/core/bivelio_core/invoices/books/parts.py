"""What the boxes of forms are made of: an amount of an invoice that belongs to a box. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from bivelio_core.invoices.money import ZERO, cents

from .rows import IssuedRow, ReceivedRow

NO_BOX = "-"
"""Where an amount is shown that no box takes, so that nobody looks for it in vain."""


class Part(NamedTuple):
    """An amount of an invoice in a box of a form; of informative forms in a key, with a partner."""

    box: str
    amount: Decimal
    reference: str
    number: str
    partner: str = ""


class Books(NamedTuple):
    """The rows of the two books of a period, from which forms are filled."""

    issued: list[IssuedRow]
    received: list[ReceivedRow]


def part_of(row: IssuedRow | ReceivedRow, box: str, amount: Decimal, partner: str = "") -> Part:
    """Return an amount of a row in a box."""
    return Part(box, amount, row.reference, row.number, partner)


def sums(parts: Iterable[Part]) -> dict[str, Decimal]:
    """Return the sum of each box."""
    boxes: dict[str, Decimal] = {}
    for part in parts:
        boxes[part.box] = boxes.get(part.box, cents(ZERO)) + part.amount
    return boxes

"""Form 111: income tax that the organisation withheld from professionals.

Boxes 07 to 09 are of money paid for economic activities. What a landlord is paid belongs to form 115, payroll and other
income to boxes that invoices say nothing about. Source: Orden EHA/586/2011.
"""

from collections.abc import Iterator
from decimal import Decimal

from bivelio_core.invoices.books.parts import NO_BOX, Books, Part, part_of
from bivelio_core.invoices.books.rows import ReceivedRow
from bivelio_core.invoices.money import ZERO

PEOPLE, BASE, WITHHELD = "07", "08", "09"
ORDER = (PEOPLE, BASE, WITHHELD, "28", "30", NO_BOX)
RENT_RATE, RENT = Decimal(19), "G12"


def parts(books: Books) -> Iterator[Part]:
    """Return the amounts of received invoices from which something was withheld, by box."""
    bases: dict[str, Decimal] = {}
    for row in books.received:
        bases[row.reference] = bases.get(row.reference, ZERO) + row.base
    for row in books.received:
        if not row.irpf:
            continue
        if _is_rent(row):
            yield part_of(row, NO_BOX, row.irpf)
            continue
        yield part_of(row, BASE, bases[row.reference], partner_of(row))
        yield part_of(row, WITHHELD, row.irpf, partner_of(row))


def totals(part_list: list[Part], boxes: dict[str, Decimal]) -> dict[str, Decimal]:
    """Return the number of people, the sum, and what is to be paid in."""
    people = {part.partner for part in part_list if part.box == BASE}
    withheld = boxes.get(WITHHELD, ZERO)
    return {PEOPLE: Decimal(len(people)), "28": withheld, "30": withheld}


def partner_of(row: ReceivedRow) -> str:
    """Return how a supplier is told from others: by number, or by name."""
    return row.id_number or row.name or ""


def _is_rent(row: ReceivedRow) -> bool:
    return row.expense_concept == RENT or row.irpf_rate == RENT_RATE

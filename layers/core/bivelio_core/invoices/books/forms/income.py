"""Form 130: the payment on account of a person's income tax, section I.

Source: AEAT, Traslado_Libros_a_Casillas_130.xlsx. Amounts are of the year until the end of the quarter.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bivelio_core.invoices.books.parts import NO_BOX, Books, Part, part_of, sums
from bivelio_core.invoices.money import ZERO, cents, percent_of

INCOME, EXPENSE, WITHHELD = "01", "02", "06"
NOT_INCOME = {"F3", "DV", "AJ"}
SHARE = Decimal(20)
ORDER = ("01", "02", "03", "04", "05", "06", "07", NO_BOX)


def parts(books: Books) -> Iterator[Part]:
    """Return the amounts of the books by box."""
    for issued in books.issued:
        if issued.invoice_type in NOT_INCOME:
            yield part_of(issued, NO_BOX, issued.base)
            continue
        yield part_of(issued, INCOME, issued.base)
        if issued.irpf:
            yield part_of(issued, WITHHELD, issued.irpf)
    for received in books.received:
        yield part_of(received, EXPENSE, received.base)


def totals(boxes: dict[str, Decimal], before: Sequence[dict[str, Decimal]]) -> dict[str, Decimal]:
    """Return the computed boxes; `before` has the sums of the year until each earlier quarter, the first one first."""
    paid = ZERO
    for earlier in before:
        paid += max(_result(earlier, paid)["07"], ZERO)
    return _result(boxes, paid)


def _result(boxes: dict[str, Decimal], paid: Decimal) -> dict[str, Decimal]:
    net = boxes.get(INCOME, ZERO) - boxes.get(EXPENSE, ZERO)
    share = percent_of(net, SHARE) if net > ZERO else cents(ZERO)
    withheld = max(boxes.get(WITHHELD, ZERO), ZERO)
    return {"03": net, "04": share, "05": paid, "07": share - paid - withheld}


def sums_of(books: Books) -> dict[str, Decimal]:
    """Return the sums of the books by box."""
    return sums(parts(books))

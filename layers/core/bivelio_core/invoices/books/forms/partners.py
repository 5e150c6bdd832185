"""Forms 347 and 349: what was bought from and sold to each partner.

347 (Real Decreto 1065/2007, articles 31 to 35): operations of a year above 3,005.06 euros with a partner in Spain, tax
included, purchases (A) apart from sales (B). Not there: what is in 349 or 190, exports and imports, what other
territories tax. 349 (articles 78 to 81 of Real Decreto 1624/1992): goods sold (E) and bought (A), services rendered (S)
and received (I) in the European Union, without tax.
"""

from collections.abc import Iterator
from decimal import Decimal

from bivelio_core.invoices.books.kinds import EXPORT, GENERAL, INTRA_EU, OTHER_TAX
from bivelio_core.invoices.books.parties import VAT_NUMBER
from bivelio_core.invoices.books.parts import NO_BOX, Books, Part, part_of
from bivelio_core.invoices.books.rows import IssuedRow, ReceivedRow

THRESHOLD = Decimal("3005.06")
PURCHASE, SALE = "A", "B"
GOODS_SOLD, SERVICES_RENDERED, GOODS_BOUGHT, SERVICES_RECEIVED = "E", "S", "A", "I"


def of_347(books: Books) -> Iterator[Part]:
    """Return the amounts by partner that count, whatever their sum."""
    for key, rows in ((SALE, books.issued), (PURCHASE, books.received)):
        withheld = {row.reference for row in rows if row.irpf}
        for row in rows:
            if row.reference not in withheld and _is_at_home(row):
                yield part_of(row, key, row.total, str(row.id_number))


def of_349(books: Books, services: set[str]) -> Iterator[Part]:
    """Return the amounts in the European Union by partner; `services` are the received invoices for services."""
    for issued in books.issued:
        if issued.id_type != VAT_NUMBER:
            continue
        if issued.exemption == "E5":
            yield part_of(issued, GOODS_SOLD, issued.base, str(issued.id_number))
        elif issued.qualification == "N2" and issued.regime == GENERAL:
            yield part_of(issued, SERVICES_RENDERED, issued.base, str(issued.id_number))
    for received in books.received:
        if received.regime == INTRA_EU:
            key = SERVICES_RECEIVED if received.reference in services else GOODS_BOUGHT
            box = key if received.id_number else NO_BOX
            yield part_of(received, box, received.base, received.id_number or "")


def _is_at_home(row: IssuedRow | ReceivedRow) -> bool:
    """Tell whether the operation is with a partner who has a Spanish number, and one that 347 wants."""
    if row.id_type is not None or not row.id_number:
        return False
    return row.regime not in {EXPORT, INTRA_EU, OTHER_TAX}

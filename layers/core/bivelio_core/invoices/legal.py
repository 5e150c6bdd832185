"""The legal dates of invoicing in Spain, as data: duties in force, and announced ones that are not yet law.

Looked up on 9 October 2026. Nothing here submits an invoice, and no answer says that one was submitted.
"""

from datetime import date
from typing import Literal, NamedTuple

Who = Literal["companies", "others", "above_8_million", "all"]


class LegalDate(NamedTuple):
    """The date from which a duty applies, and to whom. `is_law` is false for an announced, unpublished duty."""

    duty: Literal["verifactu", "electronic_invoices"]
    who: Who
    since: date
    is_law: bool
    source: str


LEGAL_DATES = (
    LegalDate("verifactu", "companies", date(2027, 1, 1), is_law=True, source="Real Decreto-ley 15/2025"),
    LegalDate("verifactu", "others", date(2027, 7, 1), is_law=True, source="Real Decreto-ley 15/2025"),
    LegalDate("verifactu", "all", date(2028, 10, 1), is_law=False, source="Announced on 5 October 2026"),
    LegalDate("electronic_invoices", "above_8_million", date(2027, 10, 6), is_law=True, source="Orden HAC/1028/2026"),
    LegalDate("electronic_invoices", "all", date(2028, 10, 6), is_law=True, source="Orden HAC/1028/2026"),
)

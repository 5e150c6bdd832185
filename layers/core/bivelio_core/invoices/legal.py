"""The legal dates of invoicing in Spain, as data: what is in force, and what was announced and is not law.

Looked up on 9 October 2026. Nothing here submits an invoice, and no answer says that one was submitted.
"""

from datetime import date
from typing import Literal, NamedTuple

Who = Literal["companies", "others", "above_8_million", "all"]


class LegalDate(NamedTuple):
    """From when a duty applies to whom. `is_law` is false for what was announced and not published."""

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

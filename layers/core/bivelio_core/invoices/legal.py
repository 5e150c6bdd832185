"""The legal dates of invoicing in Spain, as data: duties in force, and announced ones that are not yet law.

Looked up on 9 October 2026. A date that moves is changed here alone.
"""

from datetime import date
from typing import Literal, NamedTuple

CORPORATION_TAX = frozenset("ABCDFGJRUV")
"""How the NIF of those begins who pay corporation tax (Orden EHA/451/2008).

Of partnerships (J) some do, so that the earlier date is theirs.
"""

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


def verifactu_required_from(nif: str) -> date:
    """Return the day from which an issuer has to issue by a program as Real Decreto 1007/2023 asks for, by its NIF."""
    who = "companies" if nif[:1] in CORPORATION_TAX else "others"
    return next(each.since for each in LEGAL_DATES if (each.duty, each.who, each.is_law) == ("verifactu", who, True))

"""Parties as records identify them: by a Spanish NIF, by a VAT number of the EU, or by a number of another country."""

from typing import NamedTuple

from bivelio_core.invoices.paper import Party
from bivelio_core.invoices.tax_numbers import EU, compact, spanish_nif, vat_number

VAT_NUMBER, OTHER_NUMBER = "02", "04"
"""AEAT's list L7: VAT number; official document of the country of residence."""


class Foreign(NamedTuple):
    """A number of another country (IDOtro)."""

    country: str
    kind: str
    number: str


def identification(party: Party) -> str | Foreign:
    """Return how a record identifies a party."""
    if party.country == "ES":
        return spanish_nif(party.nif or "")
    if party.country in EU:
        return Foreign(party.country, VAT_NUMBER, vat_number(party))
    return Foreign(party.country, OTHER_NUMBER, compact(party.nif or ""))

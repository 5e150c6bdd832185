"""Parties as records identify them: by a Spanish NIF, or by another number with its country and kind (IDOtro)."""

from collections.abc import Mapping
from typing import NamedTuple

from bivelio_core.contacts.tax_ids import TaxIdType
from bivelio_core.invoices.paper import Party
from bivelio_core.invoices.tax_numbers import compact, country_of, kind_of, spanish_nif, vat_number

KINDS: Mapping[TaxIdType, str] = {
    "eu_vat": "02",
    "passport": "03",
    "national_id": "04",
    "residence_certificate": "05",
    "other": "06",
    "unregistered": "07",
}
"""AEAT's list L7 (IDType)."""


class Foreign(NamedTuple):
    """A number that is no NIF (IDOtro)."""

    country: str
    kind: str
    number: str


def identification(party: Party) -> str | Foreign:
    """Return how a record identifies a party."""
    kind = kind_of(party)
    if kind == "nif":
        return spanish_nif(party.nif or "")
    number = vat_number(party) if kind == "eu_vat" else compact(party.nif or "")
    return Foreign(country_of(party), KINDS[kind], number)

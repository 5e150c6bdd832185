"""Clients and suppliers as the books identify them (LSI.xlsx, validation 2). Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core.contacts.tax_ids import HOME
from bivelio_core.invoices.paper import Party
from bivelio_core.invoices.verifactu.parties import Foreign, identification

NAME_CHARACTERS, NUMBER_CHARACTERS = 40, 20
VAT_NUMBER = "02"


class Identity(NamedTuple):
    """The columns of a party: kind and country of a foreign number, the number, the name."""

    id_type: str | None
    id_country: str | None
    id_number: str | None
    name: str | None


def identity_of(stored: Mapping[str, Any] | None) -> Identity:
    """Return the identity of a stored party (items.buyer_of); nothing of nobody."""
    if stored is None:
        return Identity(None, None, None, None)
    name = str(stored["name"])[:NAME_CHARACTERS]
    if not stored.get("nif"):
        return Identity(None, None, None, name)
    who = identification(party_of(stored))
    if isinstance(who, Foreign):
        return Identity(who.kind, who.country, who.number[:NUMBER_CHARACTERS], name)
    return Identity(None, None, who[:NUMBER_CHARACTERS], name)


def party_of(stored: Mapping[str, Any]) -> Party:
    """Return what identifies a stored party."""
    return Party(
        name=str(stored["name"]),
        nif=stored.get("nif"),
        nif_type=stored.get("nif_type"),
        nif_country=stored.get("nif_country"),
        country=country_of(stored),
    )


def country_of(stored: Mapping[str, Any]) -> str:
    """Return the country of a party's address, Spain if that is not known."""
    country = str(stored.get("country") or HOME).upper()
    return country if len(country) == len(HOME) and country.isalpha() else HOME

"""Tax numbers as documents write them: a Spanish NIF, a VAT number of the EU, another number of a country."""

import re

from bivelio_core.contacts.tax_ids import HOME, TaxIdType, prefixed
from bivelio_core.countries import EU

from .paper import Party

SPANISH = re.compile(r"[A-Z0-9]{9}")
OF_A_PERSON = re.compile(r"[0-9KLMXYZ][0-9]{7}[A-Z]")
"""DNI, NIE and the numbers of persons without them (Real Decreto 1065/2007, articles 19 and 20)."""


def compact(number: str) -> str:
    """Return a tax number in capitals, without what people put between its parts."""
    return re.sub(r"[\s.\-/]", "", number).upper()


def spanish_nif(number: str) -> str:
    """Return a Spanish NIF without the prefix of VAT numbers."""
    text = compact(number)
    return text[2:] if text.startswith("ES") and SPANISH.fullmatch(text[2:]) else text


def country_of(party: Party) -> str:
    """Return the country that gave a party its number."""
    return party.nif_country or party.country


def kind_of(party: Party) -> TaxIdType:
    """Return what the number of a party is. Documents of before say nothing of it but the country."""
    if party.nif_type:
        return party.nif_type
    country = country_of(party)
    return "nif" if country == HOME else "eu_vat" if country in EU else "national_id"


def has_vat_number(party: Party) -> bool:
    """Tell whether a party has a VAT number of the EU, as every Spanish NIF is one with its prefix."""
    return bool(compact(party.nif or "")) and kind_of(party) in {"nif", "eu_vat"}


def vat_number(party: Party) -> str:
    """Return the VAT number with its prefix, as EN 16931 asks for it; any other number as it is."""
    text = compact(party.nif or "")
    return prefixed(text, country_of(party)) if has_vat_number(party) else text


def is_of_a_person(party: Party) -> bool:
    """Tell whether a party is a natural person, by the form of a Spanish number; one abroad is taken for a company."""
    return kind_of(party) == "nif" and OF_A_PERSON.fullmatch(spanish_nif(party.nif or "")) is not None

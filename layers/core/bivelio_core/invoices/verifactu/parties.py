"""Parties as records identify them: by a Spanish NIF, by a VAT number of the EU, or by a number of another country."""

import re
from typing import NamedTuple

from bivelio_core.invoices.paper import Party

EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())  # noqa: SIM905
VAT_PREFIX = {"GR": "EL"}
"""Where VAT numbers begin with something else than the country's code."""
VAT_NUMBER, OTHER_NUMBER = "02", "04"
"""AEAT's list L7: VAT number; official document of the country of residence."""
SPANISH = re.compile(r"[A-Z0-9]{9}")


class Foreign(NamedTuple):
    """A number of another country (IDOtro)."""

    country: str
    kind: str
    number: str


def compact(number: str) -> str:
    """Return a tax number in capitals, without what people put between its parts."""
    return re.sub(r"[\s.\-/]", "", number).upper()


def spanish_nif(number: str) -> str:
    """Return a Spanish NIF without the prefix of VAT numbers."""
    text = compact(number)
    return text[2:] if text.startswith("ES") and SPANISH.fullmatch(text[2:]) else text


def vat_number(party: Party) -> str:
    """Return the VAT number with its prefix, as EN 16931 asks for it; a number of a third country as it is."""
    text = compact(party.nif or "")
    if party.country not in EU:
        return text
    prefix = VAT_PREFIX.get(party.country, party.country)
    return text if text.startswith(prefix) and len(text) > len(prefix) + 1 else prefix + text


def identification(party: Party) -> str | Foreign:
    """Return how a record identifies a party."""
    if party.country == "ES":
        return spanish_nif(party.nif or "")
    if party.country in EU:
        return Foreign(party.country, VAT_NUMBER, vat_number(party))
    return Foreign(party.country, OTHER_NUMBER, compact(party.nif or ""))

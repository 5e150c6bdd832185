"""Tax numbers as documents write them: a Spanish NIF, a VAT number of the EU, a number of another country."""

import re

from .paper import Party

EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())  # noqa: SIM905
VAT_PREFIX = {"GR": "EL"}
"""Where VAT numbers begin with something else than the country's code."""
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


def vat_number(party: Party) -> str:
    """Return the VAT number with its prefix, as EN 16931 asks for it; a number of a third country as it is."""
    text = compact(party.nif or "")
    if party.country not in EU:
        return text
    prefix = VAT_PREFIX.get(party.country, party.country)
    return text if text.startswith(prefix) and len(text) > len(prefix) + 1 else prefix + text


def is_of_a_person(party: Party) -> bool:
    """Tell whether a party is a natural person, by the form of a Spanish number; one abroad is taken for a company."""
    return party.country == "ES" and OF_A_PERSON.fullmatch(spanish_nif(party.nif or "")) is not None

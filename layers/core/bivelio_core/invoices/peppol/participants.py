"""Who takes part in Peppol under which number: the schemes of electronic addresses, and the one of a tax number.

schemes.json has the list with its source. `by_country` names the scheme under which the participants of a country are
registered by their VAT number. Where they are registered by another number (France, the Nordic countries), or by none,
only the contact's own `peppol_id` says it.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bivelio_core.contacts import tax_ids
from bivelio_core.invoices.paper import Party
from bivelio_core.invoices.tax_numbers import country_of, has_vat_number, vat_number

FIELD = "peppol_id"
"""The contact's custom field: `0088:7300010000001`."""
VALUE = re.compile(r"[!-~]{1,50}")
"""Visible ASCII (Peppol Policy for use of identifiers, POLICY 1)."""
GLN, BELGIAN = "0088", "0208"
NUMBERS = {GLN: re.compile(r"[0-9]{8}|[0-9]{13}"), BELGIAN: re.compile(r"[0-9]{10}")}


class Participant(NamedTuple):
    """A participant: the scheme of its number (EAS), and the number."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


def own_id(contact: Mapping[str, Any] | None) -> str | None:
    """Return what a contact says of itself; None without the field."""
    text = tax_ids.custom_field(contact["custom_fields"], FIELD) if contact else None
    return text.strip() or None if isinstance(text, str) else None


def read(text: str) -> Participant | None:
    """Return the participant of `scheme:number`; None for what is none."""
    scheme, _, value = text.removeprefix("iso6523-actorid-upis::").partition(":")
    if scheme not in _data()["schemes"] or not VALUE.fullmatch(value):
        return None
    return Participant(scheme, value) if _is_right(scheme, value) else None


def of_party(party: Party) -> Participant | None:
    """Return the participant of a tax number; None where its country registers by another one."""
    if not has_vat_number(party):
        return None
    country, number = country_of(party), vat_number(party)
    scheme = _data()["by_country"].get(country)
    if scheme is None:
        return None
    return Participant(scheme, number[2:] if country in _data()["without_prefix"] else number)


def _is_right(scheme: str, value: str) -> bool:
    """Tell whether a number has its scheme's form and check digits (PEPPOL-COMMON-R040 and R043)."""
    form = NUMBERS.get(scheme)
    if form is None:
        return True
    if not form.fullmatch(value):
        return False
    if scheme == BELGIAN:
        return 97 - int(value[:8]) % 97 == int(value[8:])
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(value)))
    return weighted % 10 == 0


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((Path(__file__).parent / "schemes.json").read_text(encoding="utf-8"))
    return data

"""The tax number and the address of a stored contact: of their own fields, or else of its custom fields. Pure.

Before contacts had `tax_id` and `addresses`, organisations kept both in custom fields, `nif` or `street`. These are
still read where the own fields are absent; their names are compared without case and punctuation.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from bivelio_core.countries import EU, VAT_PREFIX, is_country
from bivelio_core.faults import Fault, path

TaxIdType = Literal["nif", "eu_vat", "passport", "national_id", "residence_certificate", "other", "unregistered"]
"""AEAT's list L7 and its NIF: `eu_vat` is 02, those after it 03 to 07."""

HOME = "ES"
OF_HOME: tuple[TaxIdType, ...] = ("nif", "passport", "unregistered")
"""What AEAT takes with the country Spain."""
NUMBER_NAMES = ("nif", "cif", "vat", "dni", "nie")
VAT_NAME = "vat"
PREFIX_LETTERS = 2
ADDRESS_PARTS = ("street", "postal_code", "city", "province", "country")


class TaxId(NamedTuple):
    """A number, who gave it, and what kind it is. `number` is as it was written."""

    type: TaxIdType
    country: str
    number: str


def custom_field(fields: Mapping[str, Any], name: str) -> Any:
    """The value of a custom field: of exactly this name, or of the first that differs in case and punctuation."""
    if name in fields:
        return fields[name]
    wanted = _plain(name)
    return next((value for key, value in fields.items() if _plain(key) == wanted), None)


def tax_id_of(contact: Mapping[str, Any]) -> TaxId | None:
    """The tax number of a contact."""
    if own := contact.get("tax_id"):
        return TaxId(own["type"], own["country"], own["number"])
    fields = contact["custom_fields"]
    for name in NUMBER_NAMES:
        if number := _text(custom_field(fields, name)):
            country = _country(fields)
            return TaxId(usual_type(country, contact["type"], number, name), country, number)
    return None


def address_of(contact: Mapping[str, Any]) -> dict[str, str]:
    """The parts of a contact's main address that are known."""
    if addresses := contact.get("addresses"):
        return {name: addresses[0][name] for name in ADDRESS_PARTS if name in addresses[0]}
    fields = contact["custom_fields"]
    parts = {name: _text(custom_field(fields, name)) for name in ADDRESS_PARTS}
    parts["street"] = parts["street"] or _text(custom_field(fields, "address"))
    return {name: text for name, text in parts.items() if text}


def numbers_of(contact: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every tax number of a contact with the path of its field, those of its custom fields too."""
    if own := contact.get("tax_id"):
        yield "tax_id.number", own["number"]
    fields = contact["custom_fields"]
    names = {_plain(name) for name in NUMBER_NAMES}
    for key, value in fields.items():
        if _plain(key) in names and isinstance(value, str) and value:
            yield "custom_fields" + path((key,)), value


def checkable_numbers(contact: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The numbers that have a check digit: the path of the field, the number as written, and its full form."""
    own = contact.get("tax_id")
    for field, number in numbers_of(contact):
        if own is None or field != "tax_id.number" or own["type"] == "nif":
            yield field, number, compact(number)
        elif own["type"] == "eu_vat":
            yield field, number, prefixed(number, own["country"])


def spellings(contact: Mapping[str, Any]) -> Iterator[str]:
    """The forms in which somebody may write a contact's tax numbers: one of the EU with its prefix and without it."""
    for _, number in numbers_of(contact):
        yield number
    own = contact.get("tax_id")
    if own and own["type"] == "eu_vat":
        bare = compact(own["number"])
        whole = prefixed(bare, own["country"])
        yield bare[PREFIX_LETTERS:] if bare == whole else whole


def folded(country: str, number: str) -> str:
    """A number in the form of all who write it: without punctuation, with the prefix of its country but Spain's."""
    text = compact(number)
    return text.removeprefix(HOME) if country == HOME else prefixed(text, country)


def folded_numbers(contact: Mapping[str, Any]) -> set[str]:
    """Every tax number of a contact, folded."""
    own, fields = contact.get("tax_id"), contact["custom_fields"]
    numbers = {folded(own["country"], own["number"])} if own else set()
    for field, number in numbers_of(contact):
        if field != "tax_id.number":
            numbers.add(folded(_country(fields), number))
    return numbers


def compact(number: str) -> str:
    """A number as it is compared: letters and digits, in capitals."""
    return "".join(filter(str.isalnum, number)).upper()


def prefixed(number: str, country: str) -> str:
    """A VAT number of the EU with the letters of its country before it."""
    text, prefix = compact(number), VAT_PREFIX.get(country, country)
    return text if text.startswith(prefix) and len(text) > len(prefix) + 1 else prefix + text


def usual_type(country: str, contact_type: str, number: str, custom_name: str = "") -> TaxIdType:
    """What kind a number is of which nobody said it.

    A private person in another country of the EU is taken for a holder of a VAT number only where the number is one,
    or was kept under that name: AEAT rejects any other number that claims to be one.
    """
    if country == HOME:
        return "nif"
    if country not in EU:
        return "national_id"
    if contact_type == "company" or _plain(custom_name) == VAT_NAME or vat_country(number) == country:
        return "eu_vat"
    return "national_id"


def vat_country(number: str) -> str | None:
    """The country of a VAT number of the EU that begins with its prefix and has the form of that country."""
    text = compact(number)
    country = next((code for code in EU if text.startswith(VAT_PREFIX.get(code, code))), None)
    if country is None:
        return None
    from stdnum.eu import vat  # noqa: PLC0415 - only for a number that begins as one

    return country if vat.is_valid(text) else None


def fault_of(type_: TaxIdType, country: str) -> Fault | None:
    """Why a number of this kind cannot be of this country, None when it can."""
    if type_ == "eu_vat" and country != HOME:
        others = sorted(EU - {HOME})
        return None if country in EU else Fault("tax_id.country", "choice", {"expected": ", ".join(others)})
    if country == HOME:
        return None if type_ in OF_HOME else Fault("tax_id.type", "choice", {"expected": ", ".join(OF_HOME)})
    return Fault("tax_id.country", "choice", {"expected": HOME}) if type_ in ("nif", "unregistered") else None


def _country(fields: Mapping[str, Any]) -> str:
    """The country of the custom fields; Spain where it is none of ISO 3166."""
    country = (_text(custom_field(fields, "country")) or HOME).upper()
    return country if is_country(country) else HOME


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))

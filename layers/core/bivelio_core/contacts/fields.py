"""The field types of contacts: what is accepted as written, and how it is normalised for matching.

E-mail addresses follow RFC 5321 and 5322 by email-validator (no DNS look-up), phones the ITU's plan by phonenumbers,
tax numbers the checksums of python-stdnum. Each library is imported when a value needs it: most addresses and Spanish
numbers have a plain form, which is judged here as the library judges it, and a cold start is spared its import.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from bivelio_core.faults import Fault, broken, path, register
from bivelio_core.models import DISTINCT, LINE, NAME

ContactType = Literal["person", "company"]
DEFAULT_REGION = "ES"
LONGEST_EMAIL = 254
MAXIMUM_TAGS = 100
MAXIMUM_CUSTOM_FIELDS = 100
MAXIMUM_CUSTOM_BYTES = 16_384
MAXIMUM_CUSTOM_DEPTH = 4
MAXIMUM_NUMBER = 10**15
SMALLEST_NUMBER = 1e-130

NOT_A_COMPANY = register("contacts", "not_a_company")
NOT_A_MEMBER = register("contacts", "not_a_member")
IMMUTABLE = register("contacts", "immutable")
NO_ADDRESS = register("contacts", "no_address")

Place = tuple[int | str, ...]
"""The path of a value inside the custom fields: names and positions."""

PLAIN_LOCAL_PART = r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*"
"""What precedes the `@` of most addresses: a dot-atom of RFC 5321 that email-validator accepts in any domain."""

PLAIN_DOMAIN = r"(?!.*--)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+([A-Za-z]{2,63})"
"""What follows the `@` of most addresses: a domain in ASCII that email-validator accepts unless its end is reserved."""

RESERVED_ENDS = frozenset({"arpa", "invalid", "local", "localhost", "onion", "test"})
"""Top-level domains under which email-validator accepts no address."""

SPANISH_PHONE = r"(?:\+34[ -]?)?([5-9](?:[ .-]?[0-9]){8})"
"""A number of Spain as most are written. phonenumbers takes each of these for a possible one."""

SPANISH_TAX_NUMBER = "[A-Za-z0-9][0-9][A-Za-z0-9]{7}"
"""The form of a NIF, NIE or CIF without separators, all of which python-stdnum judges as a NIF.

It is no NRT, which has eight characters, and no VAT number, which begins with the letters of a country.
"""

LOCAL_PART_LENGTH, DOMAINS_KEPT, PHONES_KEPT = 64, 1024, 16

_sizes = json.JSONEncoder(ensure_ascii=False, default=float)


def _check_email(text: str) -> str:
    if not is_email(text):
        raise broken("format", expected="email")
    return text


def is_email(text: str) -> bool:
    """Whether email-validator accepts an address, without looking its domain up.

    Its judgement of a domain is kept: thousands of contacts share a few, and it takes most of the time.
    """
    local, at, domain = text.partition("@")
    if at and len(local) <= LOCAL_PART_LENGTH and domain.isascii() and re.fullmatch(PLAIN_LOCAL_PART, local):
        return len(text) <= LONGEST_EMAIL and _is_domain(domain)
    return _is_email(text)


@lru_cache(DOMAINS_KEPT)
def _is_domain(domain: str) -> bool:
    if (plain := re.fullmatch(PLAIN_DOMAIN, domain)) and plain[1].lower() not in RESERVED_ENDS:
        return True
    return _is_email(f"a@{domain}")


def _is_email(text: str) -> bool:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _check_phone(text: str) -> str:
    if phone_e164(text) is None:
        raise broken("format", expected="phone")
    return text


@lru_cache(PHONES_KEPT)
def phone_e164(text: str) -> str | None:
    """The number as E.164 (`+34612345678`), None when it is not a possible number. Spain when no country is given.

    A number that was checked is asked for again when it is stored, so the last ones are kept.
    """
    if spanish := re.fullmatch(SPANISH_PHONE, text):
        return "+34" + "".join(filter(str.isdigit, spanish[1]))
    import phonenumbers  # noqa: PLC0415

    try:
        number = phonenumbers.parse(text, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def has_valid_tax_number(text: str) -> bool:
    """Whether a Spanish NIF, NIE or CIF, an Andorran NRT or a VAT number of the European Union is well formed."""
    nif, *others = _tax_numbers()
    if nif.is_valid(text):
        return True
    return not re.fullmatch(SPANISH_TAX_NUMBER, text) and any(kind.is_valid(text) for kind in others)


@cache
def _tax_numbers() -> tuple[Any, ...]:
    from stdnum.ad import nrt  # noqa: PLC0415
    from stdnum.es import cif, nif  # noqa: PLC0415
    from stdnum.eu import vat  # noqa: PLC0415

    return nif, cif, nrt, vat


def _normalised_tag(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def custom_fields_fault(fields: dict[str, Any]) -> Fault | None:
    """The first fault of a contact's custom fields, None when they are valid; it names the path inside them."""
    if len(fields) > MAXIMUM_CUSTOM_FIELDS:
        return Fault("custom_fields", "max_items", {"limit": MAXIMUM_CUSTOM_FIELDS})
    for value, place in _walk(fields, ()):
        if constraint := _value_constraint(value, place):
            return Fault("custom_fields" + path(place), *constraint)
    if len(_sizes.encode(fields).encode()) > MAXIMUM_CUSTOM_BYTES:
        return Fault("custom_fields", "max_bytes", {"limit": MAXIMUM_CUSTOM_BYTES})
    return None


def _value_constraint(value: Any, place: Place) -> tuple[str, dict[str, Any]] | None:
    """The constraint that a value inside the custom fields breaks, and the values of its message."""
    if len(place) >= MAXIMUM_CUSTOM_DEPTH:
        return "max_depth", {"limit": MAXIMUM_CUSTOM_DEPTH}
    if place and place[-1] == "":
        return "min_length", {"limit": 1}
    if isinstance(value, int | float | Decimal):
        if not -MAXIMUM_NUMBER <= value <= MAXIMUM_NUMBER:  # nor NaN
            return "maximum", {"limit": MAXIMUM_NUMBER}
        if value and -SMALLEST_NUMBER < float(value) < SMALLEST_NUMBER:
            return "number_range", {}
    return None


def _check_custom_fields(fields: dict[str, Any]) -> dict[str, Any]:
    if fault := custom_fields_fault(fields):
        raise broken(fault.constraint, inside=fault.field.removeprefix("custom_fields"), **fault.values)
    return fields


def _walk(value: Any, place: Place) -> Iterator[tuple[Any, Place]]:
    """Every value, containers included, with its path."""
    yield value, place
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from _walk(part, (*place, name))


Email = Annotated[
    str,
    Field(max_length=LONGEST_EMAIL, examples=["maria@exemple.com"], json_schema_extra={"format": "email"}),
    AfterValidator(_check_email),
]
Phone = Annotated[str, Field(max_length=40, examples=["+34 600 111 222"]), AfterValidator(_check_phone)]
ExternalId = Annotated[str, Field(min_length=1, max_length=100, examples=["ERP-10045"]), LINE]
Name = Annotated[str, Field(min_length=1, max_length=200), NAME]
Tag = Annotated[str, Field(min_length=1, max_length=50), LINE, AfterValidator(_normalised_tag)]
Tags = Annotated[list[Tag], Field(max_length=MAXIMUM_TAGS), DISTINCT]
CustomFieldName = Annotated[str, Field(min_length=1, max_length=100)]
CustomFields = Annotated[
    dict[CustomFieldName, Any], Field(max_length=MAXIMUM_CUSTOM_FIELDS), AfterValidator(_check_custom_fields)
]

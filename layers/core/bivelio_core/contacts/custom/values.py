"""The values of declared fields: what each type takes, and the form in which it is kept. Pure.

A value is of JSON, or a text: forms, templates of workflows and files have texts alone. What a text says of a number or
a date is read as JSON writes it; what else spreadsheets write is read by cells.py.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from bivelio_core.contacts import tax_ids
from bivelio_core.contacts.fields import phone_e164
from bivelio_core.countries import VAT_PREFIX
from bivelio_core.store.codec import plain

from .definitions import Definition

LONGEST_TEXT, LONGEST_URL, LONGEST_ID, LONGEST_NUMBER = 1_000, 2_000, 100, 40
MAXIMUM_DIGITS = 15
"""Every number of so many digits is exact in JSON, whatever reads it (RFC 8259, section 6)."""
MAXIMUM_NUMBER = 10**15
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(9998, 12, 31)
HOME, EURO, CENTS = "ES", "EUR", 2
DECIMALS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),  # noqa: SIM905
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),  # noqa: SIM905
}
"""The currencies of ISO 4217 whose minor unit has not two decimals."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUTH = {"true": True, "false": False}


class MisfitError(Exception):
    """A value that a definition does not allow: the constraint it breaks, the values of its message, and its place."""

    def __init__(self, constraint: str, place: tuple[int | str, ...] = (), **values: Any) -> None:
        super().__init__(constraint)
        self.constraint, self.place, self.values = constraint, place, values


def normalised(definition: Definition, value: Any) -> Any:
    """The form in which a value is kept. Raises MisfitError for one that the definition does not allow.

    That the contact of a `relation` exists is for who has a store (checking.py).
    """
    return plain(_TYPES[definition.type](value, definition))


def fits(definition: Definition, value: Any) -> bool:
    """Whether a definition allows a value."""
    try:
        normalised(definition, value)
    except MisfitError:
        return False
    return True


def decimal_of(value: Any) -> Decimal | None:
    """The exact number that a value of JSON or a text is; None for anything else, and for what is no finite number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.strip()
        if not _NUMBER.fullmatch(value):
            return None
    elif not isinstance(value, int | float | Decimal):
        return None
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def date_of(value: Any) -> date | None:
    """The day that a text is; None for anything else."""
    if not isinstance(value, str) or not _DATE.fullmatch(text := value.strip()):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def decimals_of(currency: str) -> int:
    """How many decimals amounts of a currency have."""
    return DECIMALS.get(currency, CENTS)


def _text_of(value: Any, limit: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise MisfitError("type", expected="string")
    text = (value if isinstance(value, str) else str(plain(value))).strip()
    if not text:
        raise MisfitError("min_length", limit=1)
    if len(text) > limit:
        raise MisfitError("max_length", limit=limit)
    return text


def _text(value: Any, _: Definition) -> str:
    return _text_of(value, LONGEST_TEXT)


def _number(value: Any, _: Definition) -> Decimal:
    number = decimal_of(value)
    if number is None:
        raise MisfitError("type", expected="number")
    if abs(number) > MAXIMUM_NUMBER or (number and number.adjusted() < -MAXIMUM_DIGITS):
        raise MisfitError("number_range")
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    if len(digits) > MAXIMUM_DIGITS:
        raise MisfitError("number_range")
    return number


def _currency(value: Any, definition: Definition) -> Decimal:
    amount = _number(value, definition)
    smallest = Decimal(1).scaleb(-decimals_of(definition.currency or EURO))
    if amount % smallest:
        raise MisfitError("multiple_of", limit=format(smallest, "f"))
    return amount


def _date(value: Any, _: Definition) -> str:
    if (day := date_of(value)) is None:
        raise MisfitError("format", expected="date")
    return day.isoformat()


def _boolean(value: Any, _: Definition) -> bool:
    truth = _TRUTH.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(truth, bool):
        raise MisfitError("type", expected="boolean")
    return truth


def _select(value: Any, definition: Definition) -> str:
    option = value.strip() if isinstance(value, str) else value
    if not isinstance(option, str) or option not in definition.options:
        raise MisfitError("choice", expected=", ".join(definition.options))
    return option


def _multi_select(value: Any, definition: Definition) -> list[str]:
    if not isinstance(value, list):
        raise MisfitError("type", expected="array")
    for place, option in enumerate(value):
        if not isinstance(option, str) or option.strip() not in definition.options:
            raise MisfitError("choice", (place,), expected=", ".join(definition.options))
    choices = {option.strip() for option in value}
    return [option for option in definition.options if option in choices]


def _url(value: Any, _: Definition) -> str:
    text = _text_of(value, LONGEST_URL)
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url or any(map(str.isspace, text)):
        raise MisfitError("format", expected="url")
    return text


def _phone(value: Any, _: Definition) -> str:
    number = phone_e164(_text_of(value, LONGEST_NUMBER))
    if number is None:
        raise MisfitError("format", expected="phone")
    return number


def _tax_number(value: Any, definition: Definition) -> str:
    number = tax_ids.compact(_text_of(value, LONGEST_NUMBER))
    country = definition.country or HOME
    if not number or not _is_tax_number(number, country):
        raise MisfitError("format", expected="tax_number")
    return number


def _is_tax_number(number: str, country: str) -> bool:
    """Whether a number has the form and the check digit of its country, where python-stdnum knows that country."""
    from stdnum import get_cc_module  # noqa: PLC0415 - only for such a field
    from stdnum.es import nif  # noqa: PLC0415

    forms = (number, number.removeprefix(VAT_PREFIX.get(country, country)))
    if country == HOME:
        return any(map(nif.is_valid, forms))
    module = get_cc_module(country, "vat") or get_cc_module(country, "tin")
    return module is None or any(map(module.is_valid, forms))


def _relation(value: Any, _: Definition) -> str:
    if not isinstance(value, str):
        raise MisfitError("type", expected="string")
    return _text_of(value, LONGEST_ID)


_TYPES: Mapping[str, Callable[[Any, Definition], Any]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
    "select": _select,
    "multi_select": _multi_select,
    "currency": _currency,
    "url": _url,
    "phone": _phone,
    "tax_number": _tax_number,
    "relation": _relation,
}

_SCHEMAS: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
    "number": {"type": "number", "minimum": -MAXIMUM_NUMBER, "maximum": MAXIMUM_NUMBER},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
    "url": {"type": "string", "format": "uri", "maxLength": LONGEST_URL},
    "phone": {"type": "string", "maxLength": LONGEST_NUMBER},
    "tax_number": {"type": "string", "maxLength": LONGEST_NUMBER},
    "relation": {"type": "string", "maxLength": LONGEST_ID},
}


def schema_of(definition: Definition) -> dict[str, Any]:
    """The JSON Schema of a value, for programs and language models that fill it in."""
    choice = {"type": "string", "enum": list(definition.options)}
    match definition.type:
        case "select":
            return choice
        case "multi_select":
            return {"type": "array", "items": choice, "uniqueItems": True}
        case "currency":
            places = decimals_of(definition.currency or EURO)
            return {**_SCHEMAS["number"], "multipleOf": float(Decimal(1).scaleb(-places)) if places else 1}
        case _:
            return dict(_SCHEMAS[definition.type])

"""The field types of invoices: amounts as exact decimals, tax numbers, IBANs, series.

JSON has one kind of number, and most programs hold it as a binary float. Amounts are therefore accepted as numbers of
up to 15 significant digits, which a float holds exactly enough, and as texts of any length. The result of 0.1 + 0.2 is
refused instead of being rounded to an amount that the caller may not mean.
"""

import math
import re
from decimal import Context, Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from bivelio_core.faults import broken, register
from bivelio_core.models import LINE, ONE_DIRECTION, in_one_direction

MAXIMUM_DECIMALS = 8
MAXIMUM_AMOUNT = Decimal(10) ** 12
EXACT_DIGITS = 15
"""How many significant digits every IEEE 754 double keeps."""

_WIDE = Context(prec=100)
"""Wider than any text that `_DECIMAL` accepts: no digit is rounded away before it is judged."""

TOO_MANY_DECIMALS = register("invoices", "max_decimals")
INEXACT = register("invoices", "inexact_number")

_DECIMAL = re.compile(r"(-?)(0|[1-9]\d{0,29})(?:\.(\d{1,30}))?")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def decimal(value: Any) -> Decimal:
    """An exact decimal of a JSON number or of a text such as `-12.50`, without trailing zeros.

    Raises the fault of a value with more than eight decimals, beyond 10^12 or with more digits than a number can hold,
    and of a value that is not a decimal: `1e3` as a text, NaN, -0.
    """
    exact = _exact(value)
    if -exact.as_tuple().exponent > MAXIMUM_DECIMALS:  # type: ignore[operator]
        raise broken(TOO_MANY_DECIMALS, limit=MAXIMUM_DECIMALS)
    return exact


def as_number(text: str) -> int | float | str:
    """A quantity or price as a JSON number, as a text when a number would not hold all of its digits."""
    exact = Decimal(text)
    if len(exact.as_tuple().digits) > EXACT_DIGITS:
        return text
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _in_range(exact: Decimal) -> Decimal:
    """Refuse too large numbers, judging the magnitude first, since arithmetic with 10^300 needs 300 digits."""
    if exact and (exact.adjusted() > MAXIMUM_AMOUNT.adjusted() or not -MAXIMUM_AMOUNT <= exact <= MAXIMUM_AMOUNT):
        if exact > 0:
            raise broken("maximum", limit=int(MAXIMUM_AMOUNT))
        raise broken("minimum", limit=int(-MAXIMUM_AMOUNT))
    return exact


def _exact(value: Any) -> Decimal:
    match value:
        case bool() | None:
            raise broken("type", expected="number")
        case int():
            return _shortest(Decimal(value))
        case float() | Decimal():
            if not math.isfinite(value) or (not value and math.copysign(1, value) < 0):
                raise broken("format", expected="amount")
            exact = _shortest(Decimal(repr(value)) if isinstance(value, float) else value)
            if isinstance(value, float) and len(exact.as_tuple().digits) > EXACT_DIGITS:
                raise broken(INEXACT, limit=EXACT_DIGITS)
            return exact
        case str():
            if (match := _DECIMAL.fullmatch(value.strip())) is None:
                raise broken("format", expected="amount")
            exact = _shortest(Decimal(match[0]))
            if match[1] and not exact:
                raise broken("format", expected="amount")
            return exact
        case _:
            raise broken("type", expected="number")


def _shortest(exact: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent: 20, not 2E+1."""
    short = _in_range(exact).normalize(_WIDE) if exact else Decimal(0)
    return short.quantize(Decimal(1)) if short.as_tuple().exponent > 0 else short  # type: ignore[operator]


def _readable(text: str) -> str:
    """Refuse characters that a PDF cannot show: controls other than line ends, and changes of text direction."""
    if _CONTROLS.search(text):
        raise broken("control_characters")
    in_one_direction(text)
    if text and not any(character.isprintable() and not character.isspace() for character in text):
        raise broken("invisible")
    return text


def _code(text: str) -> str:
    """Return a code in capitals, without the separators that people type."""
    return re.sub(r"[\s.\-]", "", text).upper()


_AMOUNT_SCHEMA = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]{1,13}(\.[0-9]{1,8})?$"}],
}
Amount = Annotated[Decimal, BeforeValidator(decimal), WithJsonSchema(_AMOUNT_SCHEMA)]
"""A quantity, a price or a rate: exact, as a number or a text."""

Percent = Annotated[Decimal, BeforeValidator(decimal), Field(ge=0, le=100), WithJsonSchema(_AMOUNT_SCHEMA)]

TEXT = AfterValidator(_readable)
"""For text of several lines that people read on paper."""

Words = Annotated[str, Field(min_length=1, max_length=200), LINE, ONE_DIRECTION]
"""A line that people read on paper."""

ShortWords = Annotated[str, Field(min_length=1, max_length=100), LINE, ONE_DIRECTION]
"""A name, a reference."""

Series = Annotated[str, Field(min_length=1, max_length=10, pattern=r"^[A-Z0-9]+$", examples=["FAC"])]
TaxNumber = Annotated[
    str,
    Field(min_length=3, max_length=30),
    AfterValidator(_code),
    Field(pattern=r"^[0-9A-Z]+$", examples=["B12345674"]),
]
Iban = Annotated[
    str,
    Field(min_length=15, max_length=50),
    AfterValidator(_code),
    Field(pattern=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", examples=["ES9121000418450200051332"]),
]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["ES"])]


def has_valid_iban(text: str) -> bool:
    """Whether the check digits of an IBAN are right (ISO 13616)."""
    from stdnum import iban  # noqa: PLC0415

    return bool(iban.is_valid(text, check_country=False))

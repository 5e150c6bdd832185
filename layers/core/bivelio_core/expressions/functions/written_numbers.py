"""Numbers as people type them, in Catalan, Spanish and English: read when there is one way to read them.

The rules are those of the dashboard's field for numbers (ADR 61). A separator with three digits behind it stands before
decimals or between thousands; which of them is not in the text, so a language says it, or the text is refused.
"""

import re
import unicodedata
from decimal import Decimal

from bivelio_core.expressions.values import ExpressionError

from .costs import units
from .date_patterns import names_in
from .declared import NUMBER, STRING, Evaluation, Parameter
from .numbers import NUMBERS, Number, plain

MAXIMUM_LENGTH = 60
_AROUND = re.compile(r"[\s'’%]")
_CODE = re.compile(r"^[A-Z]{3}(?![A-Z])|(?<![A-Z])[A-Z]{3}$")
"""The code of a currency (ISO 4217) before or behind a number."""

_NUMBER = re.compile(r"\d[\d.,]*|[.,]\d+", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
_MINUS = ("-", "−")  # noqa: RUF001 - texts for people have the wide one
_POINTS = {"ca": ",", "es": ",", "en": "."}


@NUMBERS.declare(
    NUMBER,
    Parameter("text", STRING),
    Parameter("language", STRING, is_optional=True, check=names_in),
    examples={
        "parse_number('1.234,56 €')": 1234.56,
        "parse_number('$1,234.56')": 1234.56,
        "parse_number('12,5 %')": 12.5,
        "parse_number('1.250', 'ca')": 1250,
        "parse_number('1.250', 'en')": 1.25,
    },
)
def parse_number(evaluation: Evaluation, text: str, language: str | None = None) -> Number:
    """The number that somebody typed, with the separators of Catalan, Spanish or English, whichever they are.

    Spaces, a sign of a currency or its code, and `%` around it are left out. A separator with three digits behind it
    (`1.250`) could mean thousands or decimals: it fails, unless the `language` (`ca`, `es`, `en`) says which. What is
    no number fails as well; `to_number` reads the numbers of JSON, and gives null.
    """
    evaluation.pay(units(text))
    if language is not None:
        names_in(language)
    possible = readings(text)
    if not possible:
        raise ExpressionError("no_written_number", text=text[:40])
    if len(possible) == 1:
        (number,) = possible.values()
    elif language is None:
        raise ExpressionError(
            "two_numbers", text=text[:40], thousands=possible["thousands"], decimal=possible["decimal"]
        )
    else:
        number = possible["decimal" if _POINTS[language] in text else "thousands"]
    return plain(Decimal(number))


def readings(text: str) -> dict[str, str]:
    """The numbers of JSON that a text may be: separators between thousands, and the last one before decimals."""
    if len(text) > MAXIMUM_LENGTH:
        return {}
    without_sign = "".join(letter for letter in _AROUND.sub("", text) if unicodedata.category(letter) != "Sc")
    bare = _CODE.sub("", without_sign, count=1)
    sign, number = ("-" if bare[:1] in _MINUS else ""), bare[1:] if bare[:1] in (*_MINUS, "+") else bare
    if not _NUMBER.fullmatch(number):
        return {}
    thousands, decimal = _without_decimals(number), _with_decimals(number)
    readings = {"thousands": thousands, "decimal": decimal}
    different = {name: sign + value for name, value in readings.items() if value is not None}
    return dict([*different.items()][:1]) if thousands == decimal else different


def _without_decimals(number: str) -> str | None:
    """The digits of a text whose separators, if any, are all between thousands."""
    is_whole = _DIGITS.fullmatch(number) or _THOUSANDS.fullmatch(number)
    return re.sub(r"[.,]", "", number) if is_whole else None


def _with_decimals(number: str) -> str | None:
    """The decimal of a text whose last separator is before its decimals."""
    at = max(number.rfind("."), number.rfind(","))
    before, after = (number, "") if at < 0 else (number[:at], number[at + 1 :])
    if at >= 0 and number[at] in before:
        return None
    whole = _without_decimals(before or "0")
    return None if whole is None else f"{whole}.{after}" if after else whole

"""Numbers: arithmetic in decimals, so that 0.1 and 0.2 are 0.3, and money as people write it."""

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import reduce

from bivelio_core.expressions.values import ExpressionError

from .date_patterns import names_in
from .declared import NUMBER, STRING, Evaluation, Group, Parameter

NUMBERS = Group("Numbers")
EXACT = Context(prec=34)
"""As many digits as IEEE 754's decimal128 has; what has more is rounded to the nearest, a half to the even digit."""

Number = int | float | Decimal

MAXIMUM_DIGITS = 20
NO_BREAK = "\u00a0"
_COMMAS = str.maketrans(",.", ".,")
_DECIMALS = {"JPY": 0, "CLP": 0, "KRW": 0, "KWD": 3, "TND": 3, "BHD": 3}
"""Digits after the point of currencies that have not two (ISO 4217)."""

_SYMBOLS = {"ca": {"EUR": "€"}, "es": {"EUR": "€"}, "en": {"EUR": "€", "GBP": "£", "USD": "$"}}
_FOUR_DIGITS = Decimal(10_000)

VALUE = Parameter("value", NUMBER)
FIRST, SECOND = Parameter("first", NUMBER), Parameter("second", NUMBER)
LIST = Parameter("list", ("array-number",))


def _known_currency(code: str) -> None:
    if len(code) != len("EUR") or not code.isascii() or not code.isupper() or not code.isalpha():
        raise ExpressionError("currency", code=code)


@NUMBERS.declare(
    NUMBER, FIRST, SECOND, repeats=True, examples={"add(`5.1`, `50.2`, `20.3`)": 75.6, "add(`0.1`, `0.2`)": 0.3}
)
def add(_evaluation: Evaluation, *values: Number) -> Number:
    """The sum."""
    return plain(reduce(EXACT.add, map(_decimal, values)))


@NUMBERS.declare(NUMBER, FIRST, SECOND, examples={"subtract(`100`, `0.1`)": 99.9})
def subtract(_evaluation: Evaluation, first: Number, second: Number) -> Number:
    """The first number less the second."""
    return plain(EXACT.subtract(_decimal(first), _decimal(second)))


@NUMBERS.declare(NUMBER, FIRST, SECOND, repeats=True, examples={"multiply(`3`, `19.99`)": 59.97})
def multiply(_evaluation: Evaluation, *values: Number) -> Number:
    """The product."""
    return plain(reduce(EXACT.multiply, map(_decimal, values)))


@NUMBERS.declare(
    NUMBER,
    FIRST,
    SECOND,
    examples={"divide(`1`, `8`)": 0.125, "round(divide(`2`, `3`), `2`)": 0.67, "multiply(divide(`1`, `3`), `3`)": 1},
)
def divide(_evaluation: Evaluation, first: Number, second: Number) -> Number:
    """The first number divided by the second, which is not 0; to 34 digits, a half of the last to the even one."""
    if second == 0:
        raise ExpressionError("division")
    return plain(EXACT.divide(_decimal(first), _decimal(second)))


@NUMBERS.declare(
    NUMBER,
    VALUE,
    Parameter("digits", NUMBER, is_optional=True),
    examples={"round(`2.675`, `2`)": 2.68, "round(`-0.5`)": -1, "round(`1250`, `-2`)": 1300},
)
def round_(_evaluation: Evaluation, value: Number, digits: float = 0) -> Number:
    """The number with so many digits after the point (0). A half is rounded away from zero, as invoices are."""
    if digits != int(digits) or abs(digits) > MAXIMUM_DIGITS:
        raise ExpressionError("digits", digits=digits, limit=MAXIMUM_DIGITS)
    return plain(_rounded(_decimal(value), int(digits)))


@NUMBERS.declare(NUMBER, LIST, examples={"sum([`5.1`, `50.2`, `20.3`])": 75.6, "sum(`[]`)": 0})
def sum_(evaluation: Evaluation, numbers: list[Number]) -> Number:
    """The sum of a list, in decimals."""
    evaluation.pay(len(numbers))
    return plain(reduce(EXACT.add, map(_decimal, numbers), Decimal(0)))


@NUMBERS.declare(("number", "null"), LIST, examples={"avg([`0.1`, `0.2`, `0.6`])": 0.3, "avg(`[]`)": None})
def avg(evaluation: Evaluation, numbers: list[Number]) -> Number | None:
    """The average of a list, in decimals; null of an empty one."""
    evaluation.pay(len(numbers))
    if not numbers:
        return None
    return plain(EXACT.divide(reduce(EXACT.add, map(_decimal, numbers)), Decimal(len(numbers))))


@NUMBERS.declare(
    STRING,
    VALUE,
    Parameter("currency", STRING, check=_known_currency),
    Parameter("language", STRING, is_optional=True, check=names_in),
    examples={
        "format_money(`1234.5`, 'EUR')": "1.234,50\u00a0€",
        "format_money(`-1234567.891`, 'EUR', 'en')": "-€1,234,567.89",
        "format_money(`20`, 'USD', 'es')": "20,00\u00a0USD",
    },
)
def format_money(_evaluation: Evaluation, value: Number, currency: str, language: str = "ca") -> str:
    """The amount as it is written in `ca`, `es` or `en`, rounded to the digits of the currency (ISO 4217)."""
    _known_currency(currency)
    names_in(language)
    decimals = _DECIMALS.get(currency, 2)
    rounded = _rounded(_decimal(value), decimals)
    digits, symbol = f"{abs(rounded):,.{decimals}f}", _SYMBOLS[language].get(currency, currency)
    sign = "-" if rounded < 0 else ""
    if language == "en":
        return f"{sign}{symbol}{digits}" if len(symbol) == 1 else f"{sign}{symbol}{NO_BREAK}{digits}"
    if language == "es" and abs(rounded) < _FOUR_DIGITS:  # Spanish groups from five digits on
        digits = digits.replace(",", "")
    return f"{sign}{digits.translate(_COMMAS)}{NO_BREAK}{symbol}"


def _decimal(number: Number) -> Decimal:
    """A number as the decimal that it is written as. Raises ValueError for those with thousands of digits."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not exact.is_finite():
        raise ExpressionError("no_number", number=number)
    return exact


def _rounded(value: Decimal, digits: int) -> Decimal:
    """Half away from zero; a number that has fewer digits stays as it is."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -digits:
        return value
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, Context(prec=400))


def plain(value: Decimal) -> Number:
    """A number as expressions have it: whole, or of JSON, or a decimal for as long as the expression is evaluated.

    Raises ExpressionError beyond the numbers that there are.
    """
    number = float(value)
    if number in (float("inf"), float("-inf")):
        raise ExpressionError("large_number")
    if not number or value.adjusted() >= EXACT.prec:
        return number or 0
    if value == value.to_integral_value():
        return int(value)
    return number if Decimal(repr(number)) == value else value

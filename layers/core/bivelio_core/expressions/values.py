"""The values that expressions give: how large and how deep they may be, and the errors of those that cannot be had."""

import math
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from operator import is_
from typing import Any

from bivelio_core.faults import Text

from .reason import Reason

MAXIMUM_TEXT = 1_000_000
"""Characters of a template's value, or of a text that an expression makes: as much as a run can hold."""

MAXIMUM_DEPTH = 100
"""How deep lists and objects in a value may be nested."""


SIGNS: Mapping[str, str] = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
"""The comparisons by order, by their name in the syntax tree."""

"""Numbers between these are written without an exponent, as JavaScript does it."""

_WIDE = Context(prec=400)

ORDERED = frozenset({"number", "string"})
"""The types whose values have an order, each among its own: numbers by size, texts by their characters."""


class ExpressionError(Exception):
    """An expression that does not parse, may not be used, or cannot be evaluated. `text` says why in each language."""

    def __init__(self, reason: str, /, **values: Any) -> None:
        super().__init__(reason, values)
        self.reason = Reason(reason, values)
        self.expression: str | None = None

    @property
    def text(self) -> Text:
        """Why, in our three languages; with the expression, where it is known."""
        from .reasons import texts_of  # noqa: PLC0415 - few expressions fail

        if self.expression is None:
            return texts_of(self.reason)
        return texts_of(Reason("about", {"expression": self.expression, "reason": self.reason}))

    def __str__(self) -> str:
        """The text in English, for logs."""
        return self.text["en"]


class TooLarge(ExpressionError):
    """An expression that would exceed its limits of work or data."""


class NotComparable(ExpressionError):
    """Two values were compared by their order that have none: of different types, or null."""


class SecretText(str):
    """What stands for a secret while an expression is evaluated; its value is known when the request is sent."""

    __slots__ = ()

    def signed(self, text: str, encoding: str) -> str:
        """What stands for the code of a text with the secret as its key."""
        raise NotImplementedError


SURE_DIGITS = 15
"""Each decimal of so many digits is told from all others when it is a number of JSON (IEEE 754's binary64)."""


SHARE = 16
"""This many elements or characters of a value cost as much as the node that gives it."""


def settled(value: Any, pay: Callable[[int], None]) -> Any:
    """A value with numbers of JSON for the decimals in it, rounded to fewer digits if no such number is that decimal.

    What it looks at is paid for; a list or an object without decimals is the same one.
    """
    match value:
        case Decimal():
            return _rounded(value)
        case list():
            pay(1 + len(value) // SHARE)
            parts = [settled(part, pay) for part in value]
            return value if all(map(is_, parts, value)) else parts
        case dict():
            parts = settled([*value.values()], pay)
            return value if all(map(is_, parts, value.values())) else dict(zip(value, parts, strict=True))
        case _:
            return value


def _rounded(value: Decimal) -> float:
    """The nearest decimal that a number of JSON is: of 17 digits, or of 16, or of 15, which all can be."""
    for digits in (SURE_DIGITS + 2, SURE_DIGITS + 1, SURE_DIGITS):
        after_point = max(0, digits - 1 - value.adjusted())
        rounded = value.quantize(Decimal(1).scaleb(-after_point), context=_WIDE)
        if rounded == rounded.to_integral_value():
            return int(rounded)
        if Decimal(repr(number := float(rounded))) == rounded:
            return number
    return float(value)


def type_name(value: Any) -> str:
    """JMESPath's name of the type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float() | Decimal():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "expref"


def weigh(value: Any, room: int = MAXIMUM_TEXT) -> int:
    """About how many characters of JSON a value is. Raises TooLarge beyond `room`, ExpressionError for what JSON lacks.

    It reads each part once and stops at the limit, so its cost is bounded however large the value is.
    """
    size, level, depth = 0, [value], 0
    while level:
        if depth > MAXIMUM_DEPTH:
            raise ExpressionError("value_depth", limit=MAXIMUM_DEPTH)
        inner: list[Any] = []
        for part in level:
            match part:
                case str():
                    size += len(part) + 2
                case dict():
                    size += 2 + sum(len(name) + 4 for name in part)
                    inner += part.values()
                case list():
                    size += 2 + len(part)
                    inner += part
                case float() if not math.isfinite(part):
                    raise ExpressionError("value_number")
                case None | bool() | int() | float():
                    size += 4
                case _:
                    raise ExpressionError("value_expression")
            if size > room:
                raise TooLarge("value_size", limit=MAXIMUM_TEXT)
        level, depth = inner, depth + 1
    return size

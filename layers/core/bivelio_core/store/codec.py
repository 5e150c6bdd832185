"""Plain Python values to DynamoDB's typed values and back.

Numbers come back as `int` when integral, else `Decimal`; a `float` goes in as its shortest decimal, so 0.1 stays
0.1. Binary is `bytes`, string sets are `set[str]`.
"""

from decimal import Decimal
from typing import Any

Item = dict[str, Any]

WRITE_MARK = "_w"
"""The attribute by which the table recognises its own write (resend.py); decoding leaves it out."""


def encode(value: Any) -> dict[str, Any]:
    """One value as DynamoDB's attribute value. Raises TypeError for a type that items may not hold."""
    match value:
        case str():
            return {"S": value}
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int() | Decimal():
            return {"N": str(value)}
        case float():
            return {"N": repr(value)}
        case dict():
            return {"M": {name: encode(part) for name, part in value.items()}}
        case list() | tuple():
            return {"L": [encode(part) for part in value]}
        case bytes():
            return {"B": value}
        case set() | frozenset():
            return {"SS": sorted(value)}
        case _:
            raise TypeError(f"items cannot hold {type(value).__name__}")


def decode(typed: dict[str, Any]) -> Any:
    """The plain value of an attribute value."""
    ((kind, value),) = typed.items()
    match kind:
        case "S" | "B" | "BOOL":
            return value
        case "N":
            return _number(value)
        case "M":
            return {name: decode(part) for name, part in value.items()}
        case "L":
            return [decode(part) for part in value]
        case "NULL":
            return None
        case "SS":
            return set(value)
        case _:
            raise TypeError(f"unexpected attribute type {kind}")


def _number(text: str) -> int | Decimal:
    try:
        return int(text)
    except ValueError:
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() else number


def encode_item(item: Item) -> dict[str, Any]:
    """A whole item for the wire."""
    return {name: encode(value) for name, value in item.items()}


def decode_item(typed: dict[str, Any]) -> Item:
    """A whole item from the wire."""
    return {name: decode(value) for name, value in typed.items() if name != WRITE_MARK}

"""Plain Python values to DynamoDB's typed values and back.

A `float` goes in as its shortest decimal, and numbers come back as JSON has them: `int` when integral, else the
`float` of that decimal, `Decimal` only for what no float represents. So what is read equals what was written, except
that 5.0 comes back as 5: `same` treats these as equal, and 1 and true as different. Binary is `bytes`, string sets are
`set[str]`.
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
    """The plain Python value of an attribute value."""
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


def _number(text: str) -> float | Decimal:
    try:
        return int(text)
    except ValueError:
        exact = Decimal(text)
        if exact == exact.to_integral_value():
            return int(exact)
        number = float(text)
        return number if Decimal(repr(number)) == exact else exact


def plain(value: Any) -> Any:
    """A value as it is read back after it was stored: one form for all values that are the same."""
    return decode(encode(value))


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same once stored: 5 and 5.0 are, 1 and true are not, nor are 0.1 and "0.1"."""
    match one:
        case bool() | None:
            return one is other
        case int() | float() | Decimal():
            return _is_number(other) and _exact(one) == _exact(other)
        case dict():
            return (
                isinstance(other, dict)
                and one.keys() == other.keys()
                and all(same(value, other[name]) for name, value in one.items())
            )
        case list() | tuple():
            return isinstance(other, list | tuple) and len(one) == len(other) and all(map(same, one, other))
        case _:
            return bool(one == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _exact(number: float | Decimal) -> int | Decimal:
    return Decimal(repr(number)) if isinstance(number, float) else number


def encode_item(item: Item) -> dict[str, Any]:
    """A whole item in DynamoDB's format."""
    return {name: encode(value) for name, value in item.items()}


def decode_item(typed: dict[str, Any]) -> Item:
    """A whole item from DynamoDB's format."""
    return {name: decode(value) for name, value in typed.items() if name != WRITE_MARK}

"""Plain Python values to DynamoDB's typed values and back.

A `float` is stored as its shortest decimal. Numbers are read as in JSON: an integral number as `int`, others as the
`float` of that decimal, and as `Decimal` only when no float represents the number. A value read equals the value
written, except that 5.0 is read as 5: `same` treats these as equal, and 1 and true as different. Binary is `bytes`,
string sets are `set[str]`.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bivelio_core import correlation

Item = dict[str, Any]

WRITE_MARK = "_w"
"""The attribute by which the table recognises its own write (resend.py); decoding leaves it out."""

RESTORE_MARK = "_r"
"""The attribute by which the stream knows that a write restores an item (changes.py); decoding leaves it out."""


def encode(value: Any) -> dict[str, Any]:
    """One value as DynamoDB's attribute value. Raises TypeError for a type that items may not hold."""
    if (encoded := _ENCODED.get(type(value))) is not None:
        return encoded(value)
    match value:  # a subclass: an enumeration's member, a key that is a str of its own kind
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int() | Decimal():
            return {"N": str(value)}
        case float():
            return {"N": repr(value)}
        case dict():
            return {"M": encode_item(value)}
        case list() | tuple():
            return {"L": list(map(encode, value))}
        case bytes():
            return {"B": value}
        case set() | frozenset():
            return {"SS": sorted(value)}
        case _:
            raise TypeError(f"items cannot hold {type(value).__name__}")


def decode(typed: dict[str, Any]) -> Any:
    """The plain Python value of an attribute value."""
    ((kind, value),) = typed.items()
    if (decoded := _DECODED.get(kind)) is None:
        raise TypeError(f"unexpected attribute type {kind}")
    return decoded(value)


def _same(value: Any) -> Any:
    return value


def _members(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: part["S"] if "S" in part else decode(part) for name, part in typed.items()}


def _list(typed: list[Any]) -> list[Any]:
    return [part["S"] if "S" in part else decode(part) for part in typed]


def _number(text: str) -> float | Decimal:
    try:
        return int(text)
    except ValueError:
        exact = Decimal(text)
        if exact == exact.to_integral_value():
            return int(exact)
        number = float(text)
        return number if Decimal(repr(number)) == exact else exact


_ENCODED: dict[type, Callable[[Any], dict[str, Any]]] = {
    str: lambda text: {"S": text},
    type(None): lambda _: {"NULL": True},
    bool: lambda value: {"BOOL": value},
    int: lambda number: {"N": str(number)},
    float: lambda number: {"N": repr(number)},
    Decimal: lambda number: {"N": str(number)},
    dict: lambda members: {"M": encode_item(members)},
    list: lambda parts: {"L": [{"S": part} if type(part) is str else encode(part) for part in parts]},
    bytes: lambda raw: {"B": raw},
}
"""How values are encoded, by their exact type. Most values are text, which containers encode on the way."""

_DECODED: dict[str, Callable[[Any], Any]] = {
    "S": _same,
    "N": _number,
    "M": _members,
    "L": _list,
    "BOOL": _same,
    "NULL": lambda _: None,
    "B": _same,
    "SS": set,
}


def plain(value: Any) -> Any:
    """Return a value as it would be read after storing it. Values that `same` calls equal have one form."""
    return decode(encode(value))


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal once stored: 5 equals 5.0, but 1 differs from true and 0.1 from "0.1"."""
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
    return {name: {"S": value} if type(value) is str else encode(value) for name, value in item.items()}


def decode_item(typed: dict[str, Any]) -> Item:
    """A whole item from DynamoDB's format."""
    return without_marks(_members(typed))


def without_marks(item: Item) -> Item:
    """An item without the attributes by which the store knows its own writes, which are taken away."""
    item.pop(WRITE_MARK, None)
    item.pop(RESTORE_MARK, None)
    item.pop(correlation.MARK, None)
    return item

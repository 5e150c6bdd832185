"""The cost of an operation, computed from the bytes of its items by AWS's published rules.

Emulators report wrong units, so we compute them. Source: DynamoDB Developer Guide, "Item sizes and formats",
"Read and write operations": reads round up to 4 KB, writes to 1 KB; a Query sums its items before rounding while
GetItem and BatchGetItem round each; eventually consistent reads cost half, transactions twice.
"""

import math
from decimal import Decimal
from typing import Any

from .codec import Item

READ_UNIT, WRITE_UNIT = 4096, 1024
CONTAINER_OVERHEAD, ELEMENT_OVERHEAD = 3, 1


def value_size(value: Any) -> int:
    """The bytes of one attribute value."""
    match value:
        case bool() | None:
            return 1
        case int() | Decimal() | float():
            return _number_size(value)
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
        case list() | tuple():
            return CONTAINER_OVERHEAD + sum(value_size(part) + ELEMENT_OVERHEAD for part in value)
        case set() | frozenset():
            return sum(value_size(part) for part in value)
        case dict():
            return CONTAINER_OVERHEAD + sum(
                len(name.encode()) + value_size(part) + ELEMENT_OVERHEAD for name, part in value.items()
            )
        case _:
            raise TypeError(f"no size for {type(value).__name__}")


def _number_size(value: Decimal | float) -> int:
    digits = str(abs(value)).replace(".", "").strip("0")
    return min(21, math.ceil(len(digits) / 2) + 1 + (1 if value < 0 else 0))


def item_size(item: Item) -> int:
    """The bytes of a whole item: names and values."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def read_units(size: int, *, consistent: bool) -> float:
    """The read units of one request of `size` bytes (at least one block, even when nothing was found)."""
    return max(1, math.ceil(size / READ_UNIT)) * (1.0 if consistent else 0.5)


def write_units(size: int, *, transactional: bool = False) -> float:
    """The write units of one item; for an update or a delete, of the larger of before and after."""
    return max(1, math.ceil(size / WRITE_UNIT)) * (2.0 if transactional else 1.0)

"""JSON of the values in services and items: decimals as numbers, instants as RFC 3339, sets as sorted lists."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bivelio_core import clock


def to_json(document: Any) -> str:
    """Compact JSON. Raises TypeError for a value of any other type."""
    return _encode(document)


def depth(value: Any, most: int) -> int:
    """How many levels of objects and lists a value has, counted no further than one more than `most`."""
    level, levels = [value], 0
    while levels <= most:
        if not any(isinstance(each, dict | list) for each in level):
            return levels
        level, levels = [part for each in level for part in _parts(each)], levels + 1
    return levels


def _parts(value: Any) -> list[Any]:
    match value:
        case dict():
            return list(value.values())
        case list():
            return value
        case _:
            return []


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return clock.timestamp(value)
        case date():
            return value.isoformat()
        case set() | frozenset():
            return sorted(value)
        case _ if hasattr(value, "model_dump"):
            return value.model_dump()
        case _:
            raise TypeError(f"not JSON: {type(value).__name__}")


_encode = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":")).encode

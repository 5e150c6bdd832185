"""JSON of the values in services and items: decimals as numbers, instants as RFC 3339, sets as sorted lists."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bivelio_core import clock


def to_json(document: Any) -> str:
    """Compact JSON. Raises TypeError for a value of any other type."""
    return _encode(document)


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

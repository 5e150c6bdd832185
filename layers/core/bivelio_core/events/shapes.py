"""The shapes of events, as filters and runs read them: `id`, `event`, `timestamp` and `data`."""

from collections.abc import Iterable
from typing import Any

from bivelio_core import domain
from bivelio_core.expressions.shapes.schema import of_schema
from bivelio_core.expressions.shapes.shape import ANY, Shape, joined

from . import catalogue

FIELDS = ("id", "event", "timestamp")


def event_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of an event of a type."""
    data = catalogue.schema(name)
    definitions = data.pop("$defs", {})
    fields = {**{field: {"type": "string"} for field in FIELDS}, "data": data}
    return {"type": "object", "properties": fields, "required": list(fields), "$defs": definitions}


def event_shape(names: Iterable[str]) -> Shape:
    """What an event of one of some types is; nothing is known of a type that there is not."""
    event_types = domain.event_types()
    return joined([of_schema(event_schema(name), has_defaults=True) if name in event_types else ANY for name in names])

"""Shapes of JSON Schemas: of models as answers have them, and of what customers declare.

Of a schema only what is certain is taken; any other keyword leaves more values than there are, and never fewer.
References are followed when a field is asked for, so that models which contain themselves have an end.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .shape import ANY, EVERY, LazyFields, Shape, joined, shape_of

if TYPE_CHECKING:
    from pydantic import BaseModel

MAXIMUM_VARIANTS = 60
MAXIMUM_DEPTH = 40
MAXIMUM_READS = 20_000
_NAMES = {"integer": "number"}


@lru_cache(maxsize=256)
def of_model(model: "type[BaseModel]") -> Shape:
    """The shape of a model's answers. A field without a value is left out of them, so it is null to an expression."""
    return of_schema(model.model_json_schema(mode="serialization"), has_defaults=True)


def of_schema(schema: Any, *, has_defaults: bool = False) -> Shape:
    """The shape of a JSON Schema. With `has_defaults` a field that has a default is always there, as in answers.

    In a schema that a customer declares, a default is a remark: nobody puts it into what is sent.
    """
    whole = schema if isinstance(schema, Mapping) else {}
    return _Reader(whole.get("$defs") or {}, has_defaults=has_defaults).read(schema)


class _Reader:
    """Reads the parts of one schema; of one that leads to too much work, what is left is not known."""

    def __init__(self, definitions: Mapping[str, Any], *, has_defaults: bool) -> None:
        self._definitions, self._has_defaults = definitions, has_defaults
        self._reads_left = MAXIMUM_READS

    def read(self, schema: Any, depth: int = 0) -> Shape:
        """The shape of a part of the schema."""
        self._reads_left -= 1
        if not isinstance(schema, Mapping) or self._reads_left < 0 or depth > MAXIMUM_DEPTH:
            return ANY
        if "$ref" in schema:
            return self.read(self._definitions.get(schema["$ref"].rpartition("/")[2]), depth + 1)
        if "const" in schema:
            return shape_of(schema["const"])
        if "enum" in schema:
            return self._any_of([{"const": value} for value in schema["enum"]], depth)
        for keyword in ("anyOf", "oneOf"):
            if variants := schema.get(keyword):
                return self._any_of(variants, depth)
        return ANY if "allOf" in schema else self._typed(schema, depth)

    def _any_of(self, variants: list[Any], depth: int) -> Shape:
        if len(variants) > MAXIMUM_VARIANTS:
            return ANY
        return joined([self.read(variant, depth + 1) for variant in variants])

    def _typed(self, schema: Mapping[str, Any], depth: int) -> Shape:
        kinds = schema.get("type", list(EVERY) if "properties" in schema else None)
        names = [kinds] if isinstance(kinds, str) else kinds
        if names is None:
            return ANY
        types = frozenset(_NAMES.get(name, name) for name in names)
        properties, required = schema.get("properties") or {}, frozenset(schema.get("required") or ())
        has_items = "array" in types and "items" in schema and "prefixItems" not in schema
        return Shape(
            types,
            LazyFields(properties, lambda name: self._field(properties[name], is_required=name in required)),
            self._rest(schema, depth) if "object" in types else None,
            self.read(schema["items"], depth + 1) if has_items else None,
        )

    def _field(self, schema: Any, *, is_required: bool) -> Shape:
        shape = self.read(schema)
        is_set = self._has_defaults and isinstance(schema, Mapping) and schema.get("default") is not None
        return shape if is_required or is_set else shape.or_null()

    def _rest(self, schema: Mapping[str, Any], depth: int) -> Shape | None:
        """The other fields: a model's answer has none unless it says so, a customer's object may have any."""
        others = schema.get("additionalProperties", not (self._has_defaults and "properties" in schema))
        if others is False:
            return None
        return ANY if others is True else self.read(others, depth + 1).or_null()

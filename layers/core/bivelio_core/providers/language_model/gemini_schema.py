"""A JSON Schema as Gemini takes it: what it refuses is said otherwise or left out, and checked by whoever asked.

Source: Gemini API, "Structured output"; the descriptions of `response_json_schema` in google-genai 3.6.1.
"""

from collections.abc import Mapping
from typing import Any

WORDS = frozenset(
    {
        "$defs",
        "$ref",
        "additionalProperties",
        "anyOf",
        "description",
        "enum",
        "format",
        "items",
        "maxItems",
        "maximum",
        "minItems",
        "minimum",
        "oneOf",
        "prefixItems",
        "properties",
        "required",
        "title",
        "type",
    }
)
"""The words of JSON Schema that Gemini knows."""
NAMED = frozenset({"$defs", "properties"})
"""Words whose value has names that are no words of JSON Schema."""
AS_THEY_ARE = frozenset({"enum", "required"})


def wire_schema(schema: Any) -> Any:
    """A schema in the words that Gemini knows; `const` becomes the one value of `enum`.

    Beside `$ref` there may be no other word, and `enum` has texts and numbers only.
    """
    if isinstance(schema, list):
        return [wire_schema(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    schema_words = {"enum": [schema["const"]], **schema} if "const" in schema else dict(schema)
    wire_words = {word: _value(word, value) for word, value in schema_words.items() if word in WORDS}
    return _with_plain_enum(_with_lone_reference(wire_words))


def _value(word: str, value: Any) -> Any:
    if word in NAMED and isinstance(value, Mapping):
        return {name: _inner(each) for name, each in value.items()}
    if word in AS_THEY_ARE or not isinstance(value, Mapping | list):
        return _inner(value) if word == "items" else value
    return [_inner(each) for each in value] if isinstance(value, list) and word != "type" else wire_schema(value)


def _inner(schema: Any) -> Any:
    """A schema inside another. `true` and `false` are schemas too, which Gemini does not know: anything goes."""
    return {} if isinstance(schema, bool) else wire_schema(schema)


def _with_lone_reference(schema: dict[str, Any]) -> dict[str, Any]:
    """`$ref` with nothing beside it: what was beside it is beside an `anyOf` of it alone."""
    others = {word: value for word, value in schema.items() if not word.startswith("$")}
    if "$ref" not in schema or not others:
        return schema
    definitions = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    return {**others, **definitions, "anyOf": [{"$ref": schema["$ref"]}]}


def _with_plain_enum(schema: dict[str, Any]) -> dict[str, Any]:
    """`enum` without values other than texts and numbers: true, false and null are told by their types."""
    values = schema.get("enum")
    if not isinstance(values, list):
        return schema
    plain = [value for value in values if isinstance(value, str | int | float) and not isinstance(value, bool)]
    if len(plain) == len(values):
        return schema
    others = {word: value for word, value in schema.items() if word != "enum"}
    if any(isinstance(value, dict | list) for value in values) or "anyOf" in others:
        return others
    has_booleans, has_null = any(isinstance(value, bool) for value in values), None in values
    kinds: list[dict[str, Any]] = [
        *([{"enum": plain}] if plain else []),
        *([{"type": "boolean"}] if has_booleans else []),
        *([{"type": "null"}] if has_null else []),
    ]
    if len(kinds) == 1:
        return {**others, **kinds[0]}
    return {**others, "anyOf": kinds}

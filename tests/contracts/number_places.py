"""Where a request may have a number: every place of openapi.json's schemas, at any depth, as a whole body around it."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from tools.endpoints import Operation
from tools.template import ROOT

Schema = dict[str, Any]
PLACE = "\ue000"
"""Stands for the number in a body; no schema and no example has it."""

DEEPEST = 12
UNKNOWN = "unknown_name"
"""A name in objects whose names are the caller's own."""


@cache
def document() -> Schema:
    """The description of the API."""
    found: Schema = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    return found


def bodies(operation: Operation) -> list[Any]:
    """A body of an operation for each place of a number: the example's, with what the place needs around it."""
    paths = document()["paths"]
    described = next(paths[path]["post"] for path in operation.endpoint.paths if path in paths)
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    found = {json.dumps(body): body for body in _around(schema, operation.example["request"], ())}
    return list(found.values())


def _around(schema: Schema, sample: Any, within: tuple[str, ...]) -> Iterator[Any]:
    """What stands at a schema, once for each number in it. `within` names the schemas above, none of which recurs."""
    if (name := schema.get("$ref")) is not None:
        if name not in within and len(within) < DEEPEST:
            yield from _around(_named(name), sample, (*within, name))
        return
    choices = [choice for word in ("anyOf", "oneOf", "allOf") for choice in schema.get(word, ())]
    for choice in choices:
        yield from _around(choice, sample, within)
    kind = schema.get("type")
    if kind in ("number", "integer") or (kind is None and not choices and not {"enum", "const"} & schema.keys()):
        yield PLACE
    elif kind == "array":
        first, *others = sample if isinstance(sample, list) and sample else [None]
        yield from ([inner, *others] for inner in _around(schema.get("items", {}), first, within))
    elif kind == "object":
        about = sample if _is_of(sample, schema) else _least(schema, within)
        for name, part in schema.get("properties", {}).items():
            yield from ({**about, name: inner} for inner in _around(part, about.get(name), within))
        if others := schema.get("additionalProperties", "properties" not in schema):
            more = others if isinstance(others, dict) else {}
            yield from ({**about, UNKNOWN: inner} for inner in _around(more, None, within))


def _is_of(sample: Any, schema: Schema) -> bool:
    """Whether a sample is an object that says what it is as the schema does."""
    told = {name: part["const"] for name, part in schema.get("properties", {}).items() if "const" in part}
    return isinstance(sample, dict) and all(sample.get(name) == value for name, value in told.items() if name in sample)


def _least(schema: Schema, within: tuple[str, ...]) -> Any:
    """The least that a schema asks for, as far as schemas tell."""
    if (name := schema.get("$ref")) is not None:
        return None if name in within else _least(_named(name), (*within, name))
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        return _least(choice, within)
    if told := [schema[word] for word in ("const", "default") if word in schema]:
        return told[0]
    if told := [*schema.get("examples", ()), *schema.get("enum", ())]:
        return told[0]
    match schema.get("type"):
        case "object":
            parts = schema.get("properties", {})
            return {name: _least(parts[name], within) for name in schema.get("required", ()) if name in parts}
        case "array":
            return [_least(schema.get("items", {}), within)] if schema.get("minItems") else []
        case "number" | "integer":
            return schema.get("minimum", 1)
        case "boolean":
            return False
    return "x" * schema.get("minLength", 1)


def _named(reference: str) -> Schema:
    found: Schema = document()["components"]["schemas"][reference.rpartition("/")[2]]
    return found

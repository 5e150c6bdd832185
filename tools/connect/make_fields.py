"""Schemas as Make's forms and outputs: parameters that people fill in or map, and what modules after it may map."""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.connect.model import Choice, Field, plain, titled
from tools.sdk.document import PREFIX, Schema

MOST_LEVELS = 5
"""As many levels of an answer are named; what lies deeper can be mapped all the same, without a name."""

KINDS = {"integer": "integer", "number": "number", "decimal": "number", "boolean": "boolean", "date-time": "date"}
"""What kinds of fields are called. A date is a text: Make's own dates are moments, whose day depends on a time zone."""

FREE = "Map a collection, for example of the module JSON > Parse JSON."


def parameter(field: Field, schemas: Mapping[str, Schema]) -> dict[str, Any]:
    """Return a field of a request. What is left empty is not sent: Make omits it from the body."""
    about = plain(field.about)
    common = {"name": field.name, "label": field.title, "required": field.is_required}
    kind = field.kind.removesuffix("[]")
    if field.choices:
        options = [_option(each) for each in field.choices]
        menu = {"type": "select", "options": options} | ({"multiple": True} if field.is_list else {})
        return common | _helped(about) | menu
    if field.is_list and field.kind == "json":
        return common | _helped(about) | {"type": "array", "spec": _row(field.schema["items"], schemas)}
    if field.is_list:
        return common | _helped(about) | {"type": "array", "spec": {"type": KINDS.get(kind, "text"), "label": "Value"}}
    if kind == "json":
        return common | _helped(f"{about} {FREE}".strip()) | {"type": "any"}
    day = {"date": " For example: `2026-04-07`"}.get(kind, "")
    long = {"multiline": True} if field.is_long else {}
    return common | _helped(about + day) | {"type": KINDS.get(kind, "text")} | long


def outputs(schema: Schema, schemas: Mapping[str, Schema], levels: int = MOST_LEVELS) -> list[dict[str, Any]]:
    """Return what an answer has, by the names of its properties."""
    properties = _resolved(schema, schemas).get("properties", {})
    return [
        {"name": name, "label": titled(name), **_output(about, schemas, levels - 1)}
        for name, about in properties.items()
    ]


def outputs_of(sample: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a sample has at its first level."""
    kinds = {str: "text", int: "integer", float: "number", bool: "boolean", dict: "collection", list: "array"}
    return [
        {"name": name, "label": titled(name), "type": kinds.get(type(value), "any")} for name, value in sample.items()
    ]


def _row(items: Schema, schemas: Mapping[str, Schema]) -> list[dict[str, Any]]:
    resolved = _resolved(items, schemas)
    required = resolved.get("required", [])
    return list(_cells(resolved.get("properties", {}), required, schemas))


def _cells(properties: Mapping[str, Schema], required: list[str], schemas: Mapping[str, Schema]) -> Iterator[Any]:
    for name, about in properties.items():
        resolved = _resolved(about, schemas)
        common = {"name": name, "label": titled(name), "required": name in required}
        text = plain(str(resolved.get("description", "")))
        match resolved:
            case {"enum": list(values)}:
                options = [{"label": titled(str(each)), "value": each} for each in values]
                yield common | _helped(text) | {"type": "select", "options": options}
            case {"type": "array", "items": dict(items)} if "properties" in _resolved(items, schemas):
                yield common | _helped(text) | {"type": "array", "spec": _row(items, schemas)}
            case {"type": "array"}:
                yield common | _helped(text) | {"type": "array", "spec": {"type": "text", "label": "Value"}}
            case {"type": "object"}:
                yield common | _helped(f"{text} {FREE}".strip()) | {"type": "any"}
            case _:
                yield common | _helped(text) | {"type": _plain_kind(resolved)}


def _output(about: Schema, schemas: Mapping[str, Schema], levels: int) -> dict[str, Any]:
    resolved = _resolved(about, schemas)
    match resolved:
        case {"type": "array", "items": dict(items)}:
            row = _resolved(items, schemas)
            if "properties" in row:
                return {"type": "array", "spec": outputs(row, schemas, levels)} if levels else {"type": "array"}
            return {"type": "array", "spec": {"type": _plain_kind(row)}}
        case {"type": "object", "properties": dict()} if levels:
            return {"type": "collection", "spec": outputs(resolved, schemas, levels)}
        case {"type": "object"}:
            return {"type": "collection"}
    return {"type": _plain_kind(resolved)}


def _plain_kind(schema: Schema) -> str:
    """Return the kind of a value that is neither a list nor a collection; `any` if it may be of several."""
    match schema:
        case {"type": "string", "format": "date-time"}:
            return "date"
        case {"type": "string"}:
            return "text"
        case {"type": ("integer" | "number" | "boolean") as kind}:
            return str(kind)
        case {"anyOf": list(kinds)} if {each.get("type") for each in kinds} <= {"number", "integer", "string"}:
            return "number" if any(each.get("type") != "string" for each in kinds) else "text"
        case {"const": str()} | {"enum": [str(), *_]}:
            return "text"
    return "any"


def _resolved(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    """Return a schema without its reference and without null among what it may be."""
    match schema:
        case {"$ref": str(reference)}:
            beside = {name: value for name, value in schema.items() if name != "$ref"}
            return _resolved({**schemas[reference.removeprefix(PREFIX)], **beside}, schemas)
        case {"anyOf": list(kinds)} if len(rest := [each for each in kinds if each.get("type") != "null"]) == 1:
            beside = {name: value for name, value in schema.items() if name != "anyOf"}
            return _resolved({**rest[0], **beside}, schemas)
    return schema


def _option(choice: Choice) -> dict[str, Any]:
    return {"label": choice.title, "value": choice.value}


def _helped(text: str) -> dict[str, str]:
    return {"help": text} if text else {}

"""Schemas as types of TypeScript."""

import re
from collections.abc import Iterable
from typing import Any

from tools.sdk.document import Document, Schema, referenced

PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


def quoted(text: str) -> str:
    """Return a text as a literal, with single quotes where it has none."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"


def property_name(name: str) -> str:
    """Return the name of a property, in quotes where it is no identifier."""
    return name if _NAME.fullmatch(name) else quoted(name)


def literal(value: Any) -> str:
    """Return a text, number, boolean or null as a literal."""
    match value:
        case str():
            return quoted(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
    return repr(value)


def comment(text: str, indent: str = "") -> list[str]:
    """Return a documentation comment on one line; none without a text."""
    words = " ".join(text.split()).replace("*/", "*\\/")
    return [f"{indent}/** {words} */"] if words else []


def annotation(schema: Schema, qualifier: str = "", *, is_open: bool = False) -> str:
    """Return the type of a schema. `is_open`: values beyond those of an enum may come."""

    def of(inner: Schema) -> str:
        return annotation(inner, qualifier, is_open=is_open)

    match schema:
        case {"$ref": _}:
            return f"{qualifier}{referenced(schema)}"
        case {"const": value}:
            return literal(value)
        case {"enum": list(values)}:
            closed = " | ".join(map(literal, values))
            is_text = all(isinstance(value, str) for value in values)
            return f"{closed} | (string & {{}})" if is_open and is_text else closed
        case {"anyOf": list(kinds)} | {"oneOf": list(kinds)}:
            return _union(map(of, kinds))
        case {"allOf": [dict(only)]}:
            return of(only)
        case {"type": list(kinds)}:
            return _union(of({**schema, "type": kind}) for kind in kinds)
        case {"type": "array" | "object"}:
            return _container(schema, qualifier, is_open=is_open)
    return PLAIN.get(schema.get("type", ""), "unknown")


def _container(schema: Schema, qualifier: str, *, is_open: bool) -> str:
    if schema["type"] == "array":
        inner = schema.get("items")
        items = annotation(inner, qualifier, is_open=is_open) if isinstance(inner, dict) else "unknown"
        return f"({items})[]" if " " in items else f"{items}[]"
    if "properties" in schema:
        fields = " ".join(line.strip() for line in members(schema, qualifier, is_open=is_open))
        return f"{{ {fields} }}"
    values = schema.get("additionalProperties")
    kind = annotation(values, qualifier, is_open=is_open) if isinstance(values, dict) and values else "unknown"
    return f"Record<string, {kind}>"


def _union(kinds: Iterable[str]) -> str:
    """Return a union; null is the last one, and what may be anything is unknown."""
    parts = dict.fromkeys(kinds)
    if "unknown" in parts:
        return "unknown"
    nothing = parts.pop("null", 1) is None
    return " | ".join([*parts, *(["null"] if nothing else [])])


def members(schema: Schema, qualifier: str = "", *, is_open: bool = False) -> list[str]:
    """Return the lines of an object's fields; where others may come, they are unknown."""
    required = set(schema.get("required", []))
    lines = []
    for name, about in schema.get("properties", {}).items():
        kind = annotation(about, qualifier, is_open=is_open)
        lines += comment(str(about.get("description", "")), "  ")
        optional = "" if name in required else "?"
        undefined = " | undefined" if optional and kind != "unknown" else ""
        lines.append(f"  {property_name(name)}{optional}: {kind}{undefined};")
    if schema.get("additionalProperties") is True and lines:
        lines.append("  [more: string]: unknown;")
    return lines


def declaration(name: str, schema: Schema, *, is_open: bool) -> list[str]:
    """Return a schema by its name: an interface of an object with fields, a type of anything else."""
    about = comment(str(schema.get("description", "")))
    if schema.get("type") == "object" and "anyOf" not in schema and "oneOf" not in schema:
        values = schema.get("additionalProperties")
        if schema.get("properties") or values is False:
            return [*about, f"export interface {name} {{", *members(schema, is_open=is_open), "}", ""]
    return [*about, f"export type {name} = {annotation(schema, is_open=is_open)};", ""]


def declarations(document: Document) -> list[str]:
    """Return all schemas of requests, answers and events. Enums that a request takes are closed, others are open."""
    answered = [{"$ref": f"#/components/schemas/{name}"} for name in document.answered]
    requested = [{"$ref": f"#/components/schemas/{name}"} for name in document.requested]
    closed = document.reachable(requested)
    return [
        line
        for name, schema in document.reachable([*requested, *answered]).items()
        for line in declaration(name, schema, is_open=name not in closed)
    ]

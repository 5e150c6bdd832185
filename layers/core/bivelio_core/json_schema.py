"""JSON Schema 2020-12 for what models answer and runs are given: can we check all of a schema, does a value fit it.

Every keyword of a schema is one of KEYWORDS, so none is silently ignored. Left out are those that apply conditionally,
or that refer to another document. `pattern` is taken where it is asked for, and is of RE2, which no text keeps busy:
language models do not all take it. Schemas are small and shallow (MAXIMUM_BYTES, MAXIMUM_DEPTH), so the work does not
grow beyond what these allow. What does not fit is told by json_schema_values.py.
Source: JSON Schema Core and Validation, 2020-12; the tests compare with the library jsonschema.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

MAXIMUM_BYTES = 32_768
MAXIMUM_DEPTH = 20
MAXIMUM_PATTERN_BYTES = 1 << 20
LOCAL = "#/$defs/"
"""How a reference begins: definitions are those of the schema itself."""

TYPES: dict[str, Callable[[Any], bool]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and float(value).is_integer(),
    "null": lambda value: value is None,
    "number": lambda value: _is_number(value),  # noqa: PLW0108 - defined below
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}
ANNOTATIONS = frozenset({"$comment", "$schema", "default", "deprecated", "description", "examples", "format", "title"})
"""Keywords that say something and refuse nothing; `format` is one of them by default."""

_SCHEMAS = frozenset({"additionalProperties", "contains", "items", "not"})
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_MAPS = frozenset({"$defs", "properties"})
_COUNTS = frozenset({"maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties"})
_BOUNDS = frozenset({"exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"})
PATTERN = "pattern"
KEYWORDS = (
    ANNOTATIONS
    | _SCHEMAS
    | _LISTS
    | _MAPS
    | _COUNTS
    | _BOUNDS
    | {"$ref", "const", "enum", "multipleOf", "required", "type", "uniqueItems"}
)
"""The keywords that a schema may have."""

Schema = Any
"""An object of keywords; within one, also true (anything) or false (nothing)."""


class SchemaFault(NamedTuple):
    """What is wrong with a schema: the path inside it, and why."""

    path: str
    reason: str


def schema_fault(schema: Mapping[str, Any], *, has_patterns: bool = False) -> SchemaFault | None:
    """The first fault of a schema whose values are objects; None when every value can be checked against it."""
    if len(json.dumps(schema, ensure_ascii=False).encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
        return SchemaFault("", f"it is larger than {MAXIMUM_BYTES} bytes")
    if schema.get("type") != "object":
        return SchemaFault(".type", 'it has to be "object"')
    keywords = KEYWORDS | {PATTERN} if has_patterns else KEYWORDS
    checks = _Keywords(keywords, schema.get("$defs"))
    return next(checks.faults(schema, "", MAXIMUM_DEPTH), None) or next(_circles(schema), None)


class _Keywords:
    """The faults of a schema that may have some keywords, and refer to some definitions."""

    def __init__(self, keywords: frozenset[str], defs: Any) -> None:
        self._keywords, self._defs = keywords, defs

    def faults(self, schema: Schema, path: str, depth: int) -> Iterator[SchemaFault]:
        """Those of a part of the schema, which may be so much deeper."""
        if isinstance(schema, bool):
            return
        if not isinstance(schema, dict):
            yield SchemaFault(path, "a schema is an object, true or false")
            return
        if not depth:
            yield SchemaFault(path, f"it is nested more than {MAXIMUM_DEPTH} deep")
            return
        for keyword, part in schema.items():
            here = f"{path}.{keyword}"
            if keyword not in self._keywords:
                yield SchemaFault(here, "this keyword is not supported")
            elif keyword == "$defs" and path:
                yield SchemaFault(here, "definitions are at the top")
            elif keyword in _SCHEMAS:
                yield from self.faults(part, here, depth - 1)
            elif keyword in _LISTS or keyword in _MAPS:
                yield from self._of_parts(part, here, depth, is_map=keyword in _MAPS)
            elif reason := _misuse(keyword, part, self._defs):
                yield SchemaFault(here, reason)

    def _of_parts(self, parts: Any, path: str, depth: int, *, is_map: bool) -> Iterator[SchemaFault]:
        if not isinstance(parts, dict if is_map else list) or not (parts or is_map):
            yield SchemaFault(path, "it is an object of schemas" if is_map else "it is a list of schemas, not empty")
            return
        named = {f".{name}": part for name, part in parts.items()} if isinstance(parts, dict) else None
        for name, part in (named or {f"[{n}]": part for n, part in enumerate(parts)}).items():
            yield from self.faults(part, f"{path}{name}", depth - 1)


def _misuse(keyword: str, part: Any, defs: Any) -> str | None:
    """Why a keyword cannot have this value."""
    if keyword in _BOUNDS:
        return None if _is_number(part) else "it is a number"
    if keyword in _COUNTS:
        return None if TYPES["integer"](part) and part >= 0 else "it is a whole number, 0 or more"
    is_right, reason = _USES.get(keyword, (lambda _part, _defs: True, ""))
    return None if is_right(part, defs) else reason


def _is_local(part: Any, defs: Any) -> bool:
    return (
        isinstance(part, str) and part.startswith(LOCAL) and isinstance(defs, dict) and part.removeprefix(LOCAL) in defs
    )


def _are_types(part: Any, _defs: Any) -> bool:
    names = part if isinstance(part, list) and part else [part]
    return all(isinstance(name, str) and name in TYPES for name in names)


@lru_cache(maxsize=256)
def compiled(pattern: Any) -> Any:
    """A pattern of RE2, ready to search; None for what is none."""
    import re2  # noqa: PLC0415 - few schemas have patterns

    options = re2.Options()
    options.log_errors, options.max_mem = False, MAXIMUM_PATTERN_BYTES
    try:
        return re2.compile(pattern, options) if isinstance(pattern, str) else None
    except re2.error:
        return None


_USES: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "$ref": (_is_local, f"only definitions of this schema can be referred to, as {LOCAL}name"),
    "type": (_are_types, f"it is one of {', '.join(TYPES)}, or a list of them"),
    "enum": (lambda part, _defs: isinstance(part, list) and bool(part), "it is a list of values, not empty"),
    "multipleOf": (lambda part, _defs: _is_number(part) and part > 0, "it is a number greater than 0"),
    "required": (
        lambda part, _defs: isinstance(part, list) and all(map(TYPES["string"], part)),
        "it is a list of names",
    ),
    PATTERN: (lambda part, _defs: compiled(part) is not None, "it is a regular expression of RE2"),
    "uniqueItems": (lambda part, _defs: isinstance(part, bool), "it is true or false"),
}


def _circles(schema: Mapping[str, Any]) -> Iterator[SchemaFault]:
    """References that lead back to themselves without taking a step into the value."""
    defs = schema.get("$defs", {})
    try:
        TopologicalSorter({name: set(_in_place(part)) for name, part in defs.items()}).prepare()
    except CycleError as circle:
        yield SchemaFault(f".$defs.{circle.args[1][0]}", "its references lead back to itself")


def _in_place(schema: Schema) -> Iterator[str]:
    """The definitions that apply to the same value."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield schema["$ref"].removeprefix(LOCAL)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword, ()):
            yield from _in_place(part)
    yield from _in_place(schema.get("not"))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

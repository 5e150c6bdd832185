"""JSON Schema 2020-12 for what a language model answers: can we check all of a schema, and does a value fit it.

Every keyword of a schema is one of KEYWORDS, so none is silently ignored. Left out are those that need a regular
expression (a customer's could run for ever), that apply conditionally, or that refer to another document. Schemas are
small and shallow (MAXIMUM_BYTES, MAXIMUM_DEPTH), so neither function's work grows beyond what these allow.
Source: JSON Schema Core and Validation, 2020-12; the tests compare with the library jsonschema.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Any, NamedTuple

from bivelio_core.store.codec import same

MAXIMUM_BYTES = 32_768
MAXIMUM_DEPTH = 20
MAXIMUM_FAULTS = 20
MAXIMUM_STEPS = 100_000
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


class _TooMuchWork(Exception):
    """A schema whose parts refer to each other many times takes exponentially many steps."""


class _Run:
    """One comparison: the definitions, and how many steps are left."""

    __slots__ = ("_steps_left", "defs")

    def __init__(self, defs: Mapping[str, Any]) -> None:
        self.defs, self._steps_left = defs, MAXIMUM_STEPS

    def step(self) -> None:
        """Count a step. Raises _TooMuchWork."""
        self._steps_left -= 1
        if self._steps_left < 0:
            raise _TooMuchWork


class SchemaFault(NamedTuple):
    """What is wrong with a schema: the path inside it, and why."""

    path: str
    reason: str


def schema_fault(schema: Mapping[str, Any]) -> SchemaFault | None:
    """The first fault of a schema whose values are objects; None when every value can be checked against it."""
    if len(json.dumps(schema, ensure_ascii=False).encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
        return SchemaFault("", f"it is larger than {MAXIMUM_BYTES} bytes")
    if schema.get("type") != "object":
        return SchemaFault(".type", 'it has to be "object"')
    return next(_faults(schema, "", schema.get("$defs"), MAXIMUM_DEPTH), None) or next(_circles(schema), None)


def value_faults(value: Any, schema: Mapping[str, Any]) -> list[str]:
    """What is wrong with a value, in English sentences, at most MAXIMUM_FAULTS; the schema is one without a fault."""
    run = _Run(schema.get("$defs", {}))
    try:
        return list(islice(_judge(value, schema, "the value", run), MAXIMUM_FAULTS))
    except _TooMuchWork:
        return [f"comparing the value with its schema takes more than {MAXIMUM_STEPS} steps"]


def _faults(schema: Schema, path: str, defs: Any, depth: int) -> Iterator[SchemaFault]:
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
        if keyword not in KEYWORDS:
            yield SchemaFault(here, "this keyword is not supported")
        elif keyword == "$defs" and path:
            yield SchemaFault(here, "definitions are at the top")
        elif keyword in _SCHEMAS:
            yield from _faults(part, here, defs, depth - 1)
        elif keyword in _LISTS or keyword in _MAPS:
            yield from _parts_faults(part, here, defs, depth, is_map=keyword in _MAPS)
        elif reason := _misuse(keyword, part, defs):
            yield SchemaFault(here, reason)


def _parts_faults(parts: Any, path: str, defs: Any, depth: int, *, is_map: bool) -> Iterator[SchemaFault]:
    if not isinstance(parts, dict if is_map else list) or not (parts or is_map):
        yield SchemaFault(path, "it is an object of schemas" if is_map else "it is a list of schemas, not empty")
        return
    named = {f".{name}": part for name, part in parts.items()} if isinstance(parts, dict) else None
    for name, part in (named or {f"[{n}]": part for n, part in enumerate(parts)}).items():
        yield from _faults(part, f"{path}{name}", defs, depth - 1)


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


_USES: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "$ref": (_is_local, f"only definitions of this schema can be referred to, as {LOCAL}name"),
    "type": (_are_types, f"it is one of {', '.join(TYPES)}, or a list of them"),
    "enum": (lambda part, _defs: isinstance(part, list) and bool(part), "it is a list of values, not empty"),
    "multipleOf": (lambda part, _defs: _is_number(part) and part > 0, "it is a number greater than 0"),
    "required": (
        lambda part, _defs: isinstance(part, list) and all(map(TYPES["string"], part)),
        "it is a list of names",
    ),
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


def _judge(value: Any, schema: Schema, where: str, run: _Run) -> Iterator[str]:
    run.step()
    if schema is True:
        return
    if schema is False:
        yield f"{where} must not be there"
        return
    if "$ref" in schema:
        yield from _judge(value, run.defs[schema["$ref"].removeprefix(LOCAL)], where, run)
    yield from _judge_itself(value, schema, where)
    match value:
        case dict():
            yield from _judge_object(value, schema, where, run)
        case list():
            yield from _judge_array(value, schema, where, run)
        case str():
            yield from _judge_size(len(value), schema, where, "Length", "characters")
        case int() | float() if not isinstance(value, bool):
            yield from _judge_number(value, schema, where)
    yield from _judge_combined(value, schema, where, run)


def _judge_itself(value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(TYPES[name](value) for name in names):
            yield f"{where} must be of type {' or '.join(names)}"
    if "enum" in schema and not any(same(value, choice) for choice in schema["enum"]):
        yield f"{where} must be one of {json.dumps(schema['enum'], ensure_ascii=False)}"
    if "const" in schema and not same(value, schema["const"]):
        yield f"{where} must be {json.dumps(schema['const'], ensure_ascii=False)}"


def _judge_object(value: dict[str, Any], schema: Mapping[str, Any], where: str, run: _Run) -> Iterator[str]:
    properties = schema.get("properties", {})
    yield from (f"{where} lacks {name!r}" for name in schema.get("required", ()) if name not in value)
    yield from _judge_size(len(value), schema, where, "Properties", "properties")
    for name, part in value.items():
        if name in properties:
            yield from _judge(part, properties[name], f"{where}.{name}", run)
        elif "additionalProperties" in schema:
            yield from _judge(part, schema["additionalProperties"], f"{where}.{name}", run)


def _judge_array(value: list[Any], schema: Mapping[str, Any], where: str, run: _Run) -> Iterator[str]:
    yield from _judge_size(len(value), schema, where, "Items", "items")
    first = schema.get("prefixItems", ())
    for position, part in enumerate(value):
        of_its_place = first[position] if position < len(first) else schema.get("items", True)
        yield from _judge(part, of_its_place, f"{where}[{position}]", run)
    if schema.get("uniqueItems") and any(
        same(one, other) for position, one in enumerate(value) for other in value[:position]
    ):
        yield f"{where} must not have the same item twice"
    if "contains" in schema and not any(_fits(part, schema["contains"], run) for part in value):
        yield f"{where} lacks an item that its schema asks for"


def _judge_number(value: float, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{where} must be at least {schema['minimum']}"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"{where} must be at most {schema['maximum']}"
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        yield f"{where} must be more than {schema['exclusiveMinimum']}"
    if "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]:
        yield f"{where} must be less than {schema['exclusiveMaximum']}"
    if "multipleOf" in schema and not float(value / schema["multipleOf"]).is_integer():
        yield f"{where} must be a multiple of {schema['multipleOf']}"


def _judge_size(size: int, schema: Mapping[str, Any], where: str, of: str, things: str) -> Iterator[str]:
    if f"min{of}" in schema and size < schema[f"min{of}"]:
        yield f"{where} must have at least {schema[f'min{of}']} {things}"
    if f"max{of}" in schema and size > schema[f"max{of}"]:
        yield f"{where} must have at most {schema[f'max{of}']} {things}"


def _judge_combined(value: Any, schema: Mapping[str, Any], where: str, run: _Run) -> Iterator[str]:
    for part in schema.get("allOf", ()):
        yield from _judge(value, part, where, run)
    if "anyOf" in schema and not any(_fits(value, part, run) for part in schema["anyOf"]):
        yield f"{where} fits none of the schemas of anyOf"
    if "oneOf" in schema and sum(_fits(value, part, run) for part in schema["oneOf"]) != 1:
        yield f"{where} must fit exactly one of the schemas of oneOf"
    if "not" in schema and _fits(value, schema["not"], run):
        yield f"{where} must not fit the schema of not"


def _fits(value: Any, schema: Schema, run: _Run) -> bool:
    return next(_judge(value, schema, "", run), None) is None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

"""Where a value does not fit a JSON Schema of which json_schema.py finds no fault."""

import operator
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from .json_schema import LOCAL, PATTERN, TYPES, Schema, compiled
from .store.codec import same

MAXIMUM_FAULTS = 20
MAXIMUM_STEPS = 100_000


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


class Misfit(NamedTuple):
    """Where a value does not fit: the path inside it (`.lines[0].total`), the keyword, and what that asks for."""

    path: str
    keyword: str
    expected: Any = None


def misfits(value: Any, schema: Mapping[str, Any]) -> list[Misfit]:
    """Where a value does not fit a schema without a fault, at most MAXIMUM_FAULTS."""
    run = _Run(schema.get("$defs", {}))
    try:
        return list(islice(_judge(value, schema, "", run), MAXIMUM_FAULTS))
    except _TooMuchWork:
        return [Misfit("", "work", MAXIMUM_STEPS)]


def _judge(value: Any, schema: Schema, where: str, run: _Run) -> Iterator[Misfit]:
    run.step()
    if schema is True:
        return
    if schema is False:
        yield Misfit(where, "false")
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
            yield from _judge_size(len(value), schema, where, "Length")
            if PATTERN in schema and not compiled(schema[PATTERN]).search(value):
                yield Misfit(where, PATTERN, schema[PATTERN])
        case int() | float() if not isinstance(value, bool):
            yield from _judge_number(value, schema, where)
    yield from _judge_combined(value, schema, where, run)


def _judge_itself(value: Any, schema: Mapping[str, Any], where: str) -> Iterator[Misfit]:
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(TYPES[name](value) for name in names):
            yield Misfit(where, "type", names)
    if "enum" in schema and not any(same(value, choice) for choice in schema["enum"]):
        yield Misfit(where, "enum", schema["enum"])
    if "const" in schema and not same(value, schema["const"]):
        yield Misfit(where, "const", schema["const"])


def _judge_object(value: dict[str, Any], schema: Mapping[str, Any], where: str, run: _Run) -> Iterator[Misfit]:
    properties = schema.get("properties", {})
    yield from (Misfit(where, "required", name) for name in schema.get("required", ()) if name not in value)
    yield from _judge_size(len(value), schema, where, "Properties")
    for name, part in value.items():
        if name in properties:
            yield from _judge(part, properties[name], f"{where}.{name}", run)
        elif "additionalProperties" in schema:
            yield from _judge(part, schema["additionalProperties"], f"{where}.{name}", run)


def _judge_array(value: list[Any], schema: Mapping[str, Any], where: str, run: _Run) -> Iterator[Misfit]:
    yield from _judge_size(len(value), schema, where, "Items")
    first = schema.get("prefixItems", ())
    for position, part in enumerate(value):
        of_its_place = first[position] if position < len(first) else schema.get("items", True)
        yield from _judge(part, of_its_place, f"{where}[{position}]", run)
    if schema.get("uniqueItems") and any(
        same(one, other) for position, one in enumerate(value) for other in value[:position]
    ):
        yield Misfit(where, "uniqueItems")
    if "contains" in schema and not any(_fits(part, schema["contains"], run) for part in value):
        yield Misfit(where, "contains")


_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
    "multipleOf": lambda value, unit: float(value / unit).is_integer(),
}


def _judge_number(value: float, schema: Mapping[str, Any], where: str) -> Iterator[Misfit]:
    for keyword, holds in _HOLDS.items():
        if keyword in schema and not holds(value, schema[keyword]):
            yield Misfit(where, keyword, schema[keyword])


def _judge_size(size: int, schema: Mapping[str, Any], where: str, of: str) -> Iterator[Misfit]:
    if f"min{of}" in schema and size < schema[f"min{of}"]:
        yield Misfit(where, f"min{of}", schema[f"min{of}"])
    if f"max{of}" in schema and size > schema[f"max{of}"]:
        yield Misfit(where, f"max{of}", schema[f"max{of}"])


def _judge_combined(value: Any, schema: Mapping[str, Any], where: str, run: _Run) -> Iterator[Misfit]:
    for part in schema.get("allOf", ()):
        yield from _judge(value, part, where, run)
    if "anyOf" in schema and not any(_fits(value, part, run) for part in schema["anyOf"]):
        yield Misfit(where, "anyOf")
    if "oneOf" in schema and sum(_fits(value, part, run) for part in schema["oneOf"]) != 1:
        yield Misfit(where, "oneOf")
    if "not" in schema and _fits(value, schema["not"], run):
        yield Misfit(where, "not")


def _fits(value: Any, schema: Schema, run: _Run) -> bool:
    return next(_judge(value, schema, "", run), None) is None

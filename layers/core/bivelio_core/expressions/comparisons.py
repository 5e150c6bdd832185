"""The comparisons by order in an expression, and which of them can fail: of two types, or with what is missing.

Nothing is known of data but their names, and of an event its model. So a comparison of `input.total` with a number can
fail when it is evaluated, and one of `to_number(input.total)` fails only for what is no number, as it should.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from .reason import Reason
from .references import SEQUENTIAL, Tree
from .values import ORDERED, SIGNS, ExpressionError

Types = frozenset[str]
Schema = Mapping[str, Any]
OF_RUN: Mapping[tuple[str, ...], Types] = {
    ("index",): frozenset({"number"}),
    ("run", "id"): frozenset({"string"}),
    ("run", "started_at"): frozenset({"string"}),
}
OF_EVENT: Mapping[tuple[str, ...], Types] = dict.fromkeys([("id",), ("event",), ("timestamp",)], frozenset({"string"}))
"""What is known of the data of a run, and of an event, by the names of its path."""


EQUALITY: Mapping[str, str] = {"eq": "==", "ne": "!="}


class Comparison(NamedTuple):
    """A comparison; `at_root` says whether it is evaluated over the whole scope, not over an element."""

    node: Tree
    at_root: bool

    @property
    def sign(self) -> str:
        """As it is written."""
        return SIGNS.get(self.node["value"]) or EQUALITY[self.node["value"]]


def comparisons(tree: Tree) -> Iterator[Comparison]:
    """Each comparison by order in a syntax tree."""
    yield from _compared(tree, SIGNS, at_root=True)


def equalities(tree: Tree) -> Iterator[Comparison]:
    """Each `==` and `!=` in a syntax tree."""
    yield from _compared(tree, EQUALITY, at_root=True)


def _compared(tree: Tree, signs: Mapping[str, str], *, at_root: bool) -> Iterator[Comparison]:
    kind, children = tree["type"], [] if tree["type"] == "slice" else tree["children"]
    if kind == "comparator" and tree["value"] in signs:
        yield Comparison(tree, at_root)
    for position, child in enumerate(children):
        is_over_the_same = kind != "expref" and (position == 0 or kind not in SEQUENTIAL)
        yield from _compared(child, signs, at_root=at_root and is_over_the_same)


def never_ordered(comparison: Comparison) -> ExpressionError | None:
    """Why a comparison fails over whatever data; None for one that can be right."""
    from .signatures import types_of  # noqa: PLC0415 - imports jmespath, with the first expression

    left, right = (types_of(child) for child in comparison.node["children"])
    for side in (left, right):
        if not side & ORDERED:
            return ExpressionError("unordered", operator=comparison.sign, types=_reasons(side))
    if left & right & ORDERED:
        return None
    return ExpressionError("order", operator=comparison.sign, left=_reasons(left), right=_reasons(right))


def never_equal(comparison: Comparison) -> ExpressionError | None:
    """Why `==` of two values is never true, whatever the data: they are of different types; None if it can be."""
    from .signatures import types_of  # noqa: PLC0415 - see never_ordered

    left, right = (types_of(child) for child in comparison.node["children"])
    if left & right:
        return None
    return ExpressionError("never_equal", operator=comparison.sign, left=_reasons(left), right=_reasons(right))


def can_fail(comparison: Comparison, typed: Callable[[tuple[str, ...]], Types | None]) -> Reason | None:
    """Why a comparison can fail when it is evaluated; None for one of two numbers, or of two texts, for sure.

    `typed` gives the types of a path of names from the scope, where they are known.
    """
    sides = comparison.node["children"]
    left, right = (_possible(side, typed, at_root=comparison.at_root) for side in sides)
    if left == right and len(left) == 1 and left <= ORDERED:
        return None
    doubtful, other = (sides[0], right) if len(left) > 1 or len(right) == 1 else (sides[1], left)
    what = ".".join(path) if (path := _path(doubtful)) else Reason("a_value")
    name = "may_be_no_text" if other == {"string"} else "may_be_no_number"
    return Reason(name, {"what": what, "operator": comparison.sign})


def types_in_run(path: tuple[str, ...]) -> Types | None:
    """The types of a path over a run."""
    return OF_RUN.get(path)


def types_in_events(schemas: list[Schema]) -> Callable[[tuple[str, ...]], Types | None]:
    """The types of a path over an event of one of some types, by the JSON Schemas of their data."""

    def typed(path: tuple[str, ...]) -> Types | None:
        if path[0] != "data":
            return OF_EVENT.get(path)
        types_by_schema = [_at(schema, schema, path[1:]) for schema in schemas]
        return (
            None
            if None in types_by_schema
            else frozenset[str]().union(*(each for each in types_by_schema if each is not None))
        )

    return typed


def _possible(node: Tree, typed: Callable[[tuple[str, ...]], Types | None], *, at_root: bool) -> Types:
    """The types that a value can have. Null counts where it comes of data, and not where a function gives it.

    ``to_number(input.total) > `5` `` is meant to fail for what is no number.
    """
    from .signatures import types_of  # noqa: PLC0415 - see never_ordered

    kind, children = node["type"], node["children"]
    if at_root and (path := _path(node)) and (types := typed(path)) is not None:
        return types
    if kind == "or_expression":
        first, second = (_possible(child, typed, at_root=at_root) for child in children)
        return (first - {"null"}) | second
    if kind == "function_expression" and node["value"] == "not_null":
        each = [_possible(child, typed, at_root=at_root) for child in children]
        return frozenset[str]().union(*each) - {"null"} or frozenset({"null"})
    if kind == "function_expression":
        return types_of(node) - {"null"}
    return types_of(node)


def _path(node: Tree) -> tuple[str, ...]:
    """The names of a path such as `input.order.total`; none for any other node."""
    if node["type"] == "field":
        return (node["value"],)
    if node["type"] != "subexpression":
        return ()
    first, *others = (_path(child) for child in node["children"])
    return () if not first or not all(others) else (*first, *(name for path in others for name in path))


_JSON_TYPES = {"integer": "number"}


def _at(whole: Schema, schema: Schema, path: tuple[str, ...]) -> Types | None:
    """The types at a path in a JSON Schema; None where it does not say."""
    if "$ref" in schema:
        return _at(whole, whole["$defs"][schema["$ref"].rpartition("/")[2]], path)
    if variants := schema.get("anyOf"):
        types_by_variant = [_at(whole, variant, path) for variant in variants]
        return (
            None
            if None in types_by_variant
            else frozenset[str]().union(*(each for each in types_by_variant if each is not None))
        )
    if path and schema.get("type") == "null":
        return frozenset({"null"})
    if not path:
        kind = schema.get("type")
        return frozenset({_JSON_TYPES.get(kind, kind)}) if isinstance(kind, str) else None
    inner = schema.get("properties", {}).get(path[0])
    if inner is None:
        return None
    found_inside = _at(whole, inner, path[1:])
    is_certain = path[0] in schema.get("required", ()) or found_inside is None
    return found_inside if is_certain else (found_inside or frozenset()) | {"null"}


def _reasons(types: Types) -> tuple[Reason, ...]:
    return tuple(map(Reason, sorted(types)))

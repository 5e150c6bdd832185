"""Which expressions may be saved, and what an expression reads: its syntax tree, looked at before it is ever run."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import prod
from operator import or_
from typing import Any

from .rendering import Expression, parsed, parts
from .values import ExpressionError

ROOTS = frozenset({"input", "trigger", "steps", "item", "index"})
MAXIMUM_GROWTH = 100
MAXIMUM_NESTING = 50

_SEQUENTIAL = frozenset(
    {"subexpression", "index_expression", "pipe", "projection", "value_projection", "filter_projection"}
)

Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class References:
    """What an expression reads: steps by id, and whether it reads the element of a for_each."""

    steps: frozenset[str] = frozenset()
    element: bool = False

    def __or__(self, other: "References") -> "References":
        return References(self.steps | other.steps, self.element or other.element)


NOTHING = References()


def references_of(template: Any) -> References:
    """What the expressions of a template read. Raises ExpressionError for one that `check` would refuse."""
    match template:
        case str():
            found = [check(part.expression) for part in parts(template) if isinstance(part, Expression)]
        case dict():
            found = [references_of(part) for part in template.values()]
        case list():
            found = [references_of(part) for part in template]
        case _:
            return NOTHING
    return reduce(or_, found, NOTHING)


@lru_cache(maxsize=512)
def check(expression: str, *, roots: bool = True) -> References:
    """What an expression reads. Raises ExpressionError unless it may be saved.

    It must parse, name only the roots above, call only functions that exist, name single steps (`steps.order`, not
    `steps.*`: a run loads only the results it needs), be nested MAXIMUM_NESTING deep at most, and not multiply its data
    more than MAXIMUM_GROWTH times. Without `roots` it is one over another document, e.g. an event, whose names are its
    own affair.
    """
    tree = parsed(expression)
    _check_nesting(tree)
    if (growth := _growth(tree)) > MAXIMUM_GROWTH:
        raise ExpressionError(f"it may repeat its data {growth} times, at most {MAXIMUM_GROWTH} are allowed")
    return _references(tree, at_root=roots)


def _children(node: Tree) -> list[Tree]:
    """The nodes below; those of a slice are its numbers."""
    return [] if node["type"] == "slice" else node["children"]


def _check_nesting(tree: Tree) -> None:
    level = [tree]
    for _ in range(MAXIMUM_NESTING):
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise ExpressionError(f"nested more than {MAXIMUM_NESTING} deep")


def _references(node: Tree, *, at_root: bool) -> References:
    """Walk the syntax tree; `at_root` says whether the node is evaluated over the whole scope."""
    kind, children = node["type"], _children(node)
    if at_root and kind == "field":
        return _root_reference(node["value"])
    if at_root and kind in ("current", "identity"):
        raise ExpressionError("'@' or '*' alone would read everything; name what is needed")
    if kind == "slice" and node["children"][2] == 0:
        raise ExpressionError("the step of a slice cannot be 0")
    if kind == "function_expression":
        return _call_references(node["value"], children, at_root=at_root)
    if at_root and kind == "subexpression" and children[0] == {"type": "field", "children": [], "value": "steps"}:
        if children[1]["type"] != "field":
            raise ExpressionError("'steps' must be followed by the id of a step")
        return _union(children[2:], at_root=False) | References(frozenset({children[1]["value"]}))
    if kind in _SEQUENTIAL:
        return _references(children[0], at_root=at_root) | _union(children[1:], at_root=False)
    if kind == "expref":
        raise ExpressionError(
            "'&' stands only before what a function takes as an expression, as in sort_by(people, &age)"
        )
    return _union(children, at_root=at_root)


def _union(nodes: list[Tree], *, at_root: bool) -> References:
    return reduce(or_, (_references(node, at_root=at_root) for node in nodes), NOTHING)


def _root_reference(name: str) -> References:
    if name not in ROOTS:
        raise ExpressionError(f"'{name}' is not one of {', '.join(sorted(ROOTS))}")
    if name == "steps":
        raise ExpressionError("'steps' must be followed by the id of a step")
    return References(element=name in ("item", "index"))


def _call_references(name: str, arguments: list[Tree], *, at_root: bool) -> References:
    """What a call reads; an expression that it is given is evaluated over other data than the scope."""
    accepted = _accepted_types(name, len(arguments))
    found = (
        _union(argument["children"], at_root=False)
        if argument["type"] == "expref" and "expref" in types
        else _references(argument, at_root=at_root)
        for argument, types in zip(arguments, accepted, strict=True)
    )
    return reduce(or_, found, NOTHING)


def _accepted_types(name: str, given: int) -> list[list[str]]:
    """The types that a function accepts for each of its arguments. Raises ExpressionError for too few or too many."""
    from jmespath.functions import Functions  # noqa: PLC0415 - loaded with the first expression

    known = Functions.FUNCTION_TABLE.get(name)
    if known is None:
        raise ExpressionError(f"there is no function '{name}'")
    signature = known["signature"]
    more = given - len(signature)
    if more < 0 or (more > 0 and not signature[-1].get("variadic")):
        raise ExpressionError(f"the function '{name}' takes {len(signature)} arguments")
    return [parameter["types"] for parameter in [*signature, *signature[-1:] * more]]


def _growth(node: Tree) -> int:
    """How many copies of its data a node may make: side by side they add, one after the other they multiply."""
    kind, sizes = node["type"], [_growth(child) for child in _children(node)]
    if kind in ("multi_select_list", "multi_select_dict", "function_expression"):
        return max(1, sum(sizes))
    if kind in _SEQUENTIAL:
        return prod(sizes)
    return max(sizes, default=1)

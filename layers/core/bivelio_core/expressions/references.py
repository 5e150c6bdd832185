"""Which expressions may be saved, and what an expression reads: its syntax tree, looked at before it is ever run."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import prod
from operator import or_
from typing import Any

from .mistakes import hint
from .rendering import Expression, parsed, parts
from .values import ExpressionError

ELEMENT = frozenset({"item", "index"})
OUTER = "outer"
ROOTS = frozenset({"input", "trigger", "steps", OUTER, "run", "workflow"}) | ELEMENT
SECRETS = "secrets"
"""The root of secrets: `secrets.<name>` is an expression by itself, and of others only the key of a code."""

SIGNING = "hmac_sha256"
_STANDS_FOR_KEY = {"type": "literal", "value": "", "children": []}

VOLATILE = frozenset({"now", "today", "uuid"})
"""Functions that give something else each time; the same at every try of a step only because it is remembered."""
MAXIMUM_GROWTH = 100
MAXIMUM_NESTING = 50

SEQUENTIAL = frozenset(
    {"subexpression", "index_expression", "pipe", "projection", "value_projection", "filter_projection"}
)
"""The nodes whose first child alone is evaluated over what the node is evaluated over."""

Tree = Mapping[str, Any]


_OUTER_NODE: Tree = {"type": "field", "children": [], "value": OUTER}


@dataclass(frozen=True, slots=True)
class References:
    """What an expression reads: steps by id, whether the element of a for_each and the clock or chance, and secrets.

    `outer` is how many loops further out than the innermost one it reads elements of: 2 for `outer.outer.item`.
    """

    steps: frozenset[str] = frozenset()
    element: bool = False
    volatile: bool = False
    secrets: frozenset[str] = frozenset()
    outer: int = 0

    def __or__(self, other: "References") -> "References":
        return References(
            self.steps | other.steps,
            self.element or other.element,
            self.volatile or other.volatile,
            self.secrets | other.secrets,
            max(self.outer, other.outer),
        )


NOTHING = References()


def references_of(template: Any) -> References:
    """What the expressions of a template read. Raises ExpressionError for one that `check` would refuse."""
    match template:
        case str():
            references = [check(part.expression) for part in parts(template) if isinstance(part, Expression)]
        case dict():
            references = [references_of(part) for part in template.values()]
        case list():
            references = [references_of(part) for part in template]
        case _:
            return NOTHING
    return reduce(or_, references, NOTHING)


@lru_cache(maxsize=512)
def check(expression: str, *, roots: bool = True) -> References:
    """What an expression reads. Raises ExpressionError unless it may be saved.

    It must parse, name only the roots above, call only functions that exist and with what they take, name single steps
    (`steps.order`, not `steps.*`: a run loads only the results it needs), be nested MAXIMUM_NESTING deep at most, and
    not multiply its data more than MAXIMUM_GROWTH times. Without `roots` it is one over another document, e.g. an
    event, whose names are its own affair.
    """
    return check_tree(parsed(expression), roots=roots)


def check_tree(tree: Tree, *, roots: bool = True) -> References:
    """What the expression of a syntax tree reads, as `check` judges it."""
    check_nesting(tree)
    if (growth := _growth(tree)) > MAXIMUM_GROWTH:
        raise ExpressionError("repeats", growth=growth, limit=MAXIMUM_GROWTH)
    if roots and (name := _secret(tree)) is not None:
        return References(secrets=frozenset({name}))
    if roots and (name := _key(tree)) is not None:
        text, _, *others = tree["children"]
        without_key = {**tree, "children": [text, _STANDS_FOR_KEY, *others]}
        return _references(without_key, at_root=True) | References(secrets=frozenset({name}))
    return _references(tree, at_root=roots)


def _key(tree: Tree) -> str | None:
    """The name of the secret that is the key of an expression that is a code; None for any other expression."""
    match tree:
        case {"type": "function_expression", "value": name, "children": [_, key, *_]} if name == SIGNING:
            return _secret(key)
    return None


def _secret(tree: Tree) -> str | None:
    """The name of the secret that an expression is; None for any other expression."""
    match tree:
        case {"type": "subexpression", "children": [{"type": "field", "value": "secrets"}, {"type": "field"} as named]}:
            return str(named["value"])
    return None


def _children(node: Tree) -> list[Tree]:
    """The nodes below; those of a slice are its numbers."""
    return [] if node["type"] == "slice" else node["children"]


def check_nesting(tree: Tree) -> None:
    """Raise ExpressionError for a tree that is nested too deeply to walk."""
    level = [tree]
    for _ in range(MAXIMUM_NESTING):
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise ExpressionError("nested", limit=MAXIMUM_NESTING)


def _references(node: Tree, *, at_root: bool) -> References:
    """Walk the syntax tree; `at_root` says whether the node is evaluated over the whole scope."""
    kind, children = node["type"], _children(node)
    if at_root and kind == "field":
        return _root_reference(node["value"])
    if at_root and kind in ("current", "identity"):
        raise ExpressionError("everything")
    if kind == "slice" and node["children"][2] == 0:
        raise ExpressionError("slice")
    if kind == "function_expression":
        return _call_references(node, children, at_root=at_root)
    if at_root and kind == "subexpression" and children[0] == {"type": "field", "children": [], "value": "steps"}:
        if children[1]["type"] != "field":
            raise ExpressionError("step_id")
        return _union(children[2:], at_root=False) | References(frozenset({children[1]["value"]}))
    if at_root and kind == "subexpression" and children[0] == _OUTER_NODE:
        return _outer_references(children)
    if kind in SEQUENTIAL:
        return _references(children[0], at_root=at_root) | _union(children[1:], at_root=False)
    if kind == "expref":
        raise ExpressionError("reference")
    return _union(children, at_root=at_root)


def _outer_references(path: list[Tree]) -> References:
    """What `outer.item`, `outer.outer.index` and paths that begin with one of these read."""
    levels = next((place for place, node in enumerate(path) if node != _OUTER_NODE), len(path))
    if levels == len(path) or path[levels]["type"] != "field" or path[levels]["value"] not in ELEMENT:
        raise ExpressionError("outer")
    return _union(path[levels + 1 :], at_root=False) | References(element=True, outer=levels)


def _union(nodes: list[Tree], *, at_root: bool) -> References:
    return reduce(or_, (_references(node, at_root=at_root) for node in nodes), NOTHING)


def _root_reference(name: str) -> References:
    if name == SECRETS:
        raise ExpressionError("secret")
    if name not in ROOTS:
        raise ExpressionError("root", name=name, known=", ".join(sorted(ROOTS)), hint=hint(name))
    if name == "steps":
        raise ExpressionError("step_id")
    if name == OUTER:
        raise ExpressionError("outer")
    return References(element=name in ELEMENT)


def _call_references(call: Tree, arguments: list[Tree], *, at_root: bool) -> References:
    """What a call reads; an expression that it is given is evaluated over other data than the scope."""
    from . import signatures  # noqa: PLC0415 - imports jmespath, with the first expression

    function = signatures.function_of(call)
    references = [
        _union(argument["children"], at_root=False)
        if argument["type"] == "expref" and "expref" in function.parameter(position).types
        else _references(argument, at_root=at_root)
        for position, argument in enumerate(arguments)
    ]
    signatures.check_arguments(call)
    return reduce(or_, references, References(volatile=call["value"] in VOLATILE))


def _growth(node: Tree) -> int:
    """How many copies of its data a node may make: side by side they add, one after the other they multiply."""
    kind, sizes = node["type"], [_growth(child) for child in _children(node)]
    if kind in ("multi_select_list", "multi_select_dict", "function_expression"):
        return max(1, sum(sizes))
    if kind in SEQUENTIAL:
        return prod(sizes)
    return max(sizes, default=1)

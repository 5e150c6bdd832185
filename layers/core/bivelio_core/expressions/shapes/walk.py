"""Evaluate an expression over shapes in place of data: what it gives, or why it names or compares what is not there.

An expression is refused only for what no data can make right: a field that an object of the shape never has, a type
that a function never takes, a text that a value never is. The one exception is null: what is known to be null at times
may not be compared by order or calculated with, unless the expression says what then. What is not known is never
refused: an expression that finds all that it names in some data of a shape is not refused for it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bivelio_core.expressions.reason import Reason
from bivelio_core.expressions.values import ORDERED, SIGNS, ExpressionError

from . import refused
from .calls import call
from .narrowing import narrowed, path_of
from .seen import Seen
from .shape import ANY, NULL_TYPE, TRUTH, Shape, join, joined, list_of, object_of, shape_of

Tree = Mapping[str, Any]
EQUALITIES = {"eq": "==", "ne": "!="}
MAXIMUM_WORK = 30_000
"""Nodes of all expressions of a definition: beyond, nothing more is known, and nothing is refused."""


class Allowance:
    """How much may be looked at for one definition."""

    def __init__(self, work: int = MAXIMUM_WORK) -> None:
        self._work_left = work

    def is_spent(self) -> bool:
        """Count a node; whether there were too many."""
        self._work_left -= 1
        return self._work_left < 0


def shape_given(
    tree: Tree, root: Shape, allowance: Allowance | None = None, doubts: list[Reason] | None = None
) -> Shape:
    """The shape of what an expression gives over data of a shape. Raises ExpressionError for one that is refused.

    To `doubts` is added why comparisons by order can fail for some of the data: what nobody knows to be a number may be
    text, or missing.
    """
    walk = Walk(allowance or Allowance())
    shape = walk.visit(tree, Seen(root, "")).shape
    if doubts is not None:
        doubts += walk.doubts
    return shape


class Walk:
    """One expression; a method for each kind of node, in the names of jmespath."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self.doubts: list[Reason] = []

    def visit(self, node: Tree, here: Seen) -> Seen:
        """What a node gives over `here`."""
        if self._allowance.is_spent():
            return Seen(ANY)
        kind, children = node["type"], node["children"]
        match kind:
            case "field":
                return _field(node["value"], here)
            case "subexpression" | "pipe" | "index_expression":
                for child in children:
                    here = self.visit(child, here)
                return here
            case "index" | "slice":
                return _index(here, is_slice=kind == "slice")
            case "projection" | "value_projection" | "filter_projection" | "flatten":
                return self._projected(node, here)
            case "or_expression" | "and_expression":
                return self._either(node, here)
            case "function_expression":
                return call(self.visit, node, here)
            case "current" | "identity":
                return here
            case _:
                return Seen(self._composite(node, here))

    def _composite(self, node: Tree, here: Seen) -> Shape:
        """What is made of other parts; of null, JMESPath makes null."""
        kind, children = node["type"], node["children"]
        match kind:
            case "comparator":
                return self._compared(node, here)
            case "literal":
                return shape_of(node["value"])
            case "not_expression":
                self.visit(children[0], here)
                return TRUTH
            case "multi_select_list":
                shape = list_of(joined([self.visit(child, here).shape for child in children]))
            case "multi_select_dict":
                shape = object_of({pair["value"]: self.visit(pair["children"][0], here).shape for pair in children})
            case _:
                return ANY
        return shape.or_null() if here.shape.may_be_null else shape

    def _either(self, node: Tree, here: Seen) -> Seen:
        """What `||` and `&&` give. Each part is evaluated where those before it are false, or true."""
        is_or = node["type"] == "or_expression"
        whole: Shape | None = None
        for part in _chained(node):
            shape = self.visit(part, here).shape
            here = here._replace(shape=narrowed(part, here.shape, is_true=not is_or))
            if whole is not None and not (is_or and whole.types == NULL_TYPE):
                shape = join(whole.without_null() if is_or else whole, shape)
            whole = shape
        return Seen(whole or ANY)

    def _projected(self, node: Tree, here: Seen) -> Seen:
        """The lists that `[*]`, `.*`, `[?...]` and `[]` give: null elements are left out."""
        kind, children = node["type"], node["children"]
        base = self.visit(children[0], here)
        if kind == "value_projection":
            of_fields = [*base.shape.fields.values(), *([base.shape.rest] if base.shape.rest else [])]
            items = joined(of_fields) if of_fields and base.shape.is_known else ANY
        else:
            items = _elements(base)
        path = None if base.path is None else f"{base.path}[]"
        if kind == "flatten":
            inner = [items.items] if "array" in items.types else []
            others = items.types - {"array"}
            flat = joined([*inner, *([items.of_types(others)] if others else [])]) if items is not ANY else ANY
            return Seen(_or_null(list_of(flat), base.shape, "array"), base.path)
        element = Seen(items.without_null() if kind == "value_projection" else items, path)
        if kind == "filter_projection":
            self.visit(children[2], element)
            element = Seen(narrowed(children[2], items, is_true=True), path)
        projection = self.visit(children[1], element)
        whole = list_of(projection.shape.without_null())
        return Seen(_or_null(whole, base.shape, "object" if kind == "value_projection" else "array"), base.path)

    def _compared(self, node: Tree, here: Seen) -> Shape:
        left, right = (
            self.visit(child, here)._replace(path=".".join(path_of(child)) or None) for child in node["children"]
        )
        if node["value"] in SIGNS:
            _check_order(left, right, SIGNS[node["value"]])
            self.doubts += _doubt(left, right, SIGNS[node["value"]])
        else:
            _check_equality(left, right, EQUALITIES[node["value"]])
        return TRUTH


def _chained(node: Tree) -> list[Tree]:
    """The parts of `a || b || c`, which is a tree as deep as it is long: each is looked at once."""
    kind, parts = node["type"], []
    while node["type"] == kind:
        node, last = node["children"]
        parts.append(last)
    return [node, *reversed(parts)]


def _field(name: str, here: Seen) -> Seen:
    shape, around = here
    path = None if around is None else f"{around}.{name}" if around else name
    if "object" not in shape.types:
        if shape.types <= NULL_TYPE:
            return Seen(shape, path)
        raise refused.no_object(path or name, around, name, shape)
    inner = shape.field(name)
    if inner is None:
        raise refused.no_field(path or name, name, shape)
    return Seen(_or_null(inner, shape, "object"), path)


def _or_null(inner: Shape, base: Shape, kind: str) -> Shape:
    """What is taken of a base: null as well, where the base may be another than of the kind."""
    return inner.or_null() if base.is_known and base.types - {kind} else inner


def _index(here: Seen, *, is_slice: bool) -> Seen:
    """An element; a list may be shorter, of which nothing is known, so it is not taken for null."""
    items = _elements(here)
    inner = list_of(items) if is_slice else items
    path = here.path if is_slice or here.path is None else f"{here.path}[]"
    return Seen(_or_null(inner, here.shape, "array"), path)


def _elements(base: Seen) -> Shape:
    if "array" in base.shape.types or base.shape.types <= NULL_TYPE:
        return base.shape.items
    raise refused.no_list(base.path, base.shape)


def _check_order(left: Seen, right: Seen, sign: str) -> None:
    """Raise ExpressionError for two sides that never have an order, or of which one is null at times."""
    kinds = [side.shape.types - NULL_TYPE for side in (left, right)]
    for side, types in zip((left, right), kinds, strict=True):
        if types and not types & ORDERED:
            raise ExpressionError("unordered", operator=sign, types=refused.reasons(side.shape.types))
    if all(kinds) and not kinds[0] & kinds[1] & ORDERED:
        sides = {"left": refused.reasons(kinds[0]), "right": refused.reasons(kinds[1])}
        raise ExpressionError("order", operator=sign, **sides)
    for side, other in ((left, right), (right, left)):
        if side.shape.may_be_null:
            raise refused.null_compared(side.path, sign, other.shape)


def _doubt(left: Seen, right: Seen, sign: str) -> Iterator[Reason]:
    """Why a comparison by order can fail: its sides are not known to be two numbers, or two texts."""
    one, other = left.shape.types, right.shape.types
    if one == other and len(one) == 1:
        return
    doubtful, types = (left, other) if len(one) > 1 or len(other) == 1 else (right, one)
    what = refused.excerpt(doubtful.path) if doubtful.path else Reason("a_value")
    yield Reason("may_be_no_text" if types == {"string"} else "may_be_no_number", {"what": what, "operator": sign})


def _check_equality(left: Seen, right: Seen, sign: str) -> None:
    """Raise ExpressionError for two sides that are never equal: an equality with null is always a question."""
    one, other = left.shape, right.shape
    if NULL_TYPE in (one.types, other.types) or (one.types & other.types & NULL_TYPE):
        return
    if not one.types & other.types:
        raise refused.never_equal(sign, one, other)
    if one.types & other.types != {"string"} or one.values is None or other.values is None:
        return
    if not one.values & other.values:
        side, literal = (left, other) if len(one.values) >= len(other.values) else (right, one)
        raise refused.never_value(side.path, min(literal.values or ()), side.shape.values or ())

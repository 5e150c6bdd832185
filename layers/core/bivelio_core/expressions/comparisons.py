"""The comparisons in an expression, and which of them can never be right, whatever the data.

What data are is told by their shapes (shapes/walk.py); here nothing is known of them.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .reason import Reason
from .references import Tree
from .values import ORDERED, SIGNS, ExpressionError

Types = frozenset[str]
EQUALITY: Mapping[str, str] = {"eq": "==", "ne": "!="}


class Comparison(NamedTuple):
    """A comparison of two parts of an expression."""

    node: Tree

    @property
    def sign(self) -> str:
        """As it is written."""
        return SIGNS.get(self.node["value"]) or EQUALITY[self.node["value"]]


def comparisons(tree: Tree) -> Iterator[Comparison]:
    """Each comparison by order in a syntax tree."""
    yield from _compared(tree, SIGNS)


def equalities(tree: Tree) -> Iterator[Comparison]:
    """Each `==` and `!=` in a syntax tree."""
    yield from _compared(tree, EQUALITY)


def _compared(tree: Tree, signs: Mapping[str, str]) -> Iterator[Comparison]:
    if tree["type"] == "comparator" and tree["value"] in signs:
        yield Comparison(tree)
    for child in [] if tree["type"] == "slice" else tree["children"]:
        yield from _compared(child, signs)


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


def _reasons(types: Types) -> tuple[Reason, ...]:
    return tuple(map(Reason, sorted(types)))

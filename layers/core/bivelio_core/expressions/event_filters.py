"""Filters of events that read a run as well: `data.contact_id == steps.find.output.contact.id`.

Such a filter is evaluated for events that come long after its step began, beside those of all other tenants. So the
parts that read the run alone are evaluated when the step begins, and what is kept is the syntax tree with their values
in their place: an expression over the event, which needs nothing of the run.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from .functions.declared import EvaluationContext
from .references import SEQUENTIAL, References, Tree, check_tree
from .rendering import is_true, parsed
from .values import ExpressionError, NotComparable

EVENT_ROOTS = frozenset({"id", "event", "timestamp", "data"})
"""What an event consists of, as webhooks carry it."""

LARGEST_BOUND = 10_000
"""The most characters that a filter may have with the values of the run in it."""

ALLOWANCE = 10_000
"""What a filter may do for an event: less than an expression of a step, as it is evaluated for every event."""


def check(expression: str) -> References:
    """What a filter reads of its run. Raises ExpressionError unless it may be saved."""
    return check_tree(_mapped(parsed(expression), _of_run))


def _of_run(node: Tree) -> Tree:
    """A name of the event as one of the run, whose type is not known either."""
    return {**node, "value": "input"} if node["type"] == "field" and node["value"] in EVENT_ROOTS else node


def bind(expression: str, scope: dict[str, Any], context: EvaluationContext) -> str:
    """A filter with what it reads of the run put in, as text. Raises ExpressionError, also when that is too large."""
    from .bounded import search_tree  # noqa: PLC0415 - imports jmespath, with the first expression

    def bound(node: Tree) -> Tree:
        names = _roots(node)
        if not names or names & EVENT_ROOTS:
            return node
        return {"type": "literal", "value": search_tree(node, scope, ALLOWANCE, context), "children": []}

    text = json.dumps(_mapped(parsed(expression), bound), ensure_ascii=False, separators=(",", ":"))
    if len(text) > LARGEST_BOUND:
        raise ExpressionError("bound", limit=LARGEST_BOUND)
    return text


def _mapped(node: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """A tree with the nodes changed that are evaluated over the whole scope; what was changed is not entered."""
    changed = change(node)
    if changed is not node:
        return changed
    inside = _at_root(node)
    return {**node, "children": [*(_mapped(child, change) for child in inside), *node["children"][len(inside) :]]}


def _roots(node: Tree) -> set[str]:
    """The names that a node reads of the whole scope."""
    if node["type"] == "field":
        return {node["value"]}
    return set().union(*map(_roots, _at_root(node)))


def _at_root(node: Tree) -> list[Tree]:
    """The children, from the first on, that are evaluated over what the node itself is evaluated over."""
    if node["type"] in ("slice", "expref"):
        return []
    children: list[Tree] = node["children"]
    return children[:1] if node["type"] in SEQUENTIAL else children


def matches(bound: str | None, event: Mapping[str, Any], context: EvaluationContext) -> bool:
    """Whether a bound filter holds for an event: none holds for all, and one that makes no sense for it does not.

    Raises NotComparable for a comparison that would be false only because its values have no order.
    """
    if bound is None:
        return True
    from .bounded import search_tree  # noqa: PLC0415

    try:
        return is_true(search_tree(json.loads(bound), event, ALLOWANCE, context))
    except NotComparable:
        raise
    except ExpressionError:
        return False  # e.g. a function over a field that this event has not

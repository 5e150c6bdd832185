"""What may be saved from now on: as `references.check`, without what only looks right.

Definitions that were saved before run on: what is refused here is judged here only, and never when a run reads an
expression.
"""

from functools import reduce
from operator import or_
from typing import Any

from . import event_filters, references
from .comparisons import comparisons, never_ordered
from .mistakes import negation_corrected
from .references import NOTHING, References, Tree
from .rendering import Expression, parsed, parts
from .values import ExpressionError


def check(expression: str, *, roots: bool = True) -> References:
    """What an expression reads, as `references.check` has it. Raises ExpressionError for one that only looks right."""
    _refuse_traps(expression)
    return references.check(expression, roots=roots)


def check_filter(expression: str) -> References:
    """What a filter of events reads of its run. Raises ExpressionError as `check`."""
    _refuse_traps(expression)
    return event_filters.check(expression)


def check_template(template: Any) -> References:
    """What the expressions of a template read. Raises ExpressionError as `check`."""
    match template:
        case str():
            references = [check(part.expression) for part in parts(template) if isinstance(part, Expression)]
        case dict():
            references = [check_template(part) for part in template.values()]
        case list():
            references = [check_template(part) for part in template]
        case _:
            return NOTHING
    return reduce(or_, references, NOTHING)


def _refuse_traps(expression: str) -> None:
    tree = parsed(expression)
    references.check_nesting(tree)
    if negates_a_part(tree):
        from .bounded import tokens  # noqa: PLC0415 - imports jmespath, with the first expression

        suggested = negation_corrected(expression, tokens, _is_right)
        raise ExpressionError("negation", suggested=suggested or "!(...)")
    for comparison in comparisons(tree):
        if (error := never_ordered(comparison)) is not None:
            raise error


def negates_a_part(tree: Tree) -> bool:
    """Whether `!` negates only the beginning of a path: JMESPath reads `!input.known` as `(!input).known`."""
    parts_of = [] if tree["type"] == "slice" else tree["children"]
    is_path = tree["type"] in references.SEQUENTIAL - {"pipe"} or tree["type"] == "flatten"
    if is_path and parts_of[0]["type"] == "not_expression":
        return True
    return any(map(negates_a_part, parts_of))


def _is_right(expression: str) -> bool:
    try:
        return not negates_a_part(parsed(expression))
    except ExpressionError:
        return False

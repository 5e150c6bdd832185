"""What may be saved from now on: as `references.check`, without what only looks right.

Definitions that were saved before run on: what is refused here is judged here only, and never when a run reads an
expression.
"""

from functools import reduce
from operator import or_
from typing import Any

from . import event_filters, references
from .comparisons import comparisons, equalities, never_equal, never_ordered
from .mistakes import negation_corrected
from .reason import Reason
from .references import NOTHING, References, Tree
from .rendering import MAXIMUM_LENGTH, Expression, gives_html, parsed, parts, without_braces
from .values import ExpressionError


def check(expression: str, *, roots: bool = True) -> References:
    """What an expression reads, as `references.check` has it. Raises ExpressionError for one that only looks right."""
    _refuse_traps(expression, roots=roots)
    return references.check(expression, roots=roots)


def check_filter(expression: str) -> References:
    """What a filter of events reads of its run. Raises ExpressionError as `check`."""
    _refuse_traps(expression, roots=False)
    return event_filters.check(expression)


def check_template(template: Any) -> References:
    """What the expressions of a template read. Raises ExpressionError as `check`."""
    match template:
        case str():
            references = [check(part.expression) for part in _parts(template) if isinstance(part, Expression)]
        case dict():
            references = [check_template(part) for part in template.values()]
        case list():
            references = [check_template(part) for part in template]
        case _:
            return NOTHING
    return reduce(or_, references, NOTHING)


def check_html(template: Any) -> None:
    """Raise ExpressionError for HTML that is nothing but a value, which would go out as it is, and does not say so."""
    match parts(template) if isinstance(template, str) else ():
        case (Expression(expression=whole),) if not gives_html(whole):
            raise ExpressionError("whole_html", suggested=f"raw_html({whole.strip()})")


def _parts(template: str) -> tuple[str | Expression, ...]:
    try:
        return parts(template)
    except ExpressionError as error:
        if error.expression is not None:
            _refuse_mistakes(error.expression, roots=True)
        raise


def _refuse_traps(expression: str, *, roots: bool) -> None:
    _refuse_mistakes(expression, roots=roots)
    tree = parsed(expression)
    references.check_nesting(tree)
    if negates_a_part(tree):
        raise ExpressionError("negation", suggested=_negated(expression, roots=roots))
    if (error := _never_right(tree)) is not None:
        raise error


def _never_right(tree: Tree) -> ExpressionError | None:
    """Why a comparison fails, or is false, over whatever data; None when each can be right."""
    reasons = [*map(never_ordered, comparisons(tree)), *map(never_equal, equalities(tree))]
    return next((reason for reason in reasons if reason is not None), None)


def _negated(expression: str, *, roots: bool) -> str:
    """How an expression is written whose `!` negates the beginning of a path."""
    from .bounded import tokens  # noqa: PLC0415 - imports jmespath, with the first expression
    from .meant.reader import read  # noqa: PLC0415 - as in `_refuse_mistakes`

    reading = read(without_braces(expression), roots=roots)
    written = (negation_corrected(expression, tokens, _is_right), reading.text if reading else None)
    return next((text for text in written if text and _is_right(text) and not _never_right(parsed(text))), "!(...)")


def _refuse_mistakes(expression: str, *, roots: bool) -> None:
    """Raise ExpressionError with what was meant by an expression that is written as in another language."""
    from .meant.reader import read  # noqa: PLC0415 - imports jmespath, and only those who save expressions need it

    if len(expression) > MAXIMUM_LENGTH:
        return
    reading = read(without_braces(expression), roots=roots) or read(expression, roots=roots)
    if reading is None or not reading.mistakes or not _is_right(reading.text):
        return
    raise ExpressionError("meant", mistake=Reason(f"meant_{reading.mistakes[0]}"), suggested=reading.text)


def negates_a_part(tree: Tree) -> bool:
    """Whether `!` negates only the beginning of a path: JMESPath reads `!input.known` as `(!input).known`."""
    parts_of = [] if tree["type"] == "slice" else tree["children"]
    is_path = tree["type"] in references.SEQUENTIAL - {"pipe"} or tree["type"] == "flatten"
    if is_path and parts_of[0]["type"] == "not_expression":
        return True
    return any(map(negates_a_part, parts_of))


def _is_right(expression: str) -> bool:
    """Whether an expression can be evaluated; which names there are is told by itself."""
    try:
        references.check(expression, roots=False)
        return not negates_a_part(parsed(expression))
    except ExpressionError:
        return False

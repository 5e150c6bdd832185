"""The comparisons of a definition that can fail when it runs, because of what data may be: text, or missing.

They are no faults: a definition with them can be saved, and `/workflows/validate` names them as warnings.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bivelio_core.expressions.reasons import texts_of
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.faults import Text

from .shapes.check import doubts

MAXIMUM_WARNINGS = 500


class Warned(NamedTuple):
    """A comparison that can fail: the field of its expression, its step if it is in one, and why."""

    field: str
    step: str | None
    text: Text


def warnings(definition: Mapping[str, Any]) -> Iterator[Warned]:
    """Each comparison that can fail, once for each expression; none of a definition that does not even parse."""
    try:
        doubtful = doubts(definition, MAXIMUM_WARNINGS)
    except ExpressionError:
        return  # saved before it was refused: it fails by itself
    for field, step, reason in doubtful:
        yield Warned(field, step, texts_of(reason))

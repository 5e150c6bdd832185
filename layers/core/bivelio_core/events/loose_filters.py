"""The comparisons of a filter of events that can fail: the events' models say what data may be, text or missing."""

from typing import TYPE_CHECKING

from bivelio_core.expressions.reasons import texts_of
from bivelio_core.expressions.rendering import parsed
from bivelio_core.expressions.shapes.walk import shape_given
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.faults import Text

from .shapes import event_shape

if TYPE_CHECKING:
    from bivelio_core.expressions.reason import Reason

UNORDERED = ("order", "unordered", "null_compared", "null_compared_value")
"""Why a comparison by order is refused, of filters that were saved before it was."""


def warnings_of_filter(expression: str, events: list[str]) -> list[Text]:
    """Why comparisons of a filter over some types of event can fail."""
    reasons: list[Reason] = []
    try:
        shape_given(parsed(expression), event_shape(events), doubts=reasons)
    except ExpressionError as error:
        reasons = [error.reason] if error.reason.name in UNORDERED else []
    return [texts_of(reason) for reason in reasons]

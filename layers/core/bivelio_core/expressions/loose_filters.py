"""The comparisons of a filter of events that can fail: the events' models say what data may be, text or missing."""

from typing import TYPE_CHECKING

from bivelio_core.faults import Text

from .reasons import texts_of
from .rendering import parsed
from .values import ExpressionError

if TYPE_CHECKING:
    from .reason import Reason

UNORDERED = ("order", "unordered", "null_compared", "null_compared_value")
"""Why a comparison by order is refused, of filters that were saved before it was."""


def warnings_of_filter(expression: str, events: list[str]) -> list[Text]:
    """Why comparisons of a filter over some types of event can fail."""
    from bivelio_core.events.shapes import event_shape  # noqa: PLC0415 - few filters compare by order

    from .shapes.walk import shape_given  # noqa: PLC0415

    reasons: list[Reason] = []
    try:
        shape_given(parsed(expression), event_shape(events), doubts=reasons)
    except ExpressionError as error:
        reasons = [error.reason] if error.reason.name in UNORDERED else []
    return [texts_of(reason) for reason in reasons]

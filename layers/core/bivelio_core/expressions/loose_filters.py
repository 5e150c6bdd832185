"""The comparisons of a filter of events that can fail: the events' models say what data may be, text or missing."""

from collections.abc import Callable

from bivelio_core.faults import Text

from .comparisons import Types, can_fail, comparisons, types_in_events
from .reasons import texts_of
from .rendering import parsed
from .values import ExpressionError

Typed = Callable[[tuple[str, ...]], Types | None]
"""What is known of the types of data, by its path; None for what is not known."""


def warnings_of_filter(expression: str, events: list[str]) -> list[Text]:
    """Why comparisons of a filter over some types of event can fail."""
    try:
        reasons = [can_fail(comparison, types_of_events(events)) for comparison in comparisons(parsed(expression))]
    except ExpressionError:
        return []
    return [texts_of(reason) for reason in reasons if reason is not None]


def types_of_events(names: list[str]) -> Typed:
    """What is known of the data of types of event; their schemas are made when a comparison asks."""
    types_of: list[Typed] = []

    def typed(path: tuple[str, ...]) -> Types | None:
        if not types_of:
            from bivelio_core.events import catalogue  # noqa: PLC0415 - few filters compare by order

            types_of.append(types_in_events([catalogue.schema(name) for name in names]))
        return types_of[0](path)

    return typed

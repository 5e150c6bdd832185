"""Count: increase a whole number that a workflow remembers."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.workflows.state import items
from bivelio_core.workflows.state.items import Current
from bivelio_core.workflows.state.models import MAXIMUM_NUMBER, IncrementState, StateValue


def increment(request: IncrementState, ctx: Context) -> StateValue:
    """Increase a number and answer the new one. Of any number at once, each gets another one.

    Raises Conflict when the name has something else than a whole number or the sum is too large, and what
    `items.change` raises.
    """

    def decide(current: Current) -> Any:
        number = 0 if current.value is None else current.value
        if isinstance(number, bool) or not isinstance(number, int):
            raise Conflict(details={"reason": "no_whole_number", "version": current.version})
        total = number + request.by
        if request.modulo is not None:
            return total % request.modulo
        if abs(total) > MAXIMUM_NUMBER:
            raise Conflict(details={"reason": "number_too_large", "limit": MAXIMUM_NUMBER})
        return total

    return items.change("state.increment", request, ctx, decide)

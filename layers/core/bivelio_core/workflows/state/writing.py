"""Set what a workflow remembers."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import Conflict, ValidationError
from bivelio_core.store.codec import same

from . import items
from .items import Current
from .models import SetState, StateValue


def set_(request: SetState, ctx: Context) -> StateValue:
    """Set a value. What is there already is no change, whatever was expected: the first answer may have been lost.

    Raises ValidationError when both a value and a version are expected, Conflict when another one is there, with its
    version and the value, and what `items.change` raises.
    """
    if {"expected", "version"} <= request.model_fields_set and request.version is not None:
        raise ValidationError.of("version", "one_of")

    def decide(current: Current) -> Any:
        if not same(request.value, current.value) and not _is_expected(request, current):
            raise Conflict(details={"reason": "state_changed", "version": current.version, "value": current.value})
        return request.value

    return items.change("state.set", request, ctx, decide)


def _is_expected(request: SetState, current: Current) -> bool:
    if request.version is not None:
        return request.version == current.version
    return "expected" not in request.model_fields_set or same(request.expected, current.value)

"""The step of workflows that creates an event: it takes what the endpoint takes."""

from typing import TYPE_CHECKING

from . import writing
from .models import ChangedEvent, CreateEvent

if TYPE_CHECKING:
    from bivelio_core.effects import Call


def create(request: CreateEvent, call: "Call") -> ChangedEvent:
    """calendar.create: the event, made once even if the step is retried."""
    return writing.create(request, call.ctx)

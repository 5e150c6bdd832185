"""POST /v1/calendar/create"""

from bivelio_core.calendar import writing
from bivelio_core.calendar.models import ChangedEvent, CreateEvent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.create",
    title="Create an event",
    scope="write",
    needs=Needs(
        writes=(keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.CALENDAR_TASK, keys.CALENDAR_SETTINGS, keys.EFFECT)
    ),
)
def handler(request: CreateEvent, ctx: Context) -> ChangedEvent:
    """Create an event, and invite who attends."""
    return writing.create(request, ctx)

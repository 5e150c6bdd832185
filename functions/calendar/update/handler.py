"""POST /v1/calendar/update"""

from bivelio_core.calendar import writing
from bivelio_core.calendar.models import ChangedEvent, UpdateEvent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.update",
    title="Change an event",
    scope="write",
    undone_by="calendar.update",
    needs=Needs(
        writes=(
            keys.CALENDAR_EVENT,
            keys.CALENDAR_ENTRY,
            keys.CALENDAR_TASK,
            keys.BOOKING_DAY,
            keys.CALENDAR_SETTINGS,
            keys.EFFECT,
        )
    ),
)
def handler(request: UpdateEvent, ctx: Context) -> ChangedEvent:
    """Change an event, and tell who attends."""
    return writing.update(request, ctx)

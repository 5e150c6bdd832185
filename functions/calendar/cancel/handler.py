"""POST /v1/calendar/cancel"""

from bivelio_core.calendar.actions import cancel
from bivelio_core.calendar.models import CancelEvent, ChangedEvent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.cancel",
    title="Cancel an event",
    scope="write",
    needs=Needs(writes=(keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.CALENDAR_TASK, keys.BOOKING_DAY, keys.EFFECT)),
)
def handler(request: CancelEvent, ctx: Context) -> ChangedEvent:
    """Cancel an event, and tell who attends."""
    return cancel.cancel(request, ctx)

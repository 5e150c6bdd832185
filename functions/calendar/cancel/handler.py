"""POST /v1/calendar/cancel"""

from bivelio_core.calendar import service
from bivelio_core.calendar.models import CancelEvent, ChangedEvent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("calendar.cancel", scope="write")
def handler(request: CancelEvent, ctx: Context) -> ChangedEvent:
    """Cancel an event, and tell who attends."""
    return service.cancel(request, ctx)

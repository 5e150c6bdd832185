"""POST /v1/calendar/update"""

from bivelio_core.calendar import service
from bivelio_core.calendar.models import ChangedEvent, UpdateEvent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("calendar.update", scope="write")
def handler(request: UpdateEvent, ctx: Context) -> ChangedEvent:
    """Change an event, and tell who attends."""
    return service.update(request, ctx)

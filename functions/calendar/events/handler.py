"""POST /v1/calendar/events"""

from bivelio_core.calendar import reading
from bivelio_core.calendar.models import CalendarEventPage, ListCalendarEvents
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("calendar.events", scope="read", action="list", paths=("/calendar/events", "/calendar/list"))
def handler(request: ListCalendarEvents, ctx: Context) -> CalendarEventPage:
    """List the events of a range."""
    return reading.events(request, ctx)

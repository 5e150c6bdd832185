"""POST /v1/calendar/get"""

from bivelio_core.calendar import reading
from bivelio_core.calendar.models import CalendarEvent, GetCalendarEvent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("calendar.get", title="Get an event of the calendar", scope="read")
def handler(request: GetCalendarEvent, ctx: Context) -> CalendarEvent:
    """Get an event."""
    return reading.get(request, ctx)

"""POST /v1/calendar/settings/get"""

from bivelio_core.calendar.settings import reading
from bivelio_core.calendar.settings.models import CalendarSettings, GetCalendarSettings
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs


@endpoint(
    "calendar.settings_get",
    title="Read the settings of the calendar",
    scope="read",
    action="get",
    paths=("/calendar/settings/get",),
    needs=Needs(reads=ONE),
)
def handler(request: GetCalendarSettings, ctx: Context) -> CalendarSettings:
    """Read what becomes of events of a calendar that overlap."""
    return reading.settings_get(request, ctx)

"""POST /v1/calendar/settings/update"""

from bivelio_core.calendar.settings import writing
from bivelio_core.calendar.settings.models import CalendarSettings, UpdateCalendarSettings
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.settings_update",
    title="Change the settings of the calendar",
    scope="write",
    action="update",
    paths=("/calendar/settings/update",),
    undone_by="calendar.settings_update",
    needs=Needs(reads=ONE, writes=(keys.CALENDAR_SETTINGS,)),
)
def handler(request: UpdateCalendarSettings, ctx: Context) -> CalendarSettings:
    """Change what becomes of events of a calendar that overlap: allowed, told of, or refused."""
    return writing.settings_update(request, ctx)

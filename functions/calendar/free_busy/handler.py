"""POST /v1/calendar/free_busy"""

from bivelio_core.calendar import service
from bivelio_core.calendar.models import Availability, FreeBusy
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("calendar.free_busy", scope="read")
def handler(request: FreeBusy, ctx: Context) -> Availability:
    """Tell when calendars are busy."""
    return service.free_busy(request, ctx)

"""POST /v1/calendar/availability/get"""

from bivelio_core.calendar.booking import reading
from bivelio_core.calendar.booking.models import GetAvailability, HoursOfPeople
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "calendar.availability_get",
    scope="read",
    action="get",
    paths=("/calendar/availability/get",),
    needs=Needs(reads=PAGE),
)
def handler(request: GetAvailability, ctx: Context) -> HoursOfPeople:
    """Read the hours in which people can be booked."""
    return reading.availability_get(request, ctx)

"""POST /v1/calendar/availability/set"""

from bivelio_core.calendar.booking import writing
from bivelio_core.calendar.booking.models import PersonHours, SetAvailability
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.availability_set",
    scope="write",
    action="set",
    paths=("/calendar/availability/set",),
    undone_by="calendar.availability_set",
    needs=Needs(writes=(keys.BOOKING_PERSON,)),
)
def handler(request: SetAvailability, ctx: Context) -> PersonHours:
    """Set the hours in which a person can be booked."""
    return writing.availability_set(request, ctx)

"""POST /v1/calendar/availability/delete"""

from bivelio_core.calendar.booking import writing
from bivelio_core.calendar.booking.models import DeleteAvailability, DeletedAvailability
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.availability_delete",
    title="Remove a person who can be booked",
    scope="write",
    action="delete",
    paths=("/calendar/availability/delete",),
    needs=Needs(reads=ONE, writes=(keys.BOOKING_PERSON,)),
)
def handler(request: DeleteAvailability, ctx: Context) -> DeletedAvailability:
    """Remove a person who can be booked; bookings stay."""
    return writing.availability_delete(request, ctx)

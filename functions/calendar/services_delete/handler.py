"""POST /v1/calendar/services/delete"""

from bivelio_core.calendar.booking import writing
from bivelio_core.calendar.booking.models import DeletedService, DeleteService
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.services_delete",
    title="Remove a service",
    scope="write",
    action="delete",
    paths=("/calendar/services/delete",),
    needs=Needs(reads=ONE, writes=(keys.BOOKING_SERVICE,)),
)
def handler(request: DeleteService, ctx: Context) -> DeletedService:
    """Remove a service; its bookings stay."""
    return writing.services_delete(request, ctx)

"""POST /v1/calendar/services/save"""

from bivelio_core.calendar.booking.actions import services_save
from bivelio_core.calendar.booking.models import BookableService, SaveService
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.services_save",
    title="Save a service that can be booked",
    scope="write",
    action="save",
    paths=("/calendar/services/save",),
    undone_by="calendar.services_delete",
    needs=Needs(writes=(keys.BOOKING_SERVICE, keys.EFFECT), uses=("inbound_url",)),
)
def handler(request: SaveService, ctx: Context) -> BookableService:
    """Save a service that can be booked: who gives it, how long it takes, and when it can be booked."""
    return services_save.services_save(request, ctx)

"""POST /v1/calendar/services/list"""

from bivelio_core.calendar.booking import reading
from bivelio_core.calendar.booking.models import BookableServices, ListServices
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs


@endpoint(
    "calendar.services_list",
    scope="read",
    action="list",
    paths=("/calendar/services/list",),
    needs=Needs(uses=("inbound_url",)),
)
def handler(request: ListServices, ctx: Context) -> BookableServices:
    """List the services that can be booked."""
    return reading.services_list(request, ctx)

"""POST /v1/calendar/slots"""

from bivelio_core.calendar.booking.actions import slots
from bivelio_core.calendar.booking.slot_models import FindSlots, FreeSlots
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.slots",
    scope="read",
    needs=Needs(
        # the token of the account at Google, renewed
        also=(Access((keys.CONNECTION,), ("UpdateItem",)),),
        uses=("google",),
        timeout=20,  # Google is asked, and may first have to renew the account's token
    ),
)
def handler(request: FindSlots, ctx: Context) -> FreeSlots:
    """Find the times at which a service can be booked."""
    return slots.slots(request, ctx)

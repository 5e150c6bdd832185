"""POST /v1/calendar/hold"""

from bivelio_core.calendar.booking.actions import hold
from bivelio_core.calendar.booking.slot_models import HoldSlot, SlotHold
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.hold",
    title="Hold a time",
    scope="write",
    needs=Needs(
        writes=(keys.BOOKING_DAY, keys.BOOKING_HOLD, keys.EFFECT),
        # the token of the account at Google, renewed
        also=(Access((keys.CONNECTION,), ("UpdateItem",)),),
        uses=("google",),
        timeout=20,  # Google is asked, and may first have to renew the account's token
    ),
)
def handler(request: HoldSlot, ctx: Context) -> SlotHold:
    """Hold a time for some minutes, until it is booked."""
    return hold.hold(request, ctx)

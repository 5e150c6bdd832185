"""POST /v1/calendar/move"""

from bivelio_core.calendar.booking.actions import move
from bivelio_core.calendar.booking.slot_models import BookedEvent, MoveBooking
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.move",
    title="Move a booking",
    scope="write",
    undone_by="calendar.move",
    needs=Needs(
        writes=(keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.CALENDAR_TASK, keys.CALENDAR_SETTINGS, keys.BOOKING_DAY),
        # the token of the account at Google, renewed
        also=(Access((keys.CONNECTION,), ("UpdateItem",)),),
        uses=("google",),
        timeout=20,  # Google is asked, and may first have to renew the account's token
    ),
)
def handler(request: MoveBooking, ctx: Context) -> BookedEvent:
    """Move a booking to another free time, and tell who booked."""
    return move.move(request, ctx)

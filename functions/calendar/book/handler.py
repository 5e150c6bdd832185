"""POST /v1/calendar/book"""

from bivelio_core.calendar.booking.actions import book
from bivelio_core.calendar.booking.slot_models import BookedEvent, BookSlot
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.book",
    title="Book a time",
    scope="write",
    undone_by="calendar.cancel",
    needs=Needs(
        writes=(
            *(keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.CALENDAR_TASK, keys.CONTACT, keys.CONTACT_ADDRESS),
            *(keys.BOOKING_DAY, keys.BOOKING_HOLD, keys.CALENDAR_SETTINGS, keys.EFFECT),
        ),
        # the token of the account at Google, renewed
        also=(Access((keys.CONNECTION,), ("UpdateItem",)),),
        uses=("google",),
        timeout=20,  # Google is asked, and may first have to renew the account's token
    ),
)
def handler(request: BookSlot, ctx: Context) -> BookedEvent:
    """Book a time of a service for somebody, and invite them."""
    return book.book(request, ctx)

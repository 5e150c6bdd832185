"""Cancel an event."""

from bivelio_core import clock
from bivelio_core.calendar.items import INVITATION
from bivelio_core.calendar.models import CancelEvent, ChangedEvent
from bivelio_core.calendar.revision import CANCELLED, revise_event
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.store.codec import Item


def cancel(request: CancelEvent, ctx: Context) -> ChangedEvent:
    """Cancel an event; it can still be read. Cancelling it again changes nothing. Raises Conflict."""

    def decide(event: Item) -> Item:
        if event["status"] == CANCELLED:
            return event
        if event["source"] == INVITATION:
            raise Conflict(details={"reason": "not_the_organizer"})
        return {**event, "status": CANCELLED, "cancelled_at": clock.timestamp()}

    return revise_event(request, ctx, decide)

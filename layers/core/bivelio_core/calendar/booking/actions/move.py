"""Move a booking to another free time."""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.calendar.booking import claims, days
from bivelio_core.calendar.booking.slot_models import BookedEvent, MoveBooking
from bivelio_core.calendar.booking.stored import service_of
from bivelio_core.calendar.revision import CANCELLED, revise_event
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.writes import Write

NO_BOOKING = register("calendar", "no_booking")


def move(request: MoveBooking, ctx: Context) -> BookedEvent:
    """Move a booking; its former time is free again, and who booked is told. One that is there already stays as it is.

    Raises Unprocessable for an event that is no booking and a time that is not offered, Conflict when that is taken or
    the booking is cancelled, ResourceNotFound when its service is gone.
    """
    claims_made: dict[str, claims.Claim] = {}

    def decide(event: Item) -> Item:
        booking = event.get("booking")
        if not booking:
            raise Unprocessable.of("id", NO_BOOKING)
        if event["status"] == CANCELLED:
            raise Conflict(details={"reason": CANCELLED, "cancelled_at": event["cancelled_at"]})
        person = request.person_id or booking["person"]
        if (event["starts"], booking["person"]) == (clock.timestamp(request.start), person):
            return event
        service = service_of(ctx.store, booking["service"])
        wish = claims.wish(ctx, service, person, request.start, booking["places"])
        claim = claims.claim(ctx.store, wish, ignoring=[event["SK"]])
        claims_made[event["SK"]] = claim
        ends = request.start + timedelta(minutes=service["duration_minutes"])
        buffers = {"before": service["buffer_before_minutes"], "after": service["buffer_after_minutes"]}
        is_elsewhere = person != booking["person"]
        return {
            **event,
            "starts": clock.timestamp(request.start),
            "ends": clock.timestamp(ends),
            "booking": {**booking, **buffers, "person": person},
            **({"calendar_id": claim.diary.person["calendars"][0]} if is_elsewhere else {}),
        }

    def occupy(event: Item, _: Item) -> list[Write]:
        claim = claims_made[str(event["SK"])]
        occupation = claim.occupation
        return days.changes(ctx.store, str(event["SK"]), days.of_event(event), occupation, read=claim.days)

    return revise_event(request, ctx, decide, occupy)

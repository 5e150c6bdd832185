"""The events of bookings, which are derived from the writes of their events of the calendar."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from bivelio_core.calendar.models import EventBooking, EventStatus
from bivelio_core.events.catalogue import Happening
from bivelio_core.models import Response, Timestamp
from bivelio_core.store.changes import Change
from bivelio_core.store.codec import Item

CREATED, MOVED, CANCELLED = "booking.created", "booking.moved", "booking.cancelled"
WHERE = ("start", "end", "person_id")


class Booking(EventBooking):
    """A booking as it is now."""

    id: str = Field(description="The id of the booking, which is the event's.")
    calendar_id: str = Field(description="The id of the calendar that has the appointment.")
    start: Timestamp = Field(description="When it starts.")
    end: Timestamp = Field(description="When it ends.")
    timezone: str = Field(description="The time zone of who booked.")
    status: EventStatus = Field(description="`confirmed` or `cancelled`.")


class FormerPlace(Response):
    """When and with whom a booking was."""

    start: Timestamp = Field(description="When it started.")
    end: Timestamp = Field(description="When it ended.")
    person_id: str = Field(description="With whom it was.")


class MovedBooking(Booking):
    """A booking as it is now, and where it was."""

    previous: FormerPlace = Field(description="When it was before, and with whom.")


def show(event: Item) -> dict[str, Any]:
    """The data of a booking."""
    booking = event["booking"]
    plain = ("service_name", "contact_id", "name", "email", "phone", "places")
    return {
        "id": event["SK"],
        "calendar_id": event["calendar_id"],
        "service_id": booking["service"],
        **{name: booking[name] for name in plain if name in booking},
        **_place(event),
        "timezone": event["timezone"],
        "status": event["status"],
    }


def _place(event: Item) -> dict[str, Any]:
    return {"start": event["starts"], "end": event["ends"], "person_id": event["booking"]["person"]}


def derive(change: Change) -> Iterator[Happening]:
    """`booking.created` for a new booking, `booking.cancelled` once, `booking.moved` for another time or person."""
    before, after = change.before, change.after
    if after is None or "booking" not in after or (after.get("sample") and before is None):
        return
    if before is None or "booking" not in before:
        yield Happening(CREATED, show(after))
    elif after["status"] == "cancelled":
        if before["status"] != "cancelled":
            yield Happening(CANCELLED, show(after))
    elif (was := _place(before)) != _place(after):
        yield Happening(MOVED, {**show(after), "previous": was})

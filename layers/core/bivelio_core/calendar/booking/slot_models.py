"""Free times, holds and bookings: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.calendar.busy_models import GoogleAnswer
from bivelio_core.calendar.models import ChangedEvent, Description, EventId
from bivelio_core.calendar.times import ZoneName
from bivelio_core.contacts.fields import Email, Phone
from bivelio_core.models import NAME, Instant, Request, Response, Timestamp

from .models import MOST_PLACES, PersonId, ServiceId, Version

LONGEST_HOLD, USUAL_HOLD = 30, 5
"""Minutes."""
LONGEST_SLOTS_DAYS, MOST_SLOTS = 62, 10_000

SlotFormat = Literal["time", "range"]
Language = Literal["ca", "es", "en"]
Places = Annotated[int, Field(ge=1, le=MOST_PLACES)]
HoldId = Annotated[str, Field(min_length=1, max_length=100, examples=["hld_a1b2c3d4"])]
FullName = Annotated[str, Field(min_length=1, max_length=200, examples=["Maria Garcia"]), NAME]


class FindSlots(Request):
    """Of which service to find free times, and when: those that begin from `from` until before `to`, 62 days at most.

    What is left of it are times that may be booked now, by the notice and the window of the service.
    """

    service_id: ServiceId = Field(description="The id of the service.")
    start: Instant = Field(alias="from", description="From when.")
    end: Instant = Field(alias="to", description="Until when: at most 62 days later.")
    person_id: PersonId | None = Field(None, description="Only with this person; otherwise with whoever gives it.")
    places: Places = Field(1, description="How many places are needed.")
    timezone: ZoneName | None = Field(
        None, description="By whose days the times are grouped; the business's, if it is not sent."
    )
    format: SlotFormat = Field("time", description="`range` also tells when each time ends.")
    booking_id: EventId | None = Field(None, description="The booking that is to be moved: its own time is free then.")


class HoldSlot(Request):
    """A time to keep free for some minutes, until it is booked with the hold's id. It ends by itself."""

    service_id: ServiceId = Field(description="The id of the service.")
    start: Instant = Field(description="When it begins: one of the times of `calendar/slots`.")
    person_id: PersonId | None = Field(None, description="With whom; otherwise whoever is free is chosen.")
    places: Places = Field(1, description="How many places.")
    minutes: Annotated[int, Field(ge=1, le=LONGEST_HOLD)] = Field(
        USUAL_HOLD, description="How long it is held: half an hour at most."
    )


class BookSlot(Request):
    """A time to book for somebody: by a hold, or by `service_id` and `start`.

    Who books is found among the contacts by `email` or `phone`, or made; `contact_id` names a contact that is there.
    """

    hold_id: HoldId | None = Field(None, description="The hold of the time.")
    service_id: ServiceId | None = Field(None, description="The id of the service; not with a hold.")
    start: Instant | None = Field(None, description="When it begins; not with a hold.")
    person_id: PersonId | None = Field(None, description="With whom; otherwise whoever is free is chosen.")
    places: Places = Field(1, description="How many places; those of a hold are the hold's.")
    contact_id: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="The id of the contact who books, in place of the name and the address."
    )
    name: FullName | None = Field(None, description="The name of who books.")
    email: Email | None = Field(None, description="The e-mail address, to which the invitation goes.")
    phone: Phone | None = Field(
        None, description="The phone number as entered; without a country code, Spain is assumed."
    )
    notes: Description | None = Field(None, description="What who books wants to say.")
    language: Language | None = Field(None, description="The language of the mails; the request's, if it is not sent.")
    timezone: ZoneName | None = Field(
        None, description="The time zone of who books, for the mails; the business's, if it is not sent."
    )


class MoveBooking(Request):
    """A booking to move to another free time, with the same person unless another is named.

    With `version` it is refused (409) if somebody else changed the booking since it was read.
    """

    id: EventId = Field(description="The id of the booking, an event of the calendar.")
    start: Instant = Field(description="When it is to begin: one of the times of `calendar/slots`.")
    person_id: PersonId | None = Field(None, description="With whom; the same person, if it is not sent.")
    version: Version | None = Field(
        None, description="The version the change is based on; refused (409) if the booking has another."
    )


class Slot(Response):
    """A time at which a service can be booked."""

    start: Timestamp = Field(description="When it begins.")
    end: Timestamp | None = Field(None, description="When it ends, with `format: range`.")
    local: str = Field(description="When it begins, as clocks show it in `timezone`, with their offset.")
    people: list[str] = Field(description="With whom, in the order in which they are chosen.")
    places: int = Field(description="How many places are left, with the person who has most.")


class SlotsOfDay(Response):
    """The times of a day."""

    date: str = Field(description="The day, in `timezone`.")
    slots: list[Slot] = Field(description="The times, in order.")


class FreeSlots(Response):
    """Times at which a service can be booked."""

    service_id: str = Field(description="The id of the service.")
    timezone: str = Field(description="By whose days the times are grouped.")
    days: list[SlotsOfDay] = Field(description="The days that have times, in order.")
    google: GoogleAnswer | None = Field(
        None,
        description=(
            "`included`: Google Calendar was asked now. `unavailable`: it did not answer, and its times are those that "
            "were read last. Absent when it was not asked."
        ),
    )


class SlotHold(Response):
    """A time that is kept free."""

    id: str = Field(description="The id of the hold, for `calendar/book`.")
    service_id: str = Field(description="The id of the service.")
    person_id: str = Field(description="With whom.")
    start: Timestamp = Field(description="When it begins.")
    end: Timestamp = Field(description="When it ends.")
    places: int = Field(description="How many places.")
    expires_at: Timestamp = Field(description="Until when it is held.")


BookedEvent = ChangedEvent
"""A booking is an event of a calendar."""

"""The declaration of the domain calendar."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, StepType, lazily
from bivelio_core.event_type import EventType
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.calendar import (
        clockwork,
        connections_used,
        event_examples,
        events,
        google_push,
        samples,
        starting,
    )
    from bivelio_core.calendar.booking import event_examples as booking_examples
    from bivelio_core.calendar.booking import events as booking_events
else:
    clockwork, connections_used, event_examples, events, google_push, samples, starting = lazily(
        __package__, "clockwork", "connections_used", "event_examples", "events", "google_push", "samples", "starting"
    )
    booking_events, booking_examples = lazily(f"{__package__}.booking", "events", "event_examples")

_HERE = "bivelio_core.calendar"

DOMAIN = Domain(
    name="calendar",
    tags={"calendar": "Events, with invitations and reminders by e-mail, in step with Google Calendar, and bookings."},
    scopes=("calendar",),
    clockwork=lambda: clockwork.WORKS,
    events={
        "calendar.created": EventType(
            "An event of a calendar has been created, here or at Google Calendar.",
            lambda: events.EventOfCalendar,
            lambda: event_examples.CREATED,
            is_documented=False,
        ),
        "calendar.updated": EventType(
            "An event of a calendar has changed: moved, or an attendee has answered.",
            lambda: events.CalendarUpdated,
            lambda: event_examples.UPDATED,
            is_documented=False,
        ),
        "calendar.cancelled": EventType(
            "An event of a calendar has been cancelled.",
            lambda: events.EventOfCalendar,
            lambda: event_examples.CANCELLED,
            is_documented=False,
        ),
        "booking.created": EventType(
            "Somebody has booked a time of a service.",
            lambda: booking_events.Booking,
            lambda: booking_examples.CREATED,
            is_documented=False,
        ),
        "booking.moved": EventType(
            "A booking has been moved to another time or person.",
            lambda: booking_events.MovedBooking,
            lambda: booking_examples.MOVED,
            is_documented=False,
        ),
        "booking.cancelled": EventType(
            "A booking has been cancelled, and its time is free again.",
            lambda: booking_events.Booking,
            lambda: booking_examples.CANCELLED,
            is_documented=False,
        ),
        "calendar.starting": EventType(
            "An event of a calendar starts soon, by the lead time of a workflow's trigger.",
            lambda: events.CalendarStarting,
            lambda: event_examples.STARTING,
            is_documented=False,
            lead=lambda: starting.LEAD,
        ),
    },
    sources={keys.CALENDAR_EVENT: lambda: events.derive, keys.CALENDAR_START: lambda: starting.derive},
    reactions=(lambda: starting.react, lambda: google_push.react),
    samples=lambda: samples.writes,
    uses_connections=lambda: connections_used.uses,
    family="calendar",
    steps=(
        StepType(
            "calendar.create",
            operation="calendar.create",
            connection=lambda: connections_used.of_step,
        ),
    ),
    texts=(
        f"{_HERE}.times",
        f"{_HERE}.writing",
        *(f"{_HERE}.booking.{name}" for name in ("claims", "writing", "actions.book", "actions.move")),
    ),
)

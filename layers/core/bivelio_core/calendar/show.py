"""A stored event as the API shows it."""

from collections.abc import Sequence
from typing import Any

from bivelio_core.store.codec import Item

from .models import (
    Attendee,
    CalendarEvent,
    ChangedEvent,
    EventBooking,
    EventConflict,
    EventConversation,
    EventInvitation,
    OverlappingEvent,
    Reminder,
)


def show(item: Item) -> CalendarEvent:
    """The resource of an item."""
    return CalendarEvent(**_fields(item))


def show_changed(item: Item, *, notified: bool, overlaps: Sequence[OverlappingEvent] = ()) -> ChangedEvent:
    """The same, with whether those who attend are told, and the events that it overlaps, if any are to be told of."""
    return ChangedEvent(**_fields(item), attendees_notified=notified, overlaps=list(overlaps) or None)


def _fields(item: Item) -> dict[str, Any]:
    start, end = item.get("days") or (item["starts"], item["ends"])
    plain = (
        *("calendar_id", "title", "description", "timezone", "location", "status", "source", "sync_to_google"),
        *("google_event_id", "google_status", "version", "created_at", "updated_at", "cancelled_at"),
    )
    return {
        "id": item["SK"],
        "start": start,
        "end": end,
        "all_day": "days" in item,
        "attendees": [Attendee(**each) for each in item["attendees"]],
        "reminders": [Reminder(**each) for each in item["reminders"]],
        "booking": _booking(item["booking"]) if "booking" in item else None,
        "invitation": _invitation(item["invitation"]) if "invitation" in item else None,
        "conversation": EventConversation(**item["conversation"]) if "conversation" in item else None,
        "conflicts": [EventConflict(**each) for each in item["conflicts"]] if item.get("conflicts") else None,
        "google_connection_id": item.get("google_connection"),
        **{name: item.get(name) for name in plain},
    }


def _invitation(invitation: dict[str, Any]) -> EventInvitation:
    plain = ("organizer", "organizer_name", "attendee", "answer")
    return EventInvitation(**{name: invitation[name] for name in plain if name in invitation})


def _booking(booking: dict[str, Any]) -> EventBooking:
    plain = ("service_name", "contact_id", "name", "email", "phone", "places")
    return EventBooking(
        service_id=booking["service"],
        person_id=booking["person"],
        **{name: booking[name] for name in plain if name in booking},
    )

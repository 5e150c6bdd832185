"""The events that are derived from a write of an event of a calendar: it was created, changed or cancelled."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from bivelio_core.events.catalogue import MAXIMUM_DATA_BYTES, Happening, to_json
from bivelio_core.events.resource import created_or_updated
from bivelio_core.store.changes import Change

from .booking import events as booking_events
from .models import CalendarEvent
from .show import show

SILENT = (
    *("version", "updated_at", "google_status", "google_event_id", "google_connection_id"),
    *("conflicts", "conversation"),
)
"""Fields whose change alone causes no event: what is noted of the copy at Google, and where an invitation came in."""

CREATED, UPDATED, CANCELLED = "calendar.created", "calendar.updated", "calendar.cancelled"
LEFT_OUT = ("conflicts",)
LARGE = ("previous", "description", "attendees")
"""The fields that may be large, in the order in which they are left out of an event that would be too large."""


class EventOfCalendar(CalendarEvent):
    """An event of a calendar as it is now, without `conflicts`."""

    omitted: list[str] | None = Field(
        None, description="The fields that were too large for an event: read them by the id."
    )


class CalendarUpdated(EventOfCalendar):
    """An event of a calendar as it is now, and the previous values of the changed fields."""

    previous: dict[str, Any] | None = Field(
        None, description="The former values of the fields that changed, null where none was."
    )


class CalendarStarting(EventOfCalendar):
    """An event of a calendar that starts soon."""

    before: str = Field(description="How long before its start this is told, as a workflow asked for: `24h`, `1d`.")


def derive(change: Change) -> Iterator[Happening]:
    """`calendar.created` for a new event, `calendar.cancelled` once, `calendar.updated` for what else the API shows.

    Of a booking also `booking.created`, `booking.moved` or `booking.cancelled`.
    """
    for happening in created_or_updated("calendar", change, lambda item, _organisation: show(item), SILENT):
        data = {name: value for name, value in happening.data.items() if name not in LEFT_OUT}
        previous = data.get("previous", {})
        if happening.type == UPDATED and data["status"] == "cancelled" and "status" in previous:
            del data["previous"]
            yield Happening(CANCELLED, fitting(data))
        else:
            yield Happening(happening.type, fitting(data))
    yield from booking_events.derive(change)


def fitting(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an event, without what makes it larger than an event may be; `attendees` is empty then."""
    omitted: list[str] = []
    for name in LARGE:
        if len(to_json(data)) <= MAXIMUM_DATA_BYTES - 1_000:
            break
        if data.get(name):
            omitted.append(name)
            data = {**data, **({"attendees": []} if name == "attendees" else {name: None}), "omitted": omitted}
    return {name: value for name, value in data.items() if value is not None or name not in LARGE}

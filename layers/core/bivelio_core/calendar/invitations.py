"""Invitations, updates and cancellations as iCalendar (RFC 5545, RFC 5546): one UID, a sequence that rises.

The library is imported when the first is made: only the function that sends them needs it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from bivelio_core import clock, ids
from bivelio_core.store.codec import Item

Method = Literal["REQUEST", "CANCEL"]
PRODUCT = "-//BiVelio//Calendar//CA"
DOMAIN = "calendar.bivelio.com"
ANSWERS = {
    "needs_action": "NEEDS-ACTION",
    "accepted": "ACCEPTED",
    "declined": "DECLINED",
    "tentative": "TENTATIVE",
}


def uid(event_id: str) -> str:
    """The UID of an event, by which the calendar of who is invited knows it again."""
    return f"{event_id}@{DOMAIN}"


def event_of(uid_text: str) -> str | None:
    """The id of the event of ours that a UID names; None for a UID of others."""
    event_id, _, domain = uid_text.partition("@")
    return event_id if domain.lower() == DOMAIN and ids.is_well_formed("calendar_event", event_id) else None


def invitation(event: Item, method: Method, organizer: Mapping[str, Any]) -> str:
    """The event as an iCalendar object. `organizer` has `email` and perhaps `name`."""
    from icalendar import Calendar, Event, vCalAddress, vText  # noqa: PLC0415 - see above

    component = Event()
    component.add("uid", uid(event["SK"]))
    component.add("sequence", event["sequence"])
    component.add("dtstamp", clock.now())
    component.add("created", clock.parse(event["created_at"]))
    component.add("last-modified", clock.parse(event["updated_at"]))
    component.add("summary", event["title"])
    for name in ("description", "location"):
        if name in event:
            component.add(name, event[name])
    start, end = times_of(event)
    component.add("dtstart", start)
    component.add("dtend", end)
    component.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    sender = vCalAddress(f"mailto:{organizer['email']}")
    if organizer.get("name"):
        sender.params["cn"] = vText(organizer["name"])
    component["organizer"] = sender
    for each in event["attendees"]:
        guest = vCalAddress(f"mailto:{each['email']}")
        guest.params["role"] = vText("OPT-PARTICIPANT" if each.get("optional") else "REQ-PARTICIPANT")
        guest.params["partstat"] = vText(ANSWERS[each["status"]])
        guest.params["rsvp"] = vText("TRUE")
        if each.get("name"):
            guest.params["cn"] = vText(each["name"])
        component.add("attendee", guest, encode=False)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(component)
    text: str = calendar.to_ical().decode()
    return text


def times_of(event: Item) -> tuple[Any, Any]:
    """Start and end: days of whole days, else instants in UTC, which need no definition of a time zone."""
    if "days" in event:
        return date.fromisoformat(event["days"][0]), date.fromisoformat(event["days"][1])
    return clock.parse(event["starts"]), clock.parse(event["ends"])

"""Our answers to invitations of others, as iCalendar objects of the method REPLY (RFC 5546, section 3.2.3)."""

from bivelio_core import clock
from bivelio_core.store.codec import Item

from .invitations import ANSWERS, PRODUCT, times_of


def reply(event: Item, answer: str, at: str) -> str:
    """Our answer to an invitation, given at an instant, for its organizer."""
    from icalendar import Calendar, Event, vCalAddress, vText  # noqa: PLC0415 - only the function that sends it

    invitation = event["invitation"]
    component = Event()
    component.add("uid", invitation["uid"])
    component.add("sequence", int(invitation["sequence"]))
    component.add("dtstamp", clock.parse(at))
    component.add("summary", event["title"])
    start, end = times_of(event)
    component.add("dtstart", start)
    component.add("dtend", end)
    component["organizer"] = vCalAddress(f"mailto:{invitation['organizer']}")
    own = vCalAddress(f"mailto:{invitation['attendee']}")
    own.params["partstat"] = vText(ANSWERS[answer])
    component.add("attendee", own, encode=False)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "REPLY")
    calendar.add_component(component)
    text: str = calendar.to_ical().decode()
    if "recurrence" in invitation:  # as it came: its value and its parameters are one name
        text = text.replace("\r\nSEQUENCE:", f"\r\n{invitation['recurrence']}\r\nSEQUENCE:", 1)
    return text

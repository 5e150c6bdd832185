"""The stored form of events: pure functions from requests to items."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item

from . import times
from .models import AttendeeInput, CreateEvent, UpdateEvent
from .times import Period

NEEDS_ACTION = "needs_action"
INVITATION = "invitation"
"""The source of an event to which others have invited by mail."""
TOLD = ("title", "description", "starts", "ends", "days", "timezone", "location", "status")
"""What those who attend are told of when it changes."""


def google_id(event_id: str) -> str:
    """The id of an event at Google, always the same: a repeated insertion finds it there (letters a-v and digits)."""
    return base64.b32hexencode(event_id.encode()).decode().rstrip("=").lower()


def new_attributes(request: CreateEvent, event_id: str, language: str) -> dict[str, Any]:
    """The attributes of a new event. Raises Unprocessable for times that cannot be."""
    now = clock.timestamp()
    synced = {"google_event_id": google_id(event_id), "google_status": "pending"} if request.sync_to_google else {}
    return {
        "calendar_id": request.calendar_id,
        "title": request.title,
        **_texts(description=request.description, location=request.location),
        **timed(times.period(request.start, request.end, request.timezone)),
        "timezone": request.timezone,
        "attendees": attendees(request.attendees, ()),
        "reminders": [each.model_dump() for each in request.reminders],
        "status": "confirmed",
        "source": "bivelio",
        "language": language,
        "sync_to_google": request.sync_to_google,
        **synced,
        "sequence": 0,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }


def changed(item: Item, request: UpdateEvent) -> Item:
    """The item with the fields that were sent. Raises Unprocessable for times that cannot be."""
    sent, after = request.model_fields_set, dict(item)
    for field in ("title", "description", "location", "timezone", "calendar_id", "sync_to_google"):
        if field in sent:
            after[field] = getattr(request, field)
    if sent & {"start", "end", "timezone"}:
        after |= {"days": None, **timed(_moved(item, request))}
    if request.sync_to_google and not item["sync_to_google"]:
        after["google_event_id"] = item.get("google_event_id") or google_id(item["SK"])
    if request.sync_to_google is False and item["source"] != "bivelio":
        after["google_status"] = None
    if request.attendees is not None:
        after["attendees"] = attendees(request.attendees, item["attendees"])
    if request.reminders is not None:
        after["reminders"] = [each.model_dump() for each in request.reminders]
    return {name: value for name, value in after.items() if value is not None}


def is_switched(before: Item, after: Item) -> bool:
    """Whether an event of ours goes to Google Calendar, or leaves it: then the other side invites."""
    return after["source"] == "bivelio" and bool(before["sync_to_google"] != after["sync_to_google"])


def google_attributes(before: Item, after: Item) -> dict[str, Any]:
    """What Google is still to get: the event, or that it is no longer kept there. One made there stays."""
    is_pending = after["sync_to_google"] or is_switched(before, after)
    return {"google_status": "pending"} if is_pending else {}


def _moved(item: Item, request: UpdateEvent) -> Period:
    """The new period: a start alone moves the event, whose length stays; a zone alone keeps the instants or days."""
    zone = request.timezone or item["timezone"]
    start, end = request.start, request.end
    if start is None and end is None:
        days = item.get("days")
        return times.period(days[0], days[1], zone) if days else times.period(item["starts"], item["ends"], zone)
    if start is None:
        start = item["days"][0] if "days" in item else item["starts"]
    if end is not None:
        return times.period(start, end, zone)
    time_zone = times.zone(zone)
    is_day = len(start) == len("2026-04-10")
    if is_day or "days" in item:
        if is_day and "days" in item:
            length = datetime.fromisoformat(item["days"][1]) - datetime.fromisoformat(item["days"][0])
            return times.period(start, (datetime.fromisoformat(start) + length).date().isoformat(), zone)
        return times.period(start, None, zone)
    begins = times.instant(start, time_zone, "start")
    return times.checked(Period(begins, begins + (clock.parse(item["ends"]) - clock.parse(item["starts"]))))


def timed(period: Period) -> dict[str, Any]:
    """The attributes of a period; `days` only of whole days."""
    about: dict[str, Any] = {"starts": times.text(period.starts), "ends": times.text(period.ends)}
    return {**about, "days": list(period.days)} if period.days else about


def attendees(wanted: Sequence[AttendeeInput], former: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those who are invited, each address once; who was invited before keeps their answer."""
    answers = {str(each["email"]).casefold(): each["status"] for each in former}
    guests: dict[str, dict[str, Any]] = {}
    for each in wanted:
        address = each.email.casefold()
        about = {"email": each.email, "status": answers.get(address, NEEDS_ACTION)}
        named = {"name": each.name} if each.name else {}
        guests.setdefault(address, {**about, **named, **({"optional": True} if each.optional else {})})
    return list(guests.values())


def _texts(**texts: str | None) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}

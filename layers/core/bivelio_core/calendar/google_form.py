"""Events between our form and Google's (Calendar API v3, "Events"): pure functions."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from bivelio_core.store.codec import Item

from . import times
from .items import timed
from .times import Period

THEIRS = {
    "needs_action": "needsAction",
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "tentative",
}
OURS = {theirs: ours for ours, theirs in THEIRS.items()}
UNTITLED = "(sense títol)"
LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_LOCATION, MOST_ATTENDEES = 300, 8_000, 1_000, 100
SHARED = ("title", "description", "location", "starts", "ends", "days", "timezone", "attendees", "status")
"""What both sides have of an event."""


def to_google(event: Item) -> dict[str, Any]:
    """The event as Google is to have it. We send the e-mail reminders, so its copy has popups only."""
    popups = [
        {"method": "popup", "minutes": each["minutes_before"]}
        for each in event["reminders"]
        if each["method"] == "popup"
    ]
    return {
        "summary": event["title"],
        "description": event.get("description", ""),
        "location": event.get("location", ""),
        "status": "confirmed",
        **_times(event),
        "attendees": [_guest(each) for each in event["attendees"]],
        "reminders": {"useDefault": False, "overrides": popups},
    }


def _times(event: Item) -> dict[str, Any]:
    if "days" in event:
        return {"start": {"date": event["days"][0]}, "end": {"date": event["days"][1]}}
    zone = event["timezone"]
    return {
        "start": {"dateTime": event["starts"], "timeZone": zone},
        "end": {"dateTime": event["ends"], "timeZone": zone},
    }


def _guest(attendee: Mapping[str, Any]) -> dict[str, Any]:
    about = {"email": attendee["email"], "responseStatus": THEIRS[attendee["status"]]}
    named = {"displayName": attendee["name"]} if attendee.get("name") else {}
    return {**about, **named, **({"optional": True} if attendee.get("optional") else {})}


def from_google(event: Mapping[str, Any]) -> dict[str, Any] | None:
    """What we keep of an event of Google's; None for one without times, or that lasts longer than ours may."""
    try:
        period, zone = _period(event)
    except (KeyError, TypeError, ValueError):
        return None
    if period.ends <= period.starts or period.ends - period.starts > times.LONGEST:
        return None
    guests = event.get("attendees")
    texts = {
        "description": str(event.get("description") or "")[:LONGEST_DESCRIPTION],
        "location": " ".join(str(event.get("location") or "").split())[:LONGEST_LOCATION],
    }
    return {
        "title": " ".join(str(event.get("summary") or UNTITLED).split())[:LONGEST_TITLE] or UNTITLED,
        **{name: text for name, text in texts.items() if text},
        **timed(period),
        "timezone": zone,
        "attendees": [_attendee(each) for each in guests[:MOST_ATTENDEES] if "email" in each] if guests else [],
        "status": "confirmed",
    }


def _period(event: Mapping[str, Any]) -> tuple[Period, str]:
    start, end = event["start"], event["end"]
    zone = start.get("timeZone") or times.DEFAULT_ZONE
    if not times.is_zone(zone):
        zone = "UTC"
    if "date" in start:
        first, after = date.fromisoformat(start["date"]), date.fromisoformat(end["date"])
        return times.whole_days(first, after, zone), zone
    return Period(_instant(start["dateTime"]), _instant(end["dateTime"])), zone


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC).replace(microsecond=0)


def _attendee(guest: Mapping[str, Any]) -> dict[str, Any]:
    about = {"email": str(guest["email"]), "status": OURS.get(str(guest.get("responseStatus")), "needs_action")}
    named = {"name": str(guest["displayName"])[:200]} if guest.get("displayName") else {}
    return {**about, **named, **({"optional": True} if guest.get("optional") else {})}

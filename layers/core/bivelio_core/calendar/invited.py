"""Invitations of others that come in by mail (RFC 5546, RFC 6047): a tentative event for each, until it is answered.

An event is named after the address that sent its invitation, its UID and its RECURRENCE-ID. The address is one that the
receiving server vouches for, and is the organizer's: whoever sends another's UID makes an event of their own, and never
changes that one. What is changed or cancelled by who invited is so here, by the latest SEQUENCE and DTSTAMP.
"""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from bivelio_core import clock, ids
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.store.codec import Item, same
from bivelio_core.store.keys import CALENDAR_EVENT
from bivelio_core.store.revise import Change, Source, by_id, revise
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write, absent, equals

from . import entries, times
from .google_form import LONGEST_DESCRIPTION, LONGEST_LOCATION, MOST_ATTENDEES, UNTITLED
from .ics import ReadEvent
from .invitations import event_of
from .items import INVITATION, NEEDS_ACTION, timed

REQUEST, CANCEL = "REQUEST", "CANCEL"
MOST_EVENTS = 20
"""Of one file."""
TRIES = 5
SHOWN = ("title", "description", "location", "starts", "ends", "days", "timezone", "attendees")
"""What the organizer decides."""
SOURCE = Source(by_id(CALENDAR_EVENT))
Told = dict[str, Any]


class Letter(NamedTuple):
    """What of a mail decides on its iCalendar objects; `own` are our addresses, at which we are invited."""

    sender: str
    sent_at: str
    is_verified: bool
    own: frozenset[str]
    connection: str


def take(store: TenantStore, events: Sequence[ReadEvent], letter: Letter) -> Told:
    """Bring our events in line with those of a file; what is told of the first that is ours."""
    outcomes = [_one(store, event, letter) for event in events[:MOST_EVENTS]]
    return next((each for each in outcomes if "event_id" in each), outcomes[0])


def link(store: TenantStore, event_id: str, contact_id: str, message_id: str) -> None:
    """Note the conversation, and the newest message of it that is about an event."""
    conversation = {"contact_id": contact_id, "message_id": message_id}

    def decide(event: Item) -> Change | None:
        return None if event.get("conversation") == conversation else Change({**event, "conversation": conversation})

    revise(store, SOURCE, event_id, decide)


def answered(event: Item, answer: str) -> Item:
    """An invitation with our answer; it is in the way of others once it is accepted."""
    status = "confirmed" if answer == "accepted" else "tentative"
    return {**event, "status": status, "invitation": {**event["invitation"], "answer": answer}}


def _one(store: TenantStore, event: ReadEvent, letter: Letter) -> Told:
    about = {"method": event.method}
    reason = _refused(event, letter)
    if reason is not None:
        return {**about, **reason}
    is_cancelled = event.method == CANCEL or event.status == "cancelled"
    event_id = _id(store, letter.sender, event)
    for tries in range(TRIES):
        before = store.get(CALENDAR_EVENT, event_id)
        after = _cancelled(before, event, letter) if is_cancelled else _invited(before, event, letter)
        if isinstance(after, str):
            return {**about, "ignored": after}
        if before is not None and same(after, before):
            return {**about, "event_id": event_id}
        try:
            store.transact(_writes(store, event_id, before, after))
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
            continue
        return {**about, "event_id": event_id}
    raise TableBusy("an event kept changing")


def _refused(event: ReadEvent, letter: Letter) -> Told | None:
    """Why an invitation or cancellation counts for nothing, if so."""
    organizer = event.organizer.casefold()
    if event_of(event.uid) is not None or organizer in letter.own:
        return {"ignored": "own_event"}
    if not letter.is_verified:
        return {"ignored": "sender_unverified"}
    if organizer != letter.sender.casefold():
        return {"ignored": "not_the_organizer"}
    if event.repeats:
        return {"ignored": "recurring"}
    if event.method == CANCEL:
        return None
    if not any(guest.email.casefold() in letter.own for guest in event.guests):
        return {"ignored": "not_attending"}
    if event.period is None:
        return {"ignored": "unreadable", "text": event.untimed}
    if not event.period.starts < event.period.ends <= event.period.starts + times.LONGEST:
        return {"ignored": "unreadable", "text": "it lasts no time, or more than a year"}
    return None


def _id(store: TenantStore, sender: str, event: ReadEvent) -> str:
    names = (store.tenant.organisation, store.tenant.environment, sender.casefold(), event.uid, event.recurrence)
    return ids.tagged_id("calendar_event", store.tenant.organisation, ids.derived_body("invitation", *names))


def _is_older(event: ReadEvent, invitation: Item, stamp: str) -> bool:
    return (event.sequence, stamp) < (invitation["sequence"], invitation["stamp"])


def _stamp(event: ReadEvent, letter: Letter) -> str:
    """When the file was made; never in the future, which would outdate all that comes later."""
    return clock.stamp(min(event.stamp or clock.parse(letter.sent_at), clock.now()))


def _cancelled(before: Item | None, event: ReadEvent, letter: Letter) -> Item | str:
    """The event as its organizer has cancelled it, or why that counts for nothing."""
    if before is None:
        return "event_unknown"
    stamp = _stamp(event, letter)
    if _is_older(event, before["invitation"], stamp):
        return "outdated"
    if before["status"] == "cancelled":
        return before
    invitation = {**before["invitation"], "sequence": event.sequence, "stamp": stamp}
    return {**before, "status": "cancelled", "cancelled_at": clock.timestamp(), "invitation": invitation}


def _invited(before: Item | None, event: ReadEvent, letter: Letter) -> Item | str:
    """The event as its organizer has it, or why that counts for nothing. At another time it waits for a new answer."""
    stamp, period = _stamp(event, letter), event.period
    if period is None:  # not refused before
        return "unreadable"
    attendee = next(each for each in event.guests if each.email.casefold() in letter.own)
    invitation: dict[str, Any] = {
        "uid": event.uid,
        **({"recurrence": event.recurrence} if event.recurrence else {}),
        "organizer": event.organizer,
        **({"organizer_name": event.organizer_name} if event.organizer_name else {}),
        "attendee": attendee.email,
        "connection": letter.connection,
        "sequence": event.sequence,
        "stamp": stamp,
        "answer": NEEDS_ACTION,
    }
    texts = {
        "description": event.description[:LONGEST_DESCRIPTION],
        "location": " ".join(event.location.split())[:LONGEST_LOCATION],
    }
    fields: dict[str, Any] = {
        "title": event.title or UNTITLED,
        **{name: text for name, text in texts.items() if text.strip()},
        **timed(period),
        "timezone": event.zone,
        "attendees": [
            {
                "email": each.email,
                "status": each.answer or NEEDS_ACTION,
                **({"name": each.name} if each.name else {}),
                **({"optional": True} if each.is_optional else {}),
            }
            for each in event.guests[:MOST_ATTENDEES]
        ],
    }
    if before is None:
        return {
            "calendar_id": "primary",
            **fields,
            "reminders": [],
            "status": "tentative",
            "source": INVITATION,
            "sync_to_google": False,
            "invitation": invitation,
            "sequence": 0,
        }
    earlier = before["invitation"]
    if _is_older(event, earlier, stamp):
        return "outdated"
    is_same_time = all(before.get(name) == fields.get(name) for name in ("starts", "ends", "days"))
    if is_same_time and before["status"] != "cancelled":
        invitation["answer"] = earlier["answer"]
    rest = {name: value for name, value in before.items() if name not in (*SHOWN, "cancelled_at")}
    return answered({**rest, **fields, "invitation": invitation}, invitation["answer"])


def _writes(store: TenantStore, event_id: str, before: Item | None, after: Item) -> list[Write]:
    now = clock.timestamp()
    if before is None:
        new = {**after, "version": 1, "created_at": now, "updated_at": now}
        put = store.put_write(CALENDAR_EVENT, event_id, new, condition=absent())
    else:
        own = {name: value for name, value in after.items() if name not in ("PK", "SK")}
        changed = {**own, "version": before["version"] + 1, "updated_at": now}
        put = store.put_write(CALENDAR_EVENT, event_id, changed, condition=equals("version", before["version"]))
    return [put, *entries.changes(store, before, put.item)]

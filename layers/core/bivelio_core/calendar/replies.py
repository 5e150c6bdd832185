"""Answers of those who were invited: iCalendar objects of the method REPLY that come in by mail (RFC 5546, RFC 6047).

An answer is taken from the attendee it is about alone, under an address that the receiving server vouches for. Of the
answers of one attendee the latest counts, whatever the order in which they arrive; one that was given before the event
was changed for all does not count any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bivelio_core import clock
from bivelio_core.errors import ResourceForbidden, ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_EVENT
from bivelio_core.store.revise import Change, Source, by_id, revise, revised
from bivelio_core.store.tenant_store import TenantStore

from . import ics, invited, tasks
from .ics import Guest, ReadEvent
from .ics_components import Unreadable
from .invitations import event_of
from .invited import Letter

REPLY = "REPLY"
METHODS = frozenset({"PUBLISH", "REQUEST", REPLY, "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER"})
SOURCE = Source(by_id(CALENDAR_EVENT))
Told = dict[str, Any]
"""What a message shows of an iCalendar object: `method`, and either `event_id`, `attendee` and `status`, or `ignored`,
the reason why nothing was changed."""


def take(store: TenantStore, files: Sequence[bytes], letter: Letter) -> Told | None:
    """Apply a mail's files to the events that they are about, once: answers, and invitations; None without files."""
    outcomes = [_outcome_of(store, content, letter) for content in dict.fromkeys(files)]
    return next((each for each in outcomes if "event_id" in each), outcomes[0] if outcomes else None)


def _outcome_of(store: TenantStore, content: bytes, letter: Letter) -> Told:
    try:
        file = ics.read(content)
    except Unreadable as unreadable:
        return {"ignored": "unreadable", "text": str(unreadable)}
    event, *others = file.events
    method = event.method if event.method in METHODS else "none"
    about = {"method": method}
    if method in (invited.REQUEST, invited.CANCEL):
        return invited.take(store, file.events, letter)
    if method != REPLY:
        return {**about, "ignored": "method"}
    if others or event.recurs:
        return {**about, "ignored": "recurring"}
    if not letter.is_verified:
        return {**about, "ignored": "sender_unverified"}
    guest = next((each for each in event.guests if each.email.casefold() == letter.sender.casefold()), None)
    if guest is None:
        return {**about, "ignored": "not_the_sender"}
    if guest.answer is None:
        return {**about, "ignored": "answer_unknown"}
    return {**about, **_applied(store, event, guest, min(event.stamp or clock.parse(letter.sent_at), clock.now()))}


def _applied(store: TenantStore, reply: ReadEvent, guest: Guest, stamp: datetime) -> Told:
    """Record an answer with the event. Raises ChangedMeanwhile when others keep changing it."""
    ignored: str | None = None

    def decide(event: Item) -> Change | None:
        nonlocal ignored
        after = answered(event, guest, reply.sequence, clock.stamp(stamp))
        ignored = after if isinstance(after, str) else None
        if isinstance(after, str) or after is event:
            return None
        after = revised(event, after)
        return Change(after, tasks.push(store, after))

    event_id = event_of(reply.uid)
    if event_id is None:
        return {"ignored": "event_unknown"}
    try:
        revise(store, SOURCE, event_id, decide)
    except (ResourceForbidden, ResourceNotFound):
        return {"ignored": "event_unknown"}
    if ignored is not None:
        return {"ignored": ignored}
    return {"event_id": event_id, "attendee": guest.email, "status": guest.answer}


def answered(event: Item, guest: Guest, sequence: int, stamp: str) -> Item | str:
    """The event with an answer: the same object when it has it already, else the reason why it does not count."""
    if event["source"] != "bivelio":
        return "event_unknown"
    if event["status"] == "cancelled":
        return "event_cancelled"
    address = guest.email.casefold()
    attending = {each["email"].casefold(): each for each in event["attendees"]}
    if address not in attending:
        return "not_attending"
    last_reply = event.get("replies", {}).get(address)
    answer = {"sequence": sequence, "stamp": stamp}
    if last_reply == answer and attending[address]["status"] == guest.answer:
        return event
    is_old = last_reply is not None and (sequence, stamp) <= (last_reply["sequence"], last_reply["stamp"])
    if is_old or sequence < event.get("asked_sequence", 0):
        return "outdated"
    replies = {each: reply for each, reply in event.get("replies", {}).items() if each in attending}
    return {
        **event,
        "attendees": [
            {**each, "status": guest.answer} if each["email"].casefold() == address else each
            for each in event["attendees"]
        ],
        "replies": {**replies, address: answer},
        **({"google_status": "pending"} if event["sync_to_google"] else {}),
    }

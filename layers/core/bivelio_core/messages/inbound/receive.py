"""Store incoming data once: a message by its provider's id, a status by its rank."""

from collections.abc import Callable, Iterator
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts import reach
from bivelio_core.integrations import connections, phone_history
from bivelio_core.messages import append, arrivals, conversation, party, statuses
from bivelio_core.messages.append import AlreadyThere
from bivelio_core.messages.attempt import provider_place
from bivelio_core.messages.conversation import Slot
from bivelio_core.messages.inbox import states
from bivelio_core.messages.party import Party
from bivelio_core.messages.past import stored
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION, MESSAGE, PROVIDER_MESSAGE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update

from . import attachments, calendars, changes, files, past, reports, telegram, webchat, whatsapp, whatsapp_past, wishes
from .incoming import (
    AddressBook,
    Arrived,
    Complaint,
    Deleted,
    Edited,
    Incoming,
    Past,
    PastProgress,
    PastThread,
    Preference,
    ProviderDelivery,
    Relinked,
    Skipped,
    StatusUpdate,
    UnreadableDelivery,
)
from .mail import reader
from .wishes import AppliedWish

Refuse = Callable[[str], None]
"""Told the reason for each thing that is not stored."""


def receive(arrival: ProviderDelivery, store: TenantStore, refuse: Refuse) -> None:
    """Store everything in an arrival. An unstorable part is refused with its reason and delays no other part."""
    connection = store.get(CONNECTION, arrival.connection)
    if connection is None or connection["status"] == "removed":
        refuse("there is no such connection any more")
        return
    content = arrival.content()
    if arrival.source == "whatsapp" and (split := whatsapp_past.split(content)) is not None:
        for part in split.parts:  # before the rest, which says how far the phone has come
            arrivals.send_past(store.tenant, arrival.connection, part.person, part.content)
        content = split.rest
    try:
        for to, arrived in _read(arrival.source, content, store, connection, refuse):
            _store(store, to, arrived, refuse)
    except UnreadableDelivery as unreadable:
        refuse(str(unreadable))


def _read(
    source: str, content: bytes, store: TenantStore, connection: Item, refuse: Refuse
) -> Iterator[tuple[Item, Arrived]]:
    match source:
        case "whatsapp":
            known = {
                each["settings"].get("phone_number_id"): each
                for each in connections.every(store)
                if each["provider"] == "whatsapp"
            }
            for number, arrived in whatsapp.read(content):
                if number in known or isinstance(arrived, Skipped):
                    yield known.get(number, connection), arrived
                else:
                    refuse("it is about a phone number that is not connected")
        case "telegram":
            yield from ((connection, each) for each in telegram.read(content))
        case "webchat":
            yield connection, webchat.read(content)
        case "email":
            yield connection, reader.read(content, connection)
        case _:
            raise UnreadableDelivery("it comes from a provider that is not known here")


def _store(store: TenantStore, connection: Item, arrived: Arrived, refuse: Refuse) -> None:
    match arrived:
        case Incoming():
            _store_message(store, connection, arrived)
        case Edited() | Deleted():
            if not changes.apply(store, connection, arrived):
                refuse("it changes a message that did not come in")
        case StatusUpdate() | Complaint():
            if not reports.note(store, connection, arrived):
                refuse("it is the status of a message that was not sent from here")
        case Skipped(reason):
            refuse(reason)
        case Relinked(old, new):
            reach.relink(store, old, new)
        case Preference():
            wishes.apply_preference(store, arrived)
        case PastThread() | PastProgress() | AddressBook():
            _store_past(store, connection, arrived, refuse)


def _store_past(store: TenantStore, connection: Item, arrived: Past, refuse: Refuse) -> None:
    match arrived:
        case PastThread():
            try:
                past.store_thread(store, connection, arrived)
            except past.TooManyPastMessages:
                refuse("there are as many past messages with the contact as are kept")
        case PastProgress(percent, refusal):
            phone_history.note(store, connection, percent, refusal)
        case AddressBook():
            past.note_names(store, arrived)


def _store_message(store: TenantStore, connection: Item, incoming: Incoming) -> None:
    """Store a message, with what it wishes; repeat if a change of it arrived meanwhile and now waits for it."""
    place = provider_place(incoming.channel, connection["SK"], incoming.provider_id)
    if incoming.is_echo:  # what we write is no wish of theirs
        _store_once(store, connection, incoming, place, None)
        return
    wish = wishes.apply_message(store, incoming, place)
    _store_once(store, connection, incoming, place, wish)
    calendars.link(store, incoming, place)
    wishes.confirm(store, connection, incoming, wish, place)


def _store_once(store: TenantStore, connection: Item, incoming: Incoming, place: str, wish: AppliedWish | None) -> None:
    for _ in range(changes.TRIES):
        waiting = store.get(PROVIDER_MESSAGE, place)
        if waiting is not None and "place" in waiting:
            _take_past_away(store, waiting)
            return
        try:
            _append(store, connection, incoming, place, waiting, wish)
        except AlreadyThere as there:
            if "place" in there.item:  # another delivery of it was faster
                return
        else:
            _take_past_away(store, waiting or {})
            return
    raise changes.Contended


def _take_past_away(store: TenantStore, pointer: Item) -> None:
    """Behind the message itself, so that whoever dies in between leaves it twice for a while, and never not at all."""
    if stored.POINTER in pointer:
        stored.take_away(store, pointer)


def _append(
    store: TenantStore,
    connection: Item,
    incoming: Incoming,
    place: str,
    waiting: Item | None,
    wish: AppliedWish | None,
) -> None:
    """Append a message, with the changes of it that wait for it. Raises AlreadyThere."""
    changed = changes.of_waiting(incoming.content, _of_past(store, waiting) or waiting or {})
    is_deleted = "deleted_at" in changed
    calendar = calendars.take(store, connection, incoming)
    attachment_list = (
        [] if is_deleted else [*attachments.keep(store, incoming.attachments, place), *files.announced(incoming)]
    )
    numbered = append.number(store)
    alone = changes.unchanged(waiting)
    pointer = {**stored.replaced(waiting or {}), "place": numbered.sk}
    marker_writes = [store.put_write(PROVIDER_MESSAGE, place, pointer, condition=alone)]
    about: dict[str, Any] = {
        "channel": incoming.channel,
        **(_of_echo(incoming, connection) if incoming.is_echo else _of_theirs(incoming, connection)),
        "connection": connection["SK"],
        "provider_id": incoming.provider_id,
        "created_at": clock.timestamp(),
        "sent_at": incoming.sent_at,
        **changed,
        **_further(incoming),
        **({"wish": wish.phrase.wish} if wish is not None and wish.says_all else {}),
        **_answered(store, connection, incoming),
        **({"attachments": attachment_list} if attachment_list else {}),
        **({"calendar": calendar} if calendar else {}),
    }
    window = {"window_at": incoming.sent_at} if incoming.opens_window else {}
    address = {f"{incoming.channel}_address": incoming.addresses[-1].text}
    read = Update(set={**address, "unread": 0})
    head = read if incoming.is_echo else Update(set={**window, **address}, add={"unread": 1})

    def find() -> Party:
        return party.of_addresses(store, incoming.addresses, incoming.name)

    def have_fetched(slot: Slot) -> None:
        if incoming.file is not None and not is_deleted:
            files.have_fetched(store.tenant, slot, connection["SK"])

    append.append(store, numbered, find, about, head, marker_writes, before_writing=have_fetched)


def _of_past(store: TenantStore, waiting: Item | None) -> Item | None:
    """How a message is among those of the past that comes by itself now, if it is."""
    if waiting is None or not stored.is_of(waiting):
        return None
    return conversation.message(store, stored.slot_of(waiting))


def _of_theirs(incoming: Incoming, connection: Item) -> dict[str, Any]:
    """What a message has that somebody wrote to us."""
    return {
        "direction": "inbound",
        "from": incoming.sender,
        "to": incoming.to or connection.get("account"),
        "status": "received",
        "rank": 0,
    }


def _of_echo(incoming: Incoming, connection: Item) -> dict[str, Any]:
    """What a message has that a person of ours wrote on the phone: it has gone out already."""
    return {
        "direction": "outbound",
        "from": incoming.sender or connection.get("account"),
        "to": incoming.to,
        "address": incoming.addresses[-1].text,
        "echo": True,
        states.BY_PERSON: True,
        "state": "done",
        **statuses.reached("sent"),
    }


def _further(incoming: Incoming) -> dict[str, Any]:
    return {
        **({"profile": incoming.profile} if incoming.profile else {}),
        **({"thread": list(incoming.thread)} if incoming.thread else {}),
        **({"verdicts": incoming.verdicts} if incoming.verdicts else {}),
        **({"headers": incoming.headers} if incoming.headers else {}),
        **({"automatic": True} if incoming.is_automatic else {}),
        **({"truncated": True} if incoming.is_truncated else {}),
    }


def _answered(store: TenantStore, connection: Item, incoming: Incoming) -> dict[str, Any]:
    """Return the message that it answers, if it names one; for a mail, the newest known one of its thread."""
    named = [*reversed(incoming.thread)] if incoming.thread else [incoming.reply_to] if incoming.reply_to else []
    for provider_id in named[:5]:
        pointer = store.get(PROVIDER_MESSAGE, provider_place(incoming.channel, connection["SK"], provider_id)) or {}
        if "place" in pointer and (place := store.get(MESSAGE, pointer["place"])) is not None:
            return {"reply_to": resources.public_id(MESSAGE, store.tenant.organisation, place)}
        if stored.is_of(pointer):
            return {"reply_to": stored.slot_of(pointer).sk.rpartition("#")[2]}
    return {}

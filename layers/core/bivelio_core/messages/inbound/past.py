"""Store what a phone tells of the time before its number was connected: once each, whatever comes how often and when.

Nobody answers it and nothing starts by it. A message that comes by itself too is that message, not one of the past.
"""

import random
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts import reach
from bivelio_core.contacts.reach import Reached
from bivelio_core.messages.attempt import provider_place
from bivelio_core.messages.conversation import Slot
from bivelio_core.messages.past import stored
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONVERSATION, PROVIDER_MESSAGE
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, Update, Write, absent

from . import changes, files
from .incoming import AddressBook, PastMessage, PastThread
from .whatsapp_past import PLACEHOLDER

AT_ONCE = 30
"""Messages in one transaction, which has at most 100 writes: three for each of them."""

MOST = 5_000
"""Past messages that are kept with a contact."""

LONGEST_PAUSE_SECONDS = 0.4
NAMES = "name#"


class TooManyPastMessages(Exception):
    """There are as many past messages with the contact as are kept."""


def store_thread(store: TenantStore, connection: Item, thread: PastThread) -> None:
    """Store the messages with one person that are not there yet. Raises TooManyPastMessages, Contended."""
    places = [provider_place("whatsapp", connection["SK"], each.provider_id) for each in thread.messages]
    by_place = dict(zip(places, thread.messages, strict=True))
    newest_first = sorted(by_place.items(), key=lambda entry: entry[1].sent_at, reverse=True)
    for first in range(0, len(newest_first), AT_ONCE):
        _store_batch(store, connection, thread, dict(newest_first[first : first + AT_ONCE]))


def note_names(store: TenantStore, book: AddressBook) -> None:
    """Keep what a phone calls people for a while: who writes, or has written, becomes a contact of that name."""
    expiry = {} if store.tenant.is_sandbox else {"ttl": clock.ttl(changes.WAITS)}
    named = [
        store.item(PROVIDER_MESSAGE, f"{NAMES}{phone}", {"name": name, **expiry}) for phone, name in book.names.items()
    ]
    store.table.put_many(named)


def _store_batch(store: TenantStore, connection: Item, thread: PastThread, messages: dict[str, PastMessage]) -> None:
    quoted = {each.provider_id: _quoted(connection, each) for each in messages.values() if each.reply_to}
    phones = [f"{NAMES}{each.text}" for each in thread.addresses if each.kind == "phone"]
    for attempt in range(changes.TRIES):
        pointers = store.get_many(PROVIDER_MESSAGE, [*messages, *quoted.values(), *phones], consistent=True)
        for place, message in messages.items():
            if stored.is_of(pointers.get(place, {})) and message.file is not None:
                _fill(store, connection, stored.slot_of(pointers[place]), message)
        new = {place: each for place, each in messages.items() if _is_free(pointers.get(place, {}))}
        if not new:
            return
        name = thread.name or next((pointers[each]["name"] for each in phones if each in pointers), "")
        contact = _unannounced(reach.reached(store, thread.addresses, name))
        room = MOST if contact.is_new else MOST - stored.total_of(store, contact.sk)
        batch = [*new.items()][: max(0, room)]
        if not batch:
            raise TooManyPastMessages
        counted = Update(add={"count": len(batch)})
        writes = [*contact.writes, store.update_write(CONVERSATION, stored.COUNT, counted, contact.sk)]
        for place, message in batch:
            answers = _answered(store, quoted.get(message.provider_id), messages, pointers)
            writes += _writes(store, connection, thread, contact, place, message, pointers.get(place), answers)
        try:
            store.transact(writes)
        except TransactionFailed:  # others were faster with one of them, or with the contact
            time.sleep(random.uniform(0, min(LONGEST_PAUSE_SECONDS, 0.01 * 2**attempt)))  # noqa: S311 - jitter
            continue
        if len(batch) < len(new):
            raise TooManyPastMessages
        return
    raise changes.Contended


def _is_free(pointer: Mapping[str, Any]) -> bool:
    """Whether no message is there under a provider's id: at most changes that wait for it."""
    return "place" not in pointer and stored.POINTER not in pointer


def _unannounced(contact: Reached) -> Reached:
    """A contact that is made for the past alone is told to nobody as a new one: whoever wrote is none."""
    if not contact.is_new:
        return contact
    put, *others = contact.writes
    assert isinstance(put, Put)  # noqa: S101 - of a new contact the first write makes it
    item = {**put.item, "of_past": True}
    return contact._replace(item=item, writes=(put._replace(item=item), *others))


def _writes(
    store: TenantStore,
    connection: Item,
    thread: PastThread,
    contact: Reached,
    place: str,
    message: PastMessage,
    waiting: Item | None,
    answers: dict[str, str],
) -> list[Write]:
    """The writes of one message, with the changes of it that wait for it; its file is asked for before."""
    message_id = stored.id_of(store, place)
    slot = Slot(contact.sk, stored.sk_of(message.sent_at, message_id))
    them = thread.addresses[-1].text
    sender, to = (thread.to or connection.get("account"), them) if message.is_ours else (them, thread.to)
    changed = changes.of_waiting(message.content, waiting or {})
    attachments = [] if "deleted_at" in changed else files.announced(message)
    if any(file.get("pending") for file in attachments):
        files.have_fetched(store.tenant, slot, connection["SK"])
    item = {
        "id": message_id,
        "contact_id": contact.public_id(store.tenant.organisation),
        "contact": contact.sk,
        "channel": "whatsapp",
        "direction": "outbound" if message.is_ours else "inbound",
        "from": sender,
        "to": to,
        "status": message.status,
        "connection": connection["SK"],
        "provider_id": message.provider_id,
        "created_at": message.sent_at,
        "sent_at": message.sent_at,
        "past": True,
        **changed,
        **answers,
        **({"attachments": attachments} if attachments else {}),
    }
    pointer = {"contact": contact.sk, stored.POINTER: slot.sk}
    return [
        store.put_write(PROVIDER_MESSAGE, place, pointer, condition=changes.unchanged(waiting)),
        store.put_write(PROVIDER_MESSAGE, f"{stored.LOG}{message_id}", pointer),
        store.put_write(CONVERSATION, slot.sk, item, contact.sk, condition=absent()),
    ]


def _quoted(connection: Item, message: PastMessage) -> str:
    return provider_place("whatsapp", connection["SK"], str(message.reply_to))


def _answered(
    store: TenantStore, place: str | None, messages: Mapping[str, PastMessage], pointers: Mapping[str, Item]
) -> dict[str, str]:
    """What a message answers, where that is one of the past too."""
    if place is None or not (place in messages or stored.is_of(pointers.get(place, {}))):
        return {}
    return {"reply_to": stored.id_of(store, place)}


def _fill(store: TenantStore, connection: Item, slot: Slot, message: PastMessage) -> None:
    """Give a message whose file was on the phone alone its file, which is asked for before."""
    item = store.get(CONVERSATION, slot.sk, slot.contact)
    if item is None or "deleted_at" in item or item["content"].get("type") != PLACEHOLDER:
        return
    files.have_fetched(store.tenant, slot, connection["SK"])
    about = Update(set={"content": message.content, "attachments": files.announced(message)})
    with suppress(ConditionFailed):  # another delivery of it was faster
        store.update(CONVERSATION, slot.sk, about, slot.contact, condition=absent("attachments"))

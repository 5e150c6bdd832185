"""The messages from before a number was connected, beside the conversation with each contact, by their times.

They come in any order and more than once, so they have no numbers. In the partition of a contact (conversation.py) are

    PAST                  how many there are
    past#<when>#<id>      each of them

To each of them leads PROVIDER_MESSAGE, under the provider's id and under ours. Nothing is derived from them: no event,
no state, no place in lists.
"""

import heapq
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from bivelio_core import ids
from bivelio_core.messages.conversation import Made, Slot
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONVERSATION, PROVIDER_MESSAGE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, present

COUNT, LOG = "PAST", "past#"
POINTER = "past"
"""The attribute of a pointer with the sort key of the message that it leads to, in the partition of `contact`."""


def id_of(store: TenantStore, place: str) -> str:
    """The id of a message by its place among the providers' ids: the same however often it comes."""
    return ids.tagged_id("message", store.tenant.organisation, ids.derived_body(POINTER, place))


def sk_of(sent_at: str, message_id: str) -> str:
    """Where a message is in the partition of its contact."""
    return f"{LOG}{sent_at}#{message_id}"


def slot_of(pointer: Mapping[str, Any]) -> Slot:
    """The place that a pointer leads to."""
    return Slot(pointer["contact"], pointer[POINTER])


def load(store: TenantStore, message_id: str) -> Made | None:
    """The message of an id with its place, if it is of the past. Two reads, or one where it is not."""
    pointer = store.get(PROVIDER_MESSAGE, f"{LOG}{message_id}")
    if pointer is None:
        return None
    slot = slot_of(pointer)
    item = store.get(CONVERSATION, slot.sk, slot.contact)
    return None if item is None else Made(slot, named(item))


def named(item: Item) -> Item:
    """A message with the attribute that has the id of others, by which the stream would take it for one of them."""
    return {**item, "message_id": item["id"]}


def total_of(store: TenantStore, contact: str) -> int:
    """How many past messages there are with a contact."""
    return int((store.get(CONVERSATION, COUNT, contact) or {}).get("count", 0))


def page(store: TenantStore, contacts: Sequence[str], page_number: int, per_page: int) -> tuple[list[Item], int]:
    """A page of the past messages with some contacts that are one person, oldest first, and how many there are.

    They are read from the end that is nearer.
    """
    total = sum(total_of(store, contact) for contact in contacts)
    first, last = (page_number - 1) * per_page, min(page_number * per_page, total)
    if first >= last:
        return [], total
    if last <= total - first:
        return _oldest(store, contacts, last)[first:], total
    return newest(store, contacts, None, total - first)[::-1][: last - first], total


def newest(store: TenantStore, contacts: Sequence[str], high: str | None, limit: int) -> list[Item]:
    """The newest past messages with some contacts that are one person, up to a sort key, newest first."""
    logs = [
        store.query(CONVERSATION, each, low=LOG, high=high or f"{LOG}~", descending=True, limit=limit, consistent=True)
        for each in contacts
    ]
    return [named(item) for item in heapq.merge(*logs, key=_sk, reverse=True)][:limit]


def is_of(pointer: Mapping[str, Any]) -> bool:
    """Whether an item of a provider's id leads to a message of the past: not once the message itself has come."""
    return POINTER in pointer and "place" not in pointer


def replaced(pointer: Mapping[str, Any]) -> dict[str, Any]:
    """What the item of a message that has come by itself keeps of that of the past, until that is taken away."""
    return {name: pointer[name] for name in ("contact", POINTER) if POINTER in pointer}


def take_away(store: TenantStore, pointer: Mapping[str, Any]) -> None:
    """Take a message of the past away that has come by itself: once, however often this is asked."""
    slot = slot_of(pointer)
    writes: list[Write] = [
        store.delete_write(CONVERSATION, slot.sk, slot.contact, condition=present()),
        store.delete_write(PROVIDER_MESSAGE, f"{LOG}{slot.sk.rpartition('#')[2]}"),
        store.update_write(CONVERSATION, COUNT, Update(add={"count": -1}), slot.contact),
    ]
    with suppress(TransactionFailed):  # it is gone already
        store.transact(writes)


def _oldest(store: TenantStore, contacts: Sequence[str], limit: int) -> list[Item]:
    logs = [store.query(CONVERSATION, each, low=LOG, high=f"{LOG}~", limit=limit, consistent=True) for each in contacts]
    return [named(item) for item in heapq.merge(*logs, key=_sk)][:limit]


def _sk(item: Item) -> str:
    return str(item["SK"])

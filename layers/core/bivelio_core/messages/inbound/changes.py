"""Apply people's changes of their own messages, and ours on the phone.

An edit replaces the content, a deletion removes it. Changes may come twice, in any order, and before the message that
they are about. The newest edit counts, and a deletion is final. A change of a message that has not arrived yet waits
under the message's provider id, where the storing of the message finds it. That item holds either the message's `place`
or the waiting change, and each is written on the condition that the other is absent.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.messages import conversation, told
from bivelio_core.messages.attempt import provider_place
from bivelio_core.messages.conversation import Slot
from bivelio_core.messages.past import stored
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONVERSATION, MESSAGE, PROVIDER_MESSAGE
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, absent, all_of, equals

from .incoming import Deleted, Edited

TRIES = 10
WAITS = timedelta(days=15)
"""As long as a queue may hold the message; WhatsApp lets people edit for 15 minutes, and delete for 2 days."""

REMEMBERED = 50
"""Ids of edits that a message remembers, so that one that comes again does not take back a later one of its second."""

EDITED = ("edited_at", "edits", "changes")
"""The attributes that an edit writes beside the content."""


class Contended(Exception):
    """Other processes changed the message during every try; the queue delivers the change again."""


def apply(store: TenantStore, connection: Item, change: Edited | Deleted) -> bool:
    """Apply a change, or let it wait for its message; False when the message was sent from here."""
    place = provider_place(change.channel, connection["SK"], change.provider_id)
    for _ in range(TRIES):
        waiting = store.get(PROVIDER_MESSAGE, place) or {}
        with suppress(ConditionFailed):
            if "place" in waiting:
                pointer = store.get(MESSAGE, waiting["place"])
                return pointer is not None and _change_message(store, Slot(pointer["contact"], pointer["slot"]), change)
            if stored.is_of(waiting):
                return _change_message(store, stored.slot_of(waiting), change)
            _have_wait(store, place, waiting, change)
            return True
    raise Contended


def of_waiting(content: Mapping[str, Any], waiting: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a message stored after its changes arrived; `content` is the original content."""
    if "deleted_at" in waiting:
        attributes = {name: waiting[name] for name in ("deleted_at", "changes")}
        return {"content": {"type": content["type"]}, **attributes}
    if "edited_at" in waiting:
        return {**{name: waiting[name] for name in EDITED}, "content": _merged(content, waiting["content"])}
    return {"content": dict(content)}


def unchanged(waiting: Mapping[str, Any] | None) -> Condition:
    """Holds while the item of a provider id is as it was read, and no message has taken the place."""
    if waiting is None:
        return absent()
    name = stored.POINTER if stored.POINTER in waiting else "changes"
    return all_of(absent("place"), equals(name, waiting[name]))


def _change_message(store: TenantStore, slot: Slot, change: Edited | Deleted) -> bool:
    """Apply a change to its message. Raises ConditionFailed when another process was faster."""
    item = conversation.message(store, slot)
    if item is None or not (item["direction"] == "inbound" or "echo" in item or "past" in item):
        return False
    if (about := _changed(item, change)) is not None:
        count = int(item.get("changes", 0))
        before = equals("changes", count) if count else absent("changes")
        over = ["attachments", "edited_at", "edits"] if isinstance(change, Deleted) else []
        update = Update(set={**about, "changes": count + 1}, remove=over)
        store.update(CONVERSATION, slot.sk, update, slot.contact, condition=before)
        if "message_id" in item:
            _forget_former(store, slot, item["message_id"])
    return True


def _forget_former(store: TenantStore, slot: Slot, message_id: str) -> None:
    """Remove the former content from the conversation's head, from which the message's event was derived."""
    with suppress(ConditionFailed):
        over = Update(remove=[told.RECEIVED])
        store.update(CONVERSATION, conversation.HEAD, over, slot.contact, condition=equals("message_id", message_id))


def _have_wait(store: TenantStore, place: str, waiting: Item, change: Edited | Deleted) -> None:
    if (about := _changed(waiting, change)) is None:
        return
    count = int(waiting.get("changes", 0))
    expiry = {} if store.tenant.is_sandbox else {"ttl": clock.ttl(WAITS)}  # there all ends with the day
    attributes = {**about, "changes": count + 1, **expiry}
    over = ["edited_at", "edits"] if isinstance(change, Deleted) else []
    before = equals("changes", count) if count else absent("changes")
    store.update(
        PROVIDER_MESSAGE, place, Update(set=attributes, remove=over), condition=all_of(absent("place"), before)
    )


def _changed(item: Mapping[str, Any], change: Edited | Deleted) -> dict[str, Any] | None:
    """Return the attributes that a change sets on a message or on the waiting change; None when it changes nothing."""
    if "deleted_at" in item:
        return None
    content = item.get("content", {})
    if isinstance(change, Deleted):
        return {"deleted_at": change.at, "content": {"type": content.get("type", "text")}}
    edits = item.get("edits", [])
    if change.change_id in edits or change.at < item.get("edited_at", ""):
        return None
    remembered = [*edits, change.change_id][-REMEMBERED:]
    return {"content": _merged(content, change.content), "edited_at": change.at, "edits": remembered}


def _merged(first: Mapping[str, Any], edited: Mapping[str, Any]) -> dict[str, Any]:
    """Return the edited content. A file stays the same, since only the text beside it can be edited."""
    file_fields = {
        name: first[name] for name in ("data", "filename") if name in first and first.get("type") == edited["type"]
    }
    return {**edited, **file_fields}

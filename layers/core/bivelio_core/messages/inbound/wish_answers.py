"""Answer who stops advertising, or asks for it again: one short message in their language, by the same connection.

It is put on the queue of messages as one that waits, since the function that stores what comes in sends nothing.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bivelio_core import clock
from bivelio_core.catalogue import LANGUAGES, SOURCE, Entry
from bivelio_core.messages import append, party, queue, recipient
from bivelio_core.messages.append import AlreadyThere
from bivelio_core.messages.conversation import Slot
from bivelio_core.messages.queue import SendJob
from bivelio_core.messages.suppressions.words import Said
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, LastingKey, effect_marker, effect_target
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update

from .incoming import Incoming

SOON_SECONDS = 5
"""Long enough for the message to be there when its job comes."""


def answer(store: TenantStore, connection: Item, incoming: Incoming, phrase: Said, place: str) -> None:
    """Have the answer sent, once for a message; nothing where the connection does not work."""
    key = EffectKey("messages.wish_answer", LastingKey(place))
    address = incoming.addresses[-1].text
    to = recipient.email(address) if incoming.channel == "email" else address
    if to is None or connection["status"] != "active" or effect_target(store, key) is not None:
        return
    numbered = append.number(store)

    def have_sent(slot: Slot) -> None:
        queue.send(SendJob.of(store.tenant, slot, connection["SK"], 1), SOON_SECONDS)

    def find() -> party.Party:
        return party.of_addresses(store, incoming.addresses, incoming.name)

    about = {
        "channel": incoming.channel,
        "direction": "outbound",
        "from": connection.get("account"),
        "to": to,
        "address": to,
        "content": _content(incoming, phrase, find().contact.item),
        "metadata": {},
        "connection": connection["SK"],
        "status": "queued",
        "rank": 0,
        "created_at": clock.timestamp(),
        "state": "waiting",
        "attempts": 0,
        "automatic": True,
        "is_answer": True,
        "reply_to_provider": incoming.provider_id,
        **({"thread": [*incoming.thread, incoming.provider_id]} if incoming.channel == "email" else {}),
    }
    marker = effect_marker(store, key, numbered.id)
    with suppress(AlreadyThere):  # another delivery of the message was faster
        append.append(store, numbered, find, about, Update(), marker, before_writing=have_sent)


def _content(incoming: Incoming, phrase: Said, contact: Mapping[str, Any]) -> dict[str, Any]:
    language = phrase.language or _language_of(contact)
    body = Entry("messages", f"wish.{phrase.wish}")[language]
    subject = str(incoming.content.get("subject", ""))
    if incoming.channel != "email":
        return {"type": "text", "body": body}
    return {
        "type": "text",
        "body": body,
        "subject": (subject if subject[:3].lower() == "re:" else f"Re: {subject}")[:500],
    }


def _language_of(contact: Mapping[str, Any]) -> str:
    language = str(contact.get("language", "")).partition("-")[0]
    return language if language in LANGUAGES else SOURCE

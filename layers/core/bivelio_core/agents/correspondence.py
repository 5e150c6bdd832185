"""The messages with a contact as an agent reads them: texts, what files say, and what was said in voice notes."""

from typing import Any

from bivelio_core.messages import conversation
from bivelio_core.providers.messaging.port import CHANNELS
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONVERSATION
from bivelio_core.store.tenant_store import TenantStore

from . import quoting
from .utterance import Utterance

MOST_MESSAGES = 60
"""As many messages of a channel are read."""


def newest(store: TenantStore, contact: str, limit: int = MOST_MESSAGES) -> list[Item]:
    """The newest messages with a contact on all channels, oldest first. The head, and a Query for each channel used."""
    head = conversation.head(store, contact)
    items = [
        item
        for channel in CHANNELS
        if head.counts[channel]
        for item in store.query(
            CONVERSATION,
            contact,
            low=f"{channel}#",
            high=f"{channel}#~",
            descending=True,
            limit=limit,
            consistent=True,
        )
    ]
    return sorted(items, key=lambda item: item["n"])[-limit:]


def utterances(store: TenantStore, contact: str, without: str | None = None) -> list[Utterance]:
    """What was said, in order; a message that is answered now, and what came after it, is left out."""
    items = newest(store, contact)
    position = next((number for number, item in enumerate(items) if item["message_id"] == without), len(items))
    return [_utterance(item) for item in items[:position] if text_of(item)]


def _utterance(item: Item) -> Utterance:
    is_ours = item["direction"] == "outbound"
    text = text_of(item)
    return Utterance(is_ours, text if is_ours else quoting.message(text, item["created_at"]), f"{int(item['n']):012d}")


def text_of(item: Item) -> str:
    """What a message says in words; nothing for one that was deleted."""
    if "deleted_at" in item or item["content"].get("type") == "reaction":
        return ""
    content: dict[str, Any] = item["content"]
    attachments = item.get("attachments") or ()
    transcripts = [file.get("transcript") for file in attachments]
    texts = [content.get("subject"), content.get("body") or content.get("caption"), *transcripts]
    files = [str(file.get("filename", "")) for file in attachments]
    named = [f"[{name}]" for name in files if name]
    if content.get("type") == "location":
        named.append(f"[{content.get('latitude')}, {content.get('longitude')} {content.get('name') or ''}]")
    return "\n".join(str(text) for text in (*texts, *named) if text)

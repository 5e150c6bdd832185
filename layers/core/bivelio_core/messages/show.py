"""A stored message as the API shows it."""

from typing import Any

from bivelio_core.store.codec import Item

from .models import Message, MessageError, SentMessage

PLAIN = (
    "channel",
    "direction",
    "to",
    "status",
    "purpose",
    "reply_to",
    "author",
    "attachments",
    "verdicts",
    "headers",
    "calendar",
    "profile",
    "pricing",
    "automatic",
    "echo",
    "past",
    "truncated",
    "created_at",
    "sent_at",
    "delivered_at",
    "read_at",
    "edited_at",
    "deleted_at",
)


def show(item: Item) -> Message:
    """The resource of an item."""
    about: dict[str, Any] = {name: item.get(name) for name in PLAIN}
    return Message(
        **about,
        **{"from": item.get("from")},
        id=item["message_id"],
        contact_id=item["contact_id"],
        message=item["content"],
        metadata=item.get("metadata") or None,
        connection_id=item.get("connection"),
        provider_message_id=item.get("provider_id"),
        error=_error(item),
    )


def sent(item: Item) -> SentMessage:
    """Return the answer about a message that was requested."""
    named = {f"{item['channel']}_message_id": item.get("provider_id")}
    return SentMessage(
        message_id=item["message_id"],
        contact_id=item["contact_id"],
        channel=item["channel"],
        to=item["to"],
        status=item["status"],
        sent_at=item.get("sent_at"),
        error=_error(item),
        left_out=item.get("left_out"),
        **named,
    )


def _error(item: Item) -> MessageError | None:
    error = item.get("error")
    return None if error is None else MessageError(reason=error["reason"], message=error.get("text"))

"""The events that are derived from a write of a message."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from bivelio_core.events.catalogue import Happening
from bivelio_core.models import Response, Timestamp
from bivelio_core.providers.messaging.port import Channel
from bivelio_core.store.changes import Change
from bivelio_core.store.codec import Item

from . import told
from .conversation import HEAD
from .inbox import events as conversation_events


class MessageEvent(Response):
    """A message that came in or went out."""

    message_id: str = Field(description="The id of the message.")
    contact_id: str | None = Field(None, description="The id of the contact.")
    channel: Channel = Field(description="By which channel it went or came.")
    direction: Literal["inbound", "outbound"] = Field(description="`inbound` or `outbound`.")
    sender: str | None = Field(
        None,
        serialization_alias="from",
        validation_alias="from",
        description="The address or number that it came from.",
    )
    to: str | None = Field(None, description="The address or number that it went to.")
    message: dict[str, Any] = Field(description="The message itself.")
    status: str = Field(description="Where the message is: queued, sent, delivered, read, or failed.")
    sent_at: Timestamp = Field(description="When it was sent.")


class EventAttachment(Response):
    """A file of a message: with its document once it is kept, until then `pending`, or why it is not kept."""

    id: str = Field(description="What names the file in all events about the message.")
    filename: str = Field(description="The name of the file.")
    content_type: str | None = Field(None, description="The type of the file.")
    size_bytes: int | None = Field(None, description="The size of the file in bytes.")
    document_id: str | None = Field(None, description="The id of the document that has it, where it is kept.")
    pending: Literal[True] | None = Field(None, description="True while it is being fetched.")
    refused: str | None = Field(None, description="Why it is not kept.")
    seconds: int | None = Field(None, description="How long a voice note lasts, once it was listened to.")
    transcript: str | None = Field(None, description="What is said in a voice note, as the front desk has heard it.")
    not_transcribed: str | None = Field(None, description="Why the front desk could not hear what is said.")


class MessageReceived(MessageEvent):
    """A message that came in, with its files."""

    attachments: list[EventAttachment] | None = Field(
        None, description="Its files. One that is `pending` is told by `message.updated` once it is there."
    )


class MessageUpdated(MessageReceived):
    """A message that came in as it is now, and what has changed of it."""

    change: Literal["attachments", "edited", "deleted"] = Field(
        description="What happened: its files were fetched or heard, or its sender edited or deleted it."
    )
    edited_at: Timestamp | None = Field(None, description="When its sender last edited it.")
    deleted_at: Timestamp | None = Field(None, description="When its sender deleted it.")


def derive(change: Change) -> Iterator[Happening]:
    """`message.received` for what a person wrote, `message.sent` when one of ours has been accepted.

    A message that is edited or deleted later is no other message: that is `message.updated`. One that was deleted
    before it came, and a mark on another message, are nothing to answer.
    """
    item, before = change.after, change.before or {}
    if item is None or "message_id" not in item or item.get("sample"):
        return
    if change.key.sk == HEAD:
        if received := told.newly_received(item, change.before):
            yield Happening("message.received", received)
        yield from conversation_events.derive(item, before)
    elif item["direction"] == "inbound" and not before and told.BY_HEAD not in item and told.is_written(item):
        yield Happening("message.received", told.data_of(item))
    elif item["direction"] == "outbound" and "sent_at" in item and "sent_at" not in before:
        yield Happening("message.sent", {**told.data_of(item), "status": "sent"})
    elif item["direction"] == "inbound" and before and (what := _updated(before, item)):
        times: dict[str, Any] = {name: item[name] for name in ("edited_at", "deleted_at") if name in item}
        yield Happening("message.updated", {**told.data_of(item), "change": what, **times})


def _updated(before: Item, item: Item) -> str | None:
    """Tell what has changed of a message that came in; None for what its sender does not see."""
    if "deleted_at" in item:
        return None if "deleted_at" in before else "deleted"
    if item.get("edits") != before.get("edits"):
        return "edited"
    return "attachments" if item.get("attachments") != before.get("attachments") else None

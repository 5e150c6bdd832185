"""The events that are derived from a write of a message."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from bivelio_core.events.catalogue import Happening
from bivelio_core.models import Response, Timestamp
from bivelio_core.store.changes import Change

from . import told
from .conversation import HEAD


class MessageEvent(Response):
    """A message that came in or went out."""

    message_id: str = Field(description="The id of the message.")
    contact_id: str | None = Field(None, description="The id of the contact.")
    channel: Literal["whatsapp", "telegram", "email"] = Field(description="The channel.")
    direction: Literal["inbound", "outbound"] = Field(description="`inbound` or `outbound`.")
    sender: str | None = Field(None, serialization_alias="from", validation_alias="from", description="The sender.")
    to: str | None = Field(None, description="The recipient.")
    message: dict[str, Any] = Field(description="The message itself.")
    status: str = Field(description="The status.")
    sent_at: Timestamp = Field(description="When it was sent.")


def derive(change: Change) -> Iterator[Happening]:
    """`message.received` for what a person wrote, `message.sent` when one of ours has been accepted.

    A message that is edited or deleted later (`edited_at`, `deleted_at`) is no other message: this is where that would
    be told. One that was deleted before it came, and a mark on another message, are nothing to answer.
    """
    item, before = change.after, change.before or {}
    if item is None or "message_id" not in item or item.get("sample"):
        return
    if change.key.sk == HEAD:
        if received := told.newly_received(item, change.before):
            yield Happening("message.received", received)
    elif item["direction"] == "inbound" and not before and told.BY_HEAD not in item and told.is_written(item):
        yield Happening("message.received", told.data_of(item))
    elif item["direction"] == "outbound" and "sent_at" in item and "sent_at" not in before:
        yield Happening("message.sent", {**told.data_of(item), "status": "sent"})

"""What the events about messages say of one, and where an event of a message that came in is derived from.

The stream keeps the order of the changes of one item, not of two. So that the events about what somebody writes come in
the order of the messages, they are derived from the head of the conversation: in the transaction that stores a message
of a chat, the head is told what its event will say. A mail has no order, and may be large: its event is derived from
the message itself.
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core.store.codec import Item

RECEIVED = "received"
"""The attribute of a head that has the data of the event about the newest message that came in."""

BY_HEAD = "told_by_head"
"""The attribute of a message whose event is derived from the head."""


def data_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an event: without the HTML of a mail, which is as large as an event may be."""
    said = {name: value for name, value in item["content"].items() if name != "html"}
    about = {name: item[name] for name in ("message_id", "contact_id", "channel", "direction")}
    named = {name: item[name] for name in ("from", "to") if item.get(name) is not None}
    return {**about, **named, "message": said, "status": item["status"], "sent_at": item["sent_at"]}


def is_told_by_head(item: Mapping[str, Any]) -> bool:
    """Whether the event of a message is derived from the head of its conversation."""
    return bool(item["direction"] == "inbound" and item["channel"] != "email")


def is_written(item: Mapping[str, Any]) -> bool:
    """Whether a message that came in is what a person wrote, not a mark on another message, nor deleted since."""
    return "deleted_at" not in item and item["content"].get("type") != "reaction"


def of_head(item: Mapping[str, Any]) -> dict[str, Any]:
    """What the head is told of a message that is appended."""
    if not (is_told_by_head(item) and is_written(item)):
        return {}
    return {RECEIVED: data_of(item), "message_id": item["message_id"]}


def newly_received(head: Item, before: Item | None) -> dict[str, Any] | None:
    """The data of the event about the message that a change of a head was for, if it came in."""
    received: dict[str, Any] | None = head.get(RECEIVED)
    former = (before or {}).get(RECEIVED) or {}
    return None if received is None or received["message_id"] == former.get("message_id") else received

"""The data of events about messages, and the item from which the event of an incoming message is derived.

The stream keeps the order of the changes of one item, not of two. To keep the events about a person's messages in
order, they are derived from the head of the conversation: the transaction that stores a chat message also writes the
event's data to the head. Mails have no order and may be large, so a mail's event is derived from the message itself.
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core.store.codec import Item

RECEIVED = "received"
"""The attribute of a head that has the data of the event about the newest message that came in."""

BY_HEAD = "told_by_head"
"""The attribute of a message whose event is derived from the head."""


def data_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an event: without the HTML of a mail, which may be as large, and what repeats its text."""
    said = {name: value for name, value in item["content"].items() if name not in ("html", "reply")}
    about = {name: item[name] for name in ("message_id", "contact_id", "channel", "direction")}
    named = {name: item[name] for name in ("from", "to") if item.get(name) is not None}
    files = {"attachments": attachments_of(item)} if item.get("attachments") else {}
    return {**about, **named, "message": said, **files, "status": item["status"], "sent_at": item["sent_at"]}


def attachments_of(item: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The files of a message, each with an id by which a later event of the message names it again."""
    return [{"id": f"{item['message_id']}-{number}", **file} for number, file in enumerate(item["attachments"], 1)]


def is_told_by_head(item: Mapping[str, Any]) -> bool:
    """Whether the event of a message is derived from the head of its conversation."""
    return bool(item["direction"] == "inbound" and item["channel"] != "email")


def is_written(item: Mapping[str, Any]) -> bool:
    """Tell whether an incoming message is text or media from a person, not a reaction and not deleted since."""
    return "deleted_at" not in item and item["content"].get("type") != "reaction"


def of_head(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes that the head gets when a message is appended."""
    if not (is_told_by_head(item) and is_written(item)):
        return {}
    return {RECEIVED: data_of(item), "message_id": item["message_id"]}


def newly_received(head: Item, before: Item | None) -> dict[str, Any] | None:
    """Return the event data of the message behind a change of a head, if the message is an incoming one."""
    received: dict[str, Any] | None = head.get(RECEIVED)
    former = (before or {}).get(RECEIVED) or {}
    return None if received is None or received["message_id"] == former.get("message_id") else received

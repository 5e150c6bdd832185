"""A conversation as the API shows it."""

from typing import Any

from bivelio_core.store.codec import Item

from . import states
from .models import ConversationStatus, HandedOver

PLAIN = ("snoozed_until", "assignee", "first_unanswered_at", "handled_by")


def status_of(head: Item) -> dict[str, Any]:
    """The fields that say what there is to do with a conversation, and who does it."""
    handed_over = head.get("handed_over")
    return {
        "contact_id": head["contact_id"],
        "channel": head["newest_channel"],
        "state": states.state_of(head),
        **{name: head.get(name) for name in PLAIN},
        "labels": head.get("labels", []),
        "handed_over": None if handed_over is None else HandedOver(**handed_over),
        "version": int(head.get("version", 0)),
    }


def show(head: Item) -> ConversationStatus:
    """What a change of a conversation answers."""
    return ConversationStatus(**status_of(head))

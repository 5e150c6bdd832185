"""The stored form of cases and their notes: pure functions from requests to items."""

from collections.abc import Collection
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Actor
from bivelio_core.store.codec import Item

from .models import CreateCase, UpdateCase

FIELDS = (
    *("title", "description", "status", "priority", "assignee"),
    *("contact_id", "invoice_ids", "message_ids", "document_ids", "tags"),
)
"""The fields of a request that the item has as they are."""


def new_attributes(request: CreateCase, random: str) -> dict[str, Any]:
    """The attributes of a new case, all but its number."""
    now = clock.timestamp()
    about = {name: getattr(request, name) for name in FIELDS}
    return {
        "random": random,
        "version": 1,
        **{name: value for name, value in about.items() if value is not None},
        "note_count": 0 if request.note is None else 1,
        **({"closed_at": now} if request.status == "closed" else {}),
        "created_at": now,
        "updated_at": now,
    }


def changed(item: Item, request: UpdateCase, sent: Collection[str]) -> Item:
    """The item with the fields that were sent; the writer sets its version and time."""
    after = {**item, **{name: getattr(request, name) for name in FIELDS if name in sent}}
    if after["status"] != item["status"]:
        after["closed_at"] = clock.timestamp() if after["status"] == "closed" else None
    if request.note is not None:
        after["note_count"] += 1
    return {name: value for name, value in after.items() if value is not None}


def note(text: str, author: Actor) -> dict[str, Any]:
    """The attributes of a note."""
    return {"text": text, "author": {"kind": author.kind, "id": author.id}, "created_at": clock.timestamp()}


def note_sk(number: int) -> str:
    """The sort key of a note."""
    return f"{number:03}"

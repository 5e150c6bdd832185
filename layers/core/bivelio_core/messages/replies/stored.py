"""Canned replies as they are stored: an item each, in one partition, under its folded name."""

from bivelio_core.store.codec import Item
from bivelio_core.store.index.words import fold
from bivelio_core.store.keys import CANNED_REPLY
from bivelio_core.store.revise import Source
from bivelio_core.store.tenant_store import TenantStore, existing

from .models import Reply


def sort_key(name: str) -> str:
    """The sort key of a name: capitals, accents and spaces at its ends make no other reply."""
    return fold(name).strip() or name


def load(store: TenantStore, name: str) -> Item:
    """The reply of a name, also one that was taken away. Raises ResourceNotFound."""
    return existing(store.get(CANNED_REPLY, sort_key(name)))


SOURCE = Source(load)


def is_archived(reply: Item) -> bool:
    """Whether a reply was taken away; it stays two days, so that this can be repeated."""
    return "archived" in reply


def show(reply: Item) -> Reply:
    """The resource of an item."""
    return Reply(
        name=reply["name"],
        texts=reply["texts"],
        subjects=reply.get("subjects"),
        variables=reply.get("variables"),
        format=reply.get("format"),
        version=int(reply["version"]),
        updated_at=reply["updated_at"],
    )

"""From which contacts a note, a task or an association has come by merges: the last one first to take it back."""

from collections.abc import Iterator
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import Kind
from bivelio_core.store.tenant_store import TenantStore

ORIGINS = "origins"
PAGE = 100


def left(item: Item, source: str) -> dict[str, Any]:
    """The attributes of something that leaves a contact by a merge."""
    return {ORIGINS: [*item.get(ORIGINS, ()), source]}


def gone_back(item: Item) -> Item:
    """Something without the contact that it goes back to."""
    rest = {name: value for name, value in item.items() if name != ORIGINS}
    others = item[ORIGINS][:-1]
    return {**rest, ORIGINS: others} if others else rest


def come_from(item: Item, source: str) -> bool:
    """Whether something has come from a contact by the last merge that moved it."""
    return bool(item.get(ORIGINS, ())[-1:] == [source])


def every(store: TenantStore, kind: Kind, contact: str) -> Iterator[Item]:
    """All items in a partition of a contact, in pages, as they are when their page is read."""
    low: str | None = None
    while page := store.query(kind, contact, low=low, limit=PAGE, consistent=True):
        yield from page
        low = f"{page[-1]['SK']}!"

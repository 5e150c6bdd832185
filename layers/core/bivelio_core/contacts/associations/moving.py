"""Move the associations of a contact to another one: what a merge and its undoing do with them.

Each moves in one transaction, both of its items, so the job can die at any line and be run again: what has moved is not
in the contact's partition any more. One between the two contacts ends: a contact has none with itself.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ASSOCIATION
from bivelio_core.store.tenant_store import TenantStore

from .stored import OUTGOING, deletions, puts

if TYPE_CHECKING:
    from bivelio_core.store.writes import Write

PAGE = 25
_ABOUT = ("label", "inverse_label", "author", "created_at")


def move(store: TenantStore, source: str, target: Item, target_id: str) -> Iterator[Item]:
    """Move all associations of a contact (by its sort key) to another one, and yield each as it was.

    `target_id` is the public id of the other contact. Can be repeated, and given up between two of them.
    """
    while page := store.query(ASSOCIATION, source, limit=PAGE, consistent=True):
        for item in page:
            move_one(store, item, target, target_id)
            yield item


def move_one(store: TenantStore, item: Item, target: Item, target_id: str) -> None:
    """Move one association, given as an item of the contact that it leaves; it may have moved already."""
    writes: list[Write] = [*deletions(store, item["direction"], item["contact"], item["other"], item["label"])]
    if item["other"] != target["SK"]:
        about = {name: item[name] for name in _ABOUT if name in item}
        here = {"SK": target["SK"], "public": target_id}
        there = {"SK": item["other"], "public": item["other_id"]}
        pair = (here, there) if item["direction"] == OUTGOING else (there, here)
        writes += puts(store, *pair, about, is_new=False)
    store.transact(writes)

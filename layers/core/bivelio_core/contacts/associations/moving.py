"""Move the associations of a contact to another one: what a merge and its undoing do with them.

Each moves in one transaction, both of its items, so the job can die at any line and be run again: what has moved is not
in the contact's partition any more. One between the two contacts ends: a contact has none with itself. One that the
other contact has too is noted there (`shared`), and comes back from it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bivelio_core.contacts.merging import origins
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ASSOCIATION
from bivelio_core.store.tenant_store import TenantStore

from .stored import OUTGOING, deletions, puts, sort_key

if TYPE_CHECKING:
    from bivelio_core.store.writes import Write

PAGE = 25
SHARED = "shared"
_ABOUT = ("label", "inverse_label", "author", "created_at", origins.ORIGINS, SHARED)


def move(store: TenantStore, source: str, target: Item, target_id: str) -> Iterator[Item]:
    """Move all associations of a contact (by its sort key) to another one, and yield each as it was.

    `target_id` is the public id of the other contact. Can be repeated, and given up between two of them.
    """
    while page := store.query(ASSOCIATION, source, limit=PAGE, consistent=True):
        for item in page:
            _move_one(store, item, target, target_id)
            yield item


def move_back(store: TenantStore, source: str, target: Item, target_id: str) -> Iterator[Item]:
    """Move the associations back that have come from a contact (`target`), as `move` does; it gets its shared ones."""
    here = {"SK": target["SK"], "public": target_id}
    for item in origins.every(store, ASSOCIATION, source):
        if origins.come_from(item, target["SK"]):
            about = _about(origins.gone_back(item))
            gone = deletions(store, item["direction"], item["contact"], item["other"], item["label"])
            store.transact([*gone, *_puts(store, item, here, about)])
            yield item
        elif target["SK"] in item.get(SHARED, ()):
            rest = [sk for sk in item[SHARED] if sk != target["SK"]]
            own = {"SK": item["contact"], "public": item["contact_id"]}
            theirs = {name: value for name, value in _about(item).items() if name not in (SHARED, origins.ORIGINS)}
            store.transact(
                [*_puts(store, item, here, theirs), *_puts(store, item, own, {**_about(item), SHARED: rest})]
            )
            yield item


def _move_one(store: TenantStore, item: Item, target: Item, target_id: str) -> None:
    """Move one association, given as an item of the contact that it leaves; it may have moved already."""
    writes: list[Write] = [*deletions(store, item["direction"], item["contact"], item["other"], item["label"])]
    if item["other"] != target["SK"]:
        there = store.get(ASSOCIATION, sort_key(item["direction"], item["other"], item["label"]), target["SK"])
        if there is None:
            about = {**_about(item), **origins.left(item, item["contact"])}
        else:
            about = {**_about(there), SHARED: [*there.get(SHARED, ()), item["contact"]]}
        writes += _puts(store, item, {"SK": target["SK"], "public": target_id}, about)
    store.transact(writes)


def _about(item: Item) -> dict[str, Any]:
    return {name: item[name] for name in _ABOUT if name in item}


def _puts(store: TenantStore, item: Item, here: dict[str, str], about: dict[str, Any]) -> "list[Write]":
    """The writes of both items of an association as seen from `here`, to the other contact of `item`."""
    there = {"SK": item["other"], "public": item["other_id"]}
    one, other = (here, there) if item["direction"] == OUTGOING else (there, here)
    return [*puts(store, one, other, about, is_new=False)]

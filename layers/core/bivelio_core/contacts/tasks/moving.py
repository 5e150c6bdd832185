"""Move the tasks of a contact to another one: what a merge and its undoing do with them.

Each task changes in a transaction of its own with its places, so the job can die at any line and be run again: what has
moved is not in the contact's list any more.
"""

from collections.abc import Iterator
from contextlib import suppress

from bivelio_core.contacts.merging import origins
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import TASK, TASK_PLACE
from bivelio_core.store.revise import revised
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, absent, all_of, equals

from .stored import place_changes

PAGE = 25


def move(store: TenantStore, source: str, target: Item, target_id: str) -> Iterator[str]:
    """Move all tasks of a contact (by its sort key) to another one, and yield the id of each that has moved.

    `target_id` is the public id of the other contact. Can be repeated, and given up between two tasks.
    """
    while places := store.query(TASK_PLACE, source, limit=PAGE, consistent=True):
        for place in places:
            task = store.get(TASK, place["task"])
            if task is None or task.get("contact") != source:
                continue  # it has just been changed: the next page has its places as they are now
            with suppress(TransactionFailed):
                yield move_one(store, task, {**task, **origins.left(task, source)}, target, target_id)


def move_back(store: TenantStore, source: str, target: Item, target_id: str) -> Iterator[str]:
    """Move the tasks back that have come from a contact (`target`), as `move` does."""
    for place in origins.every(store, TASK_PLACE, source):
        task = store.get(TASK, place["task"])
        if task is not None and task.get("contact") == source and origins.come_from(task, target["SK"]):
            with suppress(TransactionFailed):  # it has changed: the job comes again
                yield move_one(store, task, origins.gone_back(task), target, target_id)


def move_one(store: TenantStore, task: Item, moved: Item, target: Item, target_id: str) -> str:
    """Move a task, as it is `moved`, to another contact, and return its id.

    Raises TransactionFailed for one that was just changed.
    """
    after = revised(task, {**moved, "contact": target["SK"], "contact_id": target_id})
    conditions = (equals(name, task[name]) if name in task else absent(name) for name in ("told_due", "told_reminder"))
    unchanged = all_of(equals("version", task["version"]), *conditions)
    store.transact([Put(after, unchanged), *place_changes(store, task, after)])
    return str(task["SK"])

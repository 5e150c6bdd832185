"""Move the tasks of a contact to where they belong: what a merge and its undoing do with them.

Each task changes in a transaction of its own with its places, so the job can die at any line and be run again: what has
moved is not in the contact's list any more.
"""

from collections.abc import Iterator

from bivelio_core.contacts.merging import origins
from bivelio_core.contacts.merging.origins import Destination, Home
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import TASK, TASK_PLACE
from bivelio_core.store.revise import revised
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, absent, all_of, equals

from .stored import place_changes


def move(store: TenantStore, home: Home) -> Iterator[str]:
    """Move those tasks of a contact that belong to another one; for each, yield the contact to look at then.

    That is the other one, by its sort key, or the same for a task that somebody has just changed. Can be given up
    between two tasks.
    """
    for place in origins.every(store, TASK_PLACE, home.sk):
        task = store.get(TASK, place["task"])
        if task is None or task.get("contact") != home.sk:
            continue  # it has just been changed
        if (to := home.route(task)) is not None:
            try:
                move_one(store, task, to)
            except TransactionFailed:
                yield home.sk  # it has changed: it is looked at again
            else:
                yield to.sk


def move_one(store: TenantStore, task: Item, to: Destination) -> None:
    """Move a task to another contact. Raises TransactionFailed for one that was just changed."""
    about = {**origins.without_origins(task), **to.origin_attribute()}
    after = revised(task, {**about, "contact": to.sk, "contact_id": to.public_id})
    conditions = (equals(name, task[name]) if name in task else absent(name) for name in ("told_due", "told_reminder"))
    unchanged = all_of(equals("version", task["version"]), *conditions)
    store.transact([Put(after, unchanged), *place_changes(store, task, after)])

"""Have the notes, tasks and associations of contacts follow a merge, or go back when it is undone.

Each moves in a transaction of its own, so the job can die at any line and be run again. Whoever wrote one at the moment
of the merge may have written it to a contact that was no part of another yet: the job looks once more, after the
longest time that a request takes.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain

from bivelio_core.contacts.associations import moving as associations_moving
from bivelio_core.contacts.notes import moving as notes_moving
from bivelio_core.contacts.tasks import moving as tasks_moving
from bivelio_core.contacts.transfer import queue
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, MERGE
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, equals

from . import associations, stored

LATE_SECONDS, PAUSE_SECONDS = 900, 1
AFTER = {"moving": "merged", "returning": "unmerged"}


def go_on(merge_id: str, store: TenantStore, has_time: Callable[[], bool]) -> int | None:
    """Move while there is time; returns in how many seconds to go on, None when nothing is left to do."""
    state = store.get(MERGE, merge_id)
    if state is None:
        return None
    is_undone = state["status"] in ("returning", "unmerged")
    for _ in _returned(store, state) if is_undone else _moved(store, state):
        if not has_time():
            return PAUSE_SECONDS
    if state["status"] == "returning":
        associations.make_again(store, state["ended"])
    if state["status"] not in AFTER:
        return None
    with suppress(ConditionFailed):  # it has been undone meanwhile, which has a message of its own
        done = Update(set={"status": AFTER[state["status"]]})
        store.update(MERGE, merge_id, done, condition=equals("status", state["status"]))
    _hand_on(store, state)
    return LATE_SECONDS


def _moved(store: TenantStore, state: Item) -> Iterator[object]:
    winner = store.get(CONTACT, state["contact"])
    if winner is not None:
        for each in state["losers"]:
            yield from _all(store, each["sk"], winner)


def _all(store: TenantStore, source: str, target: Item) -> Iterator[object]:
    where = (store, source, target, stored.public_id(store, target))
    yield from chain(notes_moving.move(*where), tasks_moving.move(*where), associations_moving.move(*where))


def _returned(store: TenantStore, state: Item) -> Iterator[object]:
    for each in state["losers"]:
        contact = store.get(CONTACT, each["sk"])
        if contact is not None and "merged_into" not in contact:
            where = (store, state["contact"], contact, each["id"])
            moves = (notes_moving, tasks_moving, associations_moving)
            yield from chain.from_iterable(one.move_back(*where) for one in moves)


def _hand_on(store: TenantStore, state: Item) -> None:
    """Have the winner's own merge go on, if it has become part of another contact: more has come to it."""
    winner = store.get(CONTACT, state["contact"])
    if winner is not None and "merge" in winner:
        queue.send("merge", winner["merge"], store.tenant, state["language"])

"""Have the notes, tasks and associations of contacts follow a merge, or go back when it is undone (origins.py).

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
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import MERGE
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, equals

from . import associations
from .origins import Home

LATE_SECONDS, PAUSE_SECONDS = 900, 1
AFTER = {"moving": "merged", "returning": "unmerged"}


def go_on(merge_id: str, store: TenantStore, has_time: Callable[[], bool]) -> int | None:
    """Move while there is time; returns in how many seconds to go on, None when nothing is left to do."""
    state = store.get(MERGE, merge_id)
    if state is None:
        return None
    if state["status"] == "returning":
        associations.make_again(store, state["ended"])
    for _ in _moved(store, state):
        if not has_time():
            return PAUSE_SECONDS
    if state["status"] not in AFTER:
        return None
    with suppress(ConditionFailed):  # it has been undone meanwhile, which has a message of its own
        done = Update(set={"status": AFTER[state["status"]]})
        store.update(MERGE, merge_id, done, condition=equals("status", state["status"]))
    return LATE_SECONDS


def _moved(store: TenantStore, state: Item) -> Iterator[object]:
    """Move what is at one of the contacts to where it belongs, and what has come to another one on from there."""
    to_look_at = [*(each["sk"] for each in state["losers"]), state["contact"]]
    while to_look_at:
        home = Home(store, to_look_at.pop(0))
        moves = (notes_moving, tasks_moving, associations_moving)
        for sk in chain.from_iterable(one.move(store, home) for one in moves):
            if sk not in to_look_at:
                to_look_at.append(sk)
            yield sk

"""`task.reminder` and `task.due`: told at the time of a task, each once, unless it was done, moved or deleted before.

An open task with a time has a mark in the sparse index, so the sweeper reads what is due and no other task. It notes at
the task that it was told for this time, on condition that the mark is the one it has read; the stream makes the event
of that write. Whoever changes the task meanwhile makes another mark, or none.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bivelio_core import clock
from bivelio_core.moments import Clockwork, Moment
from bivelio_core.store import due as store_due
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import TASK, TASK_PLACE
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, equals

from .stored import ALL, DUE, OPEN, SHARDS, marked, untold

if TYPE_CHECKING:
    from bivelio_core.events.catalogue import Happening
    from bivelio_core.store.changes import Change

MARKS = f"{DUE}*"
MARK = ("GSI1PK", "GSI1SK")
TELLS = {"due": "task.due", "reminder": "task.reminder"}
FARTHEST_REMINDER = timedelta(weeks=4)


def due(table: Table) -> Iterator[Key]:
    """The keys of all tasks about which somebody is to be told now, shard by shard; each is given once."""
    return store_due.keys_of(table, (f"{DUE}{shard}" for shard in range(SHARDS)))


def take_up(table: Table, key: Key) -> bool:
    """Tell that a task is due, or soon will be; whether it still was to be told."""
    due_item = store_due.item_of(table, key, TASK)
    return due_item is not None and tell(*due_item)


def tell(store: TenantStore, task: Item) -> bool:
    """Note at a task what has come, and give it the mark of what comes next. Whether nobody else was first."""
    moments = untold(task)
    if not moments or "GSI1SK" not in task:
        return False
    name = f"told_{moments[0][1]}"
    after = marked({**task, name: task["due_at"]})
    marks: Item = {each: after[each] for each in MARK if each in after}
    marking = Update(set={name: task["due_at"], **marks}, remove=[each for each in MARK if each not in marks])
    with suppress(ConditionFailed):  # it was changed or told meanwhile
        store.update(TASK, task["SK"], marking, condition=equals("GSI1SK", task["GSI1SK"]))
        return True
    return False


def derive(change: "Change") -> "Iterator[Happening]":
    """`task.reminder` and `task.due`, for each write that notes at a task that it has come."""
    from bivelio_core.events.catalogue import Happening  # noqa: PLC0415 - who tells does without it

    from .stored import show  # noqa: PLC0415

    before, after = change.before, change.after
    if before is None or after is None or after.get("deleted"):
        return
    for what, event_type in TELLS.items():
        name = f"told_{what}"
        if name in after and after[name] != before.get(name):
            yield Happening(event_type, show(after).model_dump())


def upcoming(store: TenantStore, _after: datetime, until: datetime) -> Iterator[Moment]:
    """What is to be told until an instant of a sandbox's clock."""
    last = clock.timestamp(until + FARTHEST_REMINDER)
    places = store.query(TASK_PLACE, ALL, low=f"{OPEN}#", high=f"{OPEN}#{last}#~", consistent=True)
    tasks = store.get_many(TASK, [place["task"] for place in places], consistent=True)
    for task in tasks.values():
        for at, what in untold(task):
            if at <= until:
                yield Moment(at, TELLS[what], str(task["SK"]))


def come(store: TenantStore, moment: Moment) -> None:
    """Tell what the sweeper would, unless it has."""
    task = store.get(TASK, moment.name)
    if task is not None and any(TELLS[what] == moment.kind and at == moment.at for at, what in untold(task)):
        tell(store, task)


WORKS = Clockwork(upcoming, come)

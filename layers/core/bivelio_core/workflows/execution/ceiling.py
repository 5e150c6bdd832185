"""The ceiling: the number of an organisation's runs that its plan allows at once. Further runs wait in order.

One item counts the runs that have a place and those that wait for one. It changes in the transactions that begin and
end runs, so a start below the ceiling costs no call for it, and a function that dies is not counted twice. If no run
waits when a run ends, nothing more is to be done. If one waits, the ended run keeps a mark for the sweeper until the
next run has begun, as with gates (gates.py).

A run that waits for a place already holds its lock or its place in a gate, and a run with a place waits for neither. A
run that is a step of another run shares that run's place: if it waited, both could wait for ever.
"""

from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.credits import plans
from bivelio_core.errors import ApiError
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import WORKFLOW_GATE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, Write, absent, all_of, any_of, compare, equals, present

from . import sweep_marks
from .gates import ACTIVE, QUEUED, RETRY_AFTER_SECONDS, entry_number
from .runs import PENDING, RUNNING

BY_PLAN = {"starter": 250, "pro": 2_500, "enterprise": 25_000}
SANDBOX = 100
MAXIMUM_HELD = 10_000
"""How many runs of an organisation may wait for a place."""

WORKFLOW, NAME = "-", "ceiling"
"""Where the ceiling's item is among those of gates: beside no workflow."""

PLACE, HELD = "place", "held"
"""The attributes of an instance that has a place, and of one that waits for it (its number in the queue)."""

WAITS = (QUEUED, HELD)
"""The attributes of a run that waits to begin: for its turn in a gate, or for a place."""


class RunLimitReached(ApiError):
    """The organisation already has as many active runs as its plan allows."""

    code, status, retryable = "WORKFLOW_RUN_LIMIT_REACHED", 429, True

    def __init__(self, limit: int, running: int) -> None:
        about = {"limit": limit, "running": running}
        super().__init__(details=about, retry_after=RETRY_AFTER_SECONDS, **about)


class Ceiling(NamedTuple):
    """The ceiling of an organisation as it was read."""

    store: TenantStore
    limit: int
    active: int
    queued: int
    next: int

    def hold(self, sk: str) -> tuple[dict[str, Any], list[Write]]:
        """Return a waiting run's attributes, and its writes, which fail when the ceiling has changed."""
        is_next = equals("next", self.next) if self.next else absent("next")
        must_wait = any_of(compare(ACTIVE, ">=", self.limit), compare(QUEUED, ">", 0))
        about = {"instance": sk, "since": clock.stamp()}
        writes = [
            _write(self.store, Update(add={QUEUED: 1, "next": 1}), all_of(is_next, must_wait)),
            self.store.put_write(WORKFLOW_GATE, _entry(self.next), about, WORKFLOW),
        ]
        return {"status": PENDING, "current_step": 0, HELD: self.next}, writes

    def first(self) -> Item | None:
        """Return the entry of the run that gets the next place; None when no run waits or no place is free."""
        if not self.queued or self.active >= self.limit:
            return None
        entries = self.store.query(WORKFLOW_GATE, WORKFLOW, prefix=f"{NAME}#", limit=1, consistent=True)
        return entries[0] if entries else None

    def let_in(self, entry: Item) -> tuple[Update, list[Write]]:
        """The change of the run of an entry, and the writes by which it gets its place."""
        room = all_of(compare(ACTIVE, "<", self.limit), compare(QUEUED, ">", 0))
        change = Update(
            set={
                "status": RUNNING,
                "current_step": 1,
                "updated_at": clock.timestamp(),
                PLACE: True,
                **sweep_marks.mark(entry["instance"]),
            },
            remove=(HELD,),
        )
        moved = _write(self.store, Update(add={ACTIVE: 1, QUEUED: -1}), room)
        return change, [moved, self.store.delete_write(WORKFLOW_GATE, entry["SK"], WORKFLOW, condition=present())]


def limit_of(store: TenantStore) -> int:
    """Return how many runs of a tenant may be active at once."""
    if store.tenant.is_sandbox:
        return SANDBOX
    return BY_PLAN[plans.remembered(store).name]


def read(store: TenantStore) -> Ceiling:
    """The ceiling as it is now."""
    item = store.get(WORKFLOW_GATE, NAME, WORKFLOW) or {}
    return Ceiling(store, limit_of(store), *(int(item.get(each, 0)) for each in (ACTIVE, QUEUED, "next")))


def enter(store: TenantStore) -> Write:
    """Return the write that gives a run a place at once. It fails when no place is free or other runs wait."""
    room = any_of(absent(ACTIVE), compare(ACTIVE, "<", limit_of(store)))
    nobody = any_of(absent(QUEUED), equals(QUEUED, 0))
    return _write(store, Update(add={ACTIVE: 1}), all_of(room, nobody))


def leave(store: TenantStore, instance: Item, *, others_wait: bool) -> list[Write]:
    """The writes by which a run that ends gives up its place, or stops waiting for one.

    Unless `others_wait` is set, giving up a place fails when other runs wait.
    """
    if PLACE in instance:
        nobody = any_of(absent(QUEUED), equals(QUEUED, 0))
        has_place = compare(ACTIVE, ">", 0)
        return [_write(store, Update(add={ACTIVE: -1}), has_place if others_wait else all_of(has_place, nobody))]
    if HELD in instance:
        return [
            _write(store, Update(add={QUEUED: -1}), compare(QUEUED, ">", 0)),
            store.delete_write(WORKFLOW_GATE, _entry(instance[HELD]), WORKFLOW, condition=present()),
        ]
    return []


def _write(store: TenantStore, change: Update, condition: Condition) -> Write:
    return store.update_write(WORKFLOW_GATE, NAME, change, WORKFLOW, condition=condition)


def _entry(number: int) -> str:
    return f"{NAME}#{entry_number(number)}"

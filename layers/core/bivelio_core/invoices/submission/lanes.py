"""How far the submission of a tenant's records has come, in one item, which at most one turn changes at a time.

    T#INRL / -   `through`: AEAT has answered about every record up to this number; when the next message may go; the
                 attempt that is under way, written before its message is sent; what failed

Its mark in the sparse index says when the sweeper has to wake it, should the message of the queue be lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.invoices.verifactu import flow
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import SUBMISSION_LANE
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, UpdateWrite, absent, equals

SK = "-"
SHARDS = 4
PREFIX = "INV#LANE#"
LEASE = timedelta(seconds=200)
"""How long an attempt is another turn's: longer than the function may run."""
GRACE = timedelta(seconds=60)
"""How long after its time a turn may come before the sweeper sends another one."""
LOOK_EACH = 100
"""With each so many records the lane looks whether a full message waits."""

_ATTEMPT = ("attempt", "attempt_at", "attempt_until", "attempt_last")
_TROUBLE = ("failures", "failed_at", "problem", "problem_code")


@dataclass(frozen=True, slots=True)
class Lane:
    """The lane of a tenant. Times are stamps of the real clock."""

    through: int = 0
    due_at: str | None = None
    """When the next message may go; None before the first one."""
    wait_seconds: int = flow.FIRST_WAIT_SECONDS
    attempt: str | None = None
    """The name of the attempt under way, whose answer is not known."""
    attempt_at: str | None = None
    attempt_until: str | None = None
    """Until when only the turn that began it may work on it."""
    attempt_last: int = 0
    """The number of its last record."""
    limit: int | None = None
    """How many records the next message may have, while one that AEAT cannot read is looked for."""
    failures: int = 0
    failed_at: str | None = None
    problem: str | None = None
    """Why nothing can be sent: `unreachable`, `certificate`, `refused`."""
    problem_code: int | None = None
    mendable: tuple[int, ...] = ()
    """Accepted records whose error is of our own making, to be corrected before anything else is sent."""
    unasked_through: int = 0
    """Records up to this one were sent, their answer was lost, and AEAT could not be asked."""
    incident_through: int = 0
    """Records up to this one were kept back by an outage."""
    turns: int = 0
    wake: str | None = None
    """The name of the message that is the lane's next turn."""
    version: int = 0
    """How often something was added to it."""


def partition(shard: int) -> str:
    """The key in GSI1 of the marks of a shard."""
    return f"{PREFIX}{shard}"


def load(store: TenantStore) -> Lane:
    """The lane of a tenant."""
    return of_item(store.get(SUBMISSION_LANE, SK))


def of_item(item: Item | None) -> Lane:
    """The lane that an item describes."""
    if item is None:
        return Lane()
    values = {each.name: item[each.name] for each in fields(Lane) if each.name in item}
    return Lane(**{**values, "mendable": tuple(int(number) for number in values.get("mendable", ()))})


def added(store: TenantStore, record: int) -> UpdateWrite:
    """The write that tells the lane of a new record, for the transaction that makes it."""
    mark = _mark(store, clock.real_now())
    is_look = record % LOOK_EACH == 0
    change = Update(add={"version": 1}, set=mark if is_look else {}, default={} if is_look else mark)
    return store.update_write(SUBMISSION_LANE, SK, change)


def begin(store: TenantStore, lane: Lane, through: int, last: int, at: datetime) -> Lane | None:
    """Note an attempt before its message is sent; None when another turn was first."""
    change = Update(
        set={
            "through": through,
            "attempt": ids.random_text(ids.BODY_LENGTH),
            "attempt_at": clock.stamp(at),
            "attempt_until": clock.stamp(at + LEASE),
            "attempt_last": last,
            "due_at": clock.stamp(flow.next_at(at, lane.wait_seconds)),
            **_mark(store, at + LEASE),
        },
        add={"turns": 1},
    )
    return _changed(store, change, equals("turns", lane.turns) if lane.turns else absent("turns"))


def answered(
    store: TenantStore, lane: Lane, through: int, wait_seconds: int, mendable: Sequence[int] = ()
) -> Lane | None:
    """Note that every record up to `through` has its answer; None when the attempt is no longer the lane's."""
    due_at = clock.stamp(flow.next_at(clock.parse(lane.attempt_at or clock.real_stamp()), wait_seconds))
    change = {"through": through, "wait_seconds": wait_seconds, "due_at": due_at, **_to_mend(lane, mendable)}
    return _ended(store, lane, change, remove=(*_TROUBLE, "limit"))


def resolved(store: TenantStore, lane: Lane, through: int, mendable: Sequence[int] = ()) -> Lane | None:
    """Note what a query has told: the answer is known up to `through`, and what is after it is sent again.

    Where nothing is left of the attempt, nothing is wrong any more.
    """
    is_over = through >= lane.attempt_last
    change = {"through": through, **_to_mend(lane, mendable)}
    return _ended(store, lane, change, remove=_TROUBLE if is_over else ())


def unasked(store: TenantStore, lane: Lane, mendable: Sequence[int] = ()) -> Lane | None:
    """Note that nobody may ask what became of the attempt, whose records are sent again."""
    last = max(lane.unasked_through, lane.attempt_last)
    return _ended(store, lane, {"unasked_through": last, **_to_mend(lane, mendable)})


def mended(store: TenantStore, lane: Lane) -> Lane | None:
    """Note that the first record to mend has been."""
    change = Update(set={"mendable": list(lane.mendable[1:])}, add={"turns": 1})
    return _changed(store, change, equals("turns", lane.turns) if lane.turns else absent("turns"))


def _to_mend(lane: Lane, more: Sequence[int]) -> dict[str, list[int]]:
    return {"mendable": [*dict.fromkeys((*lane.mendable, *more))]} if more else {}


def narrowed(store: TenantStore, lane: Lane, limit: int) -> Lane | None:
    """Note that AEAT could not read the message, so that the next one has fewer records."""
    return _ended(store, lane, {"limit": limit})


def failed(
    store: TenantStore, lane: Lane, problem: str, *, code: int | None = None, is_lost: bool = False, incident: int = 0
) -> Lane | None:
    """Note a failure and when to try again. With `is_lost` the message may have arrived: the attempt stays.

    `incident` is the number of the last record that an outage keeps back, 0 where it is no outage.
    """
    now = clock.real_now()
    next_try = now + timedelta(seconds=flow.retry_seconds(lane.failures + 1))
    change: dict[str, Any] = {
        "failures": lane.failures + 1,
        "failed_at": lane.failed_at or clock.stamp(now),
        "problem": problem,
        "due_at": max(clock.stamp(next_try), lane.due_at or ""),
        "incident_through": max(lane.incident_through, incident),
    }
    change |= {} if code is None else {"problem_code": code}
    remove = () if code is not None else ("problem_code",)
    if is_lost:
        return _ended(store, lane, {**change, "attempt_until": clock.stamp(now)}, remove=remove, keeps=True)
    return _ended(store, lane, change, remove=remove)


def arm(store: TenantStore, lane: Lane, at: datetime) -> str | None:
    """Note when the next turn is, and return the name of its message; None when the lane has changed meanwhile."""
    wake = ids.random_text(ids.BODY_LENGTH)
    change = Update(set={"wake": wake, **_mark(store, at + GRACE)}, add={"turns": 1})
    return wake if _changed(store, change, equals("turns", lane.turns) if lane.turns else absent("turns")) else None


def rest(store: TenantStore, lane: Lane, through: int) -> bool:
    """Note that nothing waits; False when a record was added meanwhile."""
    change = Update(set={"through": through}, remove=("GSI1PK", "GSI1SK", "wake"))
    return _changed(store, change, equals("version", lane.version) if lane.version else absent("version")) is not None


def _ended(
    store: TenantStore, lane: Lane, change: dict[str, Any], *, remove: tuple[str, ...] = (), keeps: bool = False
) -> Lane | None:
    gone = (*remove, *(() if keeps else _ATTEMPT))
    update = Update(set={**change, **_mark(store, clock.real_now() + GRACE)}, add={"turns": 1}, remove=gone)
    return _changed(store, update, equals("attempt", lane.attempt) if lane.attempt else absent("attempt"))


def _changed(store: TenantStore, change: Update, condition: Condition) -> Lane | None:
    try:
        return of_item(store.update(SUBMISSION_LANE, SK, change, condition=condition))
    except ConditionFailed:
        return None


def _mark(store: TenantStore, at: datetime) -> dict[str, str]:
    shard = sum(store.tenant.business.encode()) % SHARDS
    return {"GSI1PK": partition(shard), "GSI1SK": clock.stamp(at)}

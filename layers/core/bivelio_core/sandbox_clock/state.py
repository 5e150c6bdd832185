"""The item of a sandbox's clock, and its changes.

Every change has the next revision, on condition that the revision is as it was read: of two that move the clock at
once, one fails. While an advance is under way the clock stands still at the moment that is being done.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.errors import ChangedMeanwhile, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import CLOCK
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.tenant_clock import SK, of_item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, absent, equals

from .models import SANDBOX_ONLY, Advance, Clock

TRIES = 8
"""How often a request's change is tried while the worker moves the clock: some seconds."""

ADVANCE = "advance"
HANDS = ("stopped_at", "ahead_ms", "is_real")
"""The attributes that say what the clock shows."""


def require_sandbox(store: TenantStore) -> None:
    """Raise Unprocessable in live, whose clock is the real one."""
    if not store.tenant.is_sandbox:
        raise Unprocessable.of("environment", SANDBOX_ONLY)


def load(store: TenantStore) -> Item:
    """The clock's item; that of a clock which nobody has moved on this day has the revision 0."""
    return store.get(CLOCK, SK) or {"revision": 0, "is_real": True}


def now(item: Item) -> datetime:
    """What the clock shows."""
    moved = of_item(item)
    return clock.real_now() if moved is None else moved.at(clock.real_now())


def stopped(instant: datetime) -> dict[str, Any]:
    """The hands of a clock that stands still."""
    return {"stopped_at": clock.stamp(instant)}


def running(instant: datetime) -> dict[str, Any]:
    """The hands of a clock that now shows an instant and runs on."""
    return {"ahead_ms": (instant - clock.real_now()) // timedelta(milliseconds=1)}


def changed(item: Item, hands: dict[str, Any], **about: Any) -> Item:
    """The item with other hands, and the next revision; `None` takes an attribute away.

    It keeps since when it is moved, and until when its schedules have fired (`cursor`).
    """
    attributes = {name: value for name, value in item.items() if name not in (*HANDS, "PK", "SK", "ttl")}
    cursor = clock.stamp(now(item))
    marks = {"since": clock.real_stamp(), "cursor": cursor} if item.get("is_real") else {}
    after = {**attributes, **marks, **hands, **about, "revision": item["revision"] + 1}
    return {name: value for name, value in after.items() if value is not None}


def put_write(store: TenantStore, before: Item, after: Item) -> Put:
    """The write of a change, on condition that nobody has changed the clock since it was read."""
    as_read = equals("revision", before["revision"]) if before["revision"] else absent()
    return store.put_write(CLOCK, SK, after, condition=as_read)


def write(store: TenantStore, before: Item, after: Item) -> bool:
    """Write a change; False when another was first."""
    put = put_write(store, before, after)
    try:
        store.table.put(put.item, put.condition)
    except ConditionFailed:
        return False
    return True


def change_once(store: TenantStore, key: EffectKey, before: Item, after: Item) -> Item:
    """Write a change that a request asks for, once for its Idempotency-Key; the clock afterwards.

    Raises ChangedMeanwhile when another was first, IdempotencyMismatch.
    """
    name = str(after["revision"])
    try:
        done_as = write_once(store, key, name, [put_write(store, before, after)])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return after if done_as == name else load(store)


def tried_again(attempt: Callable[[], Clock]) -> Clock:
    """What a request comes to that changes the clock while the worker moves it. Raises ChangedMeanwhile."""
    for tries in range(TRIES):
        try:
            return attempt()
        except ChangedMeanwhile:
            time.sleep(pause_seconds(tries))
    return attempt()


def goal(item: Item) -> datetime:
    """Where the clock is being moved; what it shows, if it is not."""
    return clock.parse(item[ADVANCE]["to"]) if ADVANCE in item else now(item)


def show(store: TenantStore, item: Item) -> Clock:
    """The clock as it is shown."""
    under_way = item.get(ADVANCE)
    advance = under_way and Advance(
        began_at=clock.timestamp(clock.parse(under_way["from"])),
        to=clock.timestamp(clock.parse(under_way["to"])),
        doing=under_way.get("doing"),
        done=under_way["done"],
        asked_at=under_way["asked_at"],
    )
    resets_at = store.tenant.resets_at()
    return Clock(
        now=clock.timestamp(now(item)),
        real_now=clock.real_timestamp(),
        status="advancing" if under_way else "ready",
        frozen="stopped_at" in item and not (under_way and under_way["ends"] == "running"),
        moved=not item.get("is_real", False),
        advance=advance,
        resets_at=clock.timestamp(resets_at) if resets_at else clock.real_timestamp(),
    )

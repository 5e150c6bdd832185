"""Turns for items that many writers change at once, like a balance: a refused writer reserves a time span and waits.

Concurrent changes of one item make each other fail. If a few dozen writers retried after random pauses, none might ever
succeed, so they queue: an item of the same partition holds the instant up to which time is reserved, and each writer
moves it on by the duration of an attempt. A turn is no lock: the condition of the write alone decides who may write,
and the turn of a function that died passes unused. A writer takes no turn that would begin after its deadline.
"""

import time

from .codec import Item
from .keys import Kind
from .table import ConditionFailed, TableBusy
from .tenant_store import TenantStore
from .writes import Update, absent, all_of, any_of, compare

TURNS_SK = "TURNS"
SHORTEST_MS, LONGEST_MS = 2, 50
TRIES = 20


def is_crowded(turns: Item | None) -> bool:
    """Tell whether other writers are waiting for their turn, in which case queueing is better than trying at once."""
    return turns is not None and bool(turns["taken_until"] > _now_ms())


def wait_for_turn(
    store: TenantStore, kind: Kind, attempt_seconds: float, end: float, *, longest_ms: int = LONGEST_MS
) -> None:
    """Wait for a time span reserved for this writer. It is as long as an attempt takes, `longest_ms` at most.

    Raises TableBusy when it would begin after `end` (monotonic).
    """
    if (within := end - time.monotonic()) <= 0:
        raise TableBusy(f"the {kind.name} kept changing")
    span = min(max(int(attempt_seconds * 1_000), SHORTEST_MS), longest_ms)
    time.sleep(_turn(store, kind, span, within))


def _turn(store: TenantStore, kind: Kind, span: int, within: float) -> float:
    """Take the next span, in milliseconds; returns in how many seconds it begins."""
    for _ in range(TRIES):
        now = _now_ms()
        is_open = all_of(compare("taken_until", ">", now), compare("taken_until", "<=", now + int(within * 1_000)))
        try:
            item = store.update(kind, TURNS_SK, Update(add={"taken_until": span}), condition=is_open)
        except ConditionFailed as failure:
            if failure.item is not None and failure.item["taken_until"] > now:
                break
        else:
            return float(item["taken_until"] - span - now) / 1_000
        is_free = any_of(absent("taken_until"), compare("taken_until", "<=", now))
        try:
            store.update(kind, TURNS_SK, Update(set={"taken_until": now + span}), condition=is_free)
        except ConditionFailed:
            continue
        return 0.0
    raise TableBusy(f"too many wait for their turn at the {kind.name}")


def _now_ms() -> int:
    return int(time.time() * 1_000)

"""Turns at a balance: who cannot change it at once, because others do, takes the next free span of time and waits.

Concurrent changes of one item refuse each other. If all tried again after random pauses, a few dozen would keep each
other from ever succeeding, so they queue: an item beside the balance has the instant until which time is taken, and
each moves it by as long as an attempt takes. A turn is no lock: the balance's condition alone decides who may write,
and the turn of a function that died passes unused. Nobody takes a turn that comes after its deadline.
"""

import time

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CREDIT_BALANCE
from bivelio_core.store.table import ConditionFailed, TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, all_of, any_of, compare

TURNS_SK = "TURNS"
SHORTEST_MS, LONGEST_MS = 2, 50
TRIES = 20


def is_crowded(turns: Item | None) -> bool:
    """Whether others wait for their turn: then it is better to queue than to try at once."""
    return turns is not None and bool(turns["taken_until"] > _now_ms())


def wait_for_turn(store: TenantStore, attempt_seconds: float, end: float) -> None:
    """Wait for a span of time of one's own. Raises TableBusy when it would begin after `end` (monotonic)."""
    if (within := end - time.monotonic()) <= 0:
        raise TableBusy("the balance kept changing")
    time.sleep(_turn(store, attempt_seconds, within))


def _turn(store: TenantStore, attempt_seconds: float, within: float) -> float:
    """Take the next span; returns in how many seconds it begins."""
    span = min(max(int(attempt_seconds * 1_000), SHORTEST_MS), LONGEST_MS)
    for _ in range(TRIES):
        now = _now_ms()
        is_open = all_of(compare("taken_until", ">", now), compare("taken_until", "<=", now + int(within * 1_000)))
        try:
            taken = store.update(CREDIT_BALANCE, TURNS_SK, Update(add={"taken_until": span}), condition=is_open)
        except ConditionFailed as failure:
            if failure.item is not None and failure.item["taken_until"] > now:
                break
        else:
            return float(taken["taken_until"] - span - now) / 1_000
        is_free = any_of(absent("taken_until"), compare("taken_until", "<=", now))
        try:
            store.update(CREDIT_BALANCE, TURNS_SK, Update(set={"taken_until": now + span}), condition=is_free)
        except ConditionFailed:
            continue
        return 0.0
    raise TableBusy("too many wait for their turn at the balance")


def _now_ms() -> int:
    return int(time.time() * 1_000)

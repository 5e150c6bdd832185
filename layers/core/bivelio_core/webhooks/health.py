"""The health of a receiver: its daily counts, its consecutive failures, and when the webhook is disabled."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, UpdateWrite, absent, all_of, equals, present

BREAKER_FAILURES = 5
RATE_DAYS = 7
KEPT = timedelta(days=RATE_DAYS + 2)

OF_AN_OUTAGE = ("outage_from", "probe", "recovering")
"""The attributes of a webhook whose missed events are to be replayed (recovery.py)."""

Reason = Literal["failures", "gone", "loop", "user"]


class Health(NamedTuple):
    """The health that `/webhooks/list` shows; the rate covers events settled in the last seven days."""

    last_triggered_at: str | None = None
    success_rate: float | None = None


class Tally(NamedTuple):
    """Attempts at one receiver: events it accepted, failed attempts, and how many of those were the last attempt.

    `by_calls` is the number of accepted events that were caused by calls of workflows (loops.py). Of failed attempts
    `first_place` is the place of the earliest event, and `error` says why the last one failed.
    """

    delivered: int
    failed: int
    lost: int
    by_calls: Mapping[str, int] = MappingProxyType({})
    first_place: str = ""
    error: str = ""


def counting(store: TenantStore, webhook: Item, tally: Tally) -> UpdateWrite:
    """The write that counts attempts of a day."""
    now = clock.real_stamp()
    times = {"last_triggered_at": now, **({"last_success_at": now} if tally.delivered else {})}
    counts = {"delivered": tally.delivered, "failed": tally.lost, **tally.by_calls}
    counted = Update(
        set={**times, "ttl": clock.ttl(KEPT)}, add={name: count for name, count in counts.items() if count}
    )
    return store.update_write(keys.WEBHOOK_DAY, f"{webhook['SK']}#{now[:10]}", counted)


def day(store: TenantStore, webhook_id: str) -> Item:
    """Return today's counts of a webhook."""
    return store.get(keys.WEBHOOK_DAY, f"{webhook_id}#{clock.real_stamp()[:10]}") or {}


def note(store: TenantStore, webhook: Item, tally: Tally, *, had_failures: bool) -> None:
    """Note attempts that were counted. The breaker opens at the fifth failure in a row; a success closes it."""
    if tally.delivered:
        if had_failures:
            _close(store, webhook)
        return
    last_error = {"last_error": tally.error} if tally.error else {}
    outage_start = {"outage_from": tally.first_place} if webhook.get("on_recovery") and tally.first_place else {}
    changed = _change(
        store, webhook["SK"], Update(set=last_error, add={"failures": tally.failed}, default=outage_start)
    )
    if changed and changed["failures"] >= BREAKER_FAILURES and not changed.get("failing"):
        since = {"failing": True, "failing_since": clock.timestamp()}
        since |= {"recovering": True} if webhook.get("on_recovery") else {}
        _change(store, webhook["SK"], Update(set=since), all_of(present(), absent("failing")))


def _close(store: TenantStore, webhook: Item) -> None:
    """Close the breaker. `recovering`: what the outage has missed is still to be replayed (recovery.py)."""
    closed = Update(set={"failures": 0}, remove=["failing", "failing_since", "last_error"])
    if not webhook.get("on_recovery"):
        _change(store, webhook["SK"], closed)
        return
    no_outage = Update(set=closed.set, remove=[*closed.remove, "outage_from"])
    if _change(store, webhook["SK"], no_outage, all_of(present(), absent("recovering"))) is None:
        _change(store, webhook["SK"], closed)


def has_succeeded_since(store: TenantStore, webhook_id: str, stamp: str) -> bool:
    """Tell whether the receiver has accepted any event since an instant (a `clock.stamp`)."""
    days = store.query(keys.WEBHOOK_DAY, low=f"{webhook_id}#{stamp[:10]}", high=f"{webhook_id}#~", consistent=True)
    return any(day.get("last_success_at", "") >= stamp for day in days)


def disable(store: TenantStore, webhook_id: str, reason: Reason) -> bool:
    """Disable a webhook; False when it is already disabled or no longer exists. Its events are still recorded."""
    update = Update(set={"status": "disabled", "disabled_reason": reason, "disabled_at": clock.timestamp()})
    try:
        store.update(keys.WEBHOOK, webhook_id, update, condition=all_of(present(), equals("status", "active")))
    except ConditionFailed:
        return False
    return True


def enabling() -> Update:
    """The change that enables a webhook again and clears its failures."""
    return Update(
        set={"status": "active", "failures": 0},
        remove=["failing", "failing_since", "last_error", "disabled_reason", "disabled_at"],
    )


def is_failing(webhook: Item) -> bool:
    """Tell whether a receiver fails: since five attempts in a row failed, until it accepts an event or is enabled."""
    return bool(webhook.get("failing")) or webhook.get("disabled_reason") in ("failures", "gone")


def of_all(store: TenantStore) -> Mapping[str, Health]:
    """Read the health of every webhook that has any, in one query."""
    return _by_webhook(store.query(keys.WEBHOOK_DAY))


def of(store: TenantStore, webhook_id: str) -> Health:
    """The health of one webhook."""
    return _by_webhook(store.query(keys.WEBHOOK_DAY, prefix=f"{webhook_id}#")).get(webhook_id, Health())


def _by_webhook(days: list[Item]) -> dict[str, Health]:
    since = (clock.real_now() - timedelta(days=RATE_DAYS - 1)).strftime("%Y-%m-%d")
    grouped: dict[str, list[Item]] = {}
    for day in days:
        grouped.setdefault(day["SK"].partition("#")[0], []).append(day)
    health_by_webhook = {}
    for webhook_id, own in grouped.items():
        recent = [day for day in own if day["SK"].partition("#")[2] >= since]
        delivered = sum(day.get("delivered", 0) for day in recent)
        settled = delivered + sum(day.get("failed", 0) for day in recent)
        health_by_webhook[webhook_id] = Health(
            last_triggered_at=max(day["last_triggered_at"] for day in own),
            success_rate=round(delivered / settled, 4) if settled else None,
        )
    return health_by_webhook


def _change(store: TenantStore, webhook_id: str, update: Update, condition: Condition | None = None) -> Item | None:
    """Change a webhook on condition that it still exists, or on the given condition; None when the condition fails."""
    try:
        return store.update(keys.WEBHOOK, webhook_id, update, condition=condition or present())
    except ConditionFailed:
        return None

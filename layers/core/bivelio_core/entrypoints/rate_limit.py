"""The rate limit of an organisation: exact under concurrency, one conditional write a request.

One item a minute counts the minute and each of its 60 seconds. The write is refused when either is full, and a refused
write returns the stored counts, so the headers of the answer are exact in both cases. An organisation whose minute is
full is cached until the minute ends, so further requests cost no writes in this process.
"""

from collections.abc import Mapping
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.errors import Window
from bivelio_core.plan_limits import PLANS, Limits
from bivelio_core.store import keys
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, absent, all_of, any_of, compare

__all__ = ["PLANS", "Count", "Limits", "count", "forget", "headers"]

RETENTION_SECONDS = 3600


class Count(NamedTuple):
    """The state of the counters after a request.

    `limit` and `remaining` are requests a minute, `reset` is the epoch second at which the minute ends. Of a refused
    request, `exceeded` is the limit that was reached, in its `window`, and `retry_after` is in seconds.
    """

    allowed: bool
    limit: int
    remaining: int
    reset: int
    exceeded: int = 0
    window: Window = "minute"
    retry_after: int = 0


_blocked: dict[str, Count] = {}


def count(store: TenantStore, limits: Limits, counter: str = "", permits: int = 1) -> Count:
    """Count a request of a tenant, or of a `counter` that it has besides, or refuse it. One write unit either way.

    With `permits`, so many are counted or refused together.
    """
    now = clock.epoch()
    counted = f"{store.tenant.configuration}{counter}"
    if (known := _blocked.get(counted)) and now < known.reset:
        return _refused(limits, 0, known.reset, now, minute_is_full=True)
    minute, second = divmod(int(now), 60)
    name = f"s{second:02d}"
    reset = (minute + 1) * 60
    try:
        item = store.update(
            keys.RATE_LIMIT,
            f"{counter}#{minute}" if counter else str(minute),
            Update(add={"m": permits, name: permits}, default={"ttl": reset + RETENTION_SECONDS}),
            condition=all_of(
                _below("m", limits.per_minute - permits + 1), _below(name, limits.per_second - permits + 1)
            ),
        )
    except ConditionFailed as refusal:
        used = int((refusal.item or {}).get("m", 0))
        minute_is_full = used >= limits.per_minute
        refused = _refused(limits, max(0, limits.per_minute - used), reset, now, minute_is_full=minute_is_full)
        if minute_is_full:
            _blocked[counted] = refused
        return refused
    _blocked.pop(counted, None)
    return Count(allowed=True, limit=limits.per_minute, remaining=limits.per_minute - int(item["m"]), reset=reset)


def _below(name: str, limit: int) -> Condition:
    return any_of(absent(name), compare(name, "<", limit))


def _refused(limits: Limits, remaining: int, reset: int, now: float, *, minute_is_full: bool) -> Count:
    return Count(
        allowed=False,
        limit=limits.per_minute,
        remaining=remaining,
        reset=reset,
        exceeded=limits.per_minute if minute_is_full else limits.per_second,
        window="minute" if minute_is_full else "second",
        retry_after=max(1, reset - int(now)) if minute_is_full else 1,
    )


def headers(authorizer: Mapping[str, str]) -> dict[str, str]:
    """The X-RateLimit headers of an answer, from the authorizer's context; none for a plan without counter."""
    if not authorizer.get("limit"):
        return {}
    return {
        "X-RateLimit-Limit": authorizer["limit"],
        "X-RateLimit-Remaining": authorizer["remaining"],
        "X-RateLimit-Reset": authorizer["reset"],
    }


def forget() -> None:
    """Clear the cache of blocked organisations; for tests."""
    _blocked.clear()

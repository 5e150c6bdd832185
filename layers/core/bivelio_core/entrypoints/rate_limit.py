"""The rate limit of an organisation's callers: exact under concurrency, one conditional write a request.

One item a minute counts the minute and each of its 60 seconds. The write is refused when either is full, and a refused
write returns the stored counts, so the headers of the answer are exact in both cases. If each network or each person
may use only a part of the limit, the same item counts requests by network or person, under a digest of its name; it has
at most as many of these counts as the minute has requests. A counter whose minute is full is cached until the minute
ends, so further requests cost no writes in this process.
"""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.errors import Window
from bivelio_core.plan_limits import PLANS, Limits, counter_sk
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, absent, all_of, any_of, compare

__all__ = ["PLANS", "Count", "Limits", "Share", "count", "forget", "headers"]

RETENTION_SECONDS = 3600
SHARE_DIGITS = 6
MOST_BLOCKED = 10_000


class Share(NamedTuple):
    """The network or the person that a request comes from, and how many a minute of a counter it may make."""

    name: str
    per_minute: int

    @property
    def attribute(self) -> str:
        """The attribute of a counter that counts it."""
        return f"n{hashlib.sha256(self.name.encode()).hexdigest()[:SHARE_DIGITS]}"


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


def count(store: TenantStore, limits: Limits, counter: str = "", permits: int = 1, share: Share | None = None) -> Count:
    """Count a request on a tenant's counter, or on its other counter `counter`, or refuse it; one write unit.

    With `permits`, that many requests are counted or refused together. With `share`, the request is also refused when
    its network or person has reached its limit, and the answer describes the limit with fewer requests left.
    """
    now = clock.epoch()
    counted = f"{store.tenant.configuration}{counter}"
    for blocked in (counted, f"{counted}#{share.name}" if share else counted):
        if (full_count := _blocked.get(blocked)) and now < full_count.reset:
            return _full(full_count.limit, full_count.reset, now)
    minute, second = divmod(int(now), 60)
    name = f"s{second:02d}"
    reset = (minute + 1) * 60
    try:
        item = store.update(
            keys.RATE_LIMIT,
            counter_sk(counter, minute),
            Update(
                add={"m": permits, name: permits, **({share.attribute: permits} if share else {})},
                default={"ttl": reset + RETENTION_SECONDS},
            ),
            condition=all_of(
                _below("m", limits.per_minute - permits + 1),
                _below(name, limits.per_second - permits + 1),
                *([_below(share.attribute, share.per_minute - permits + 1)] if share else []),
            ),
        )
    except ConditionFailed as refusal:
        limit, remaining = _nearest(limits, share, refusal.item or {})
        if remaining > 0:
            return Count(False, limit, remaining, reset, limits.per_second, "second", retry_after=1)
        is_the_shares = share is not None and int((refusal.item or {}).get("m", 0)) < limits.per_minute
        _block(f"{counted}#{share.name}" if share and is_the_shares else counted, limit, reset, now)
        return _full(limit, reset, now)
    _blocked.pop(counted, None)
    limit, remaining = _nearest(limits, share, item)
    return Count(allowed=True, limit=limit, remaining=remaining, reset=reset)


def _nearest(limits: Limits, share: Share | None, item: Item) -> tuple[int, int]:
    """Return the limit per minute with the fewest requests left, and the number left."""
    limits_left = [(limits.per_minute, limits.per_minute - int(item.get("m", 0)))]
    if share:
        limits_left.append((share.per_minute, share.per_minute - int(item.get(share.attribute, 0))))
    limit, remaining = min(limits_left, key=lambda each: each[1])
    return limit, max(0, remaining)


def _block(counted: str, limit: int, reset: int, now: float) -> None:
    if len(_blocked) >= MOST_BLOCKED:
        _blocked.clear()
    _blocked[counted] = _full(limit, reset, now)


def _below(name: str, limit: int) -> Condition:
    return any_of(absent(name), compare(name, "<", limit))


def _full(limit: int, reset: int, now: float) -> Count:
    """The refusal until the minute ends."""
    return Count(False, limit, 0, reset, exceeded=limit, window="minute", retry_after=max(1, reset - int(now)))


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

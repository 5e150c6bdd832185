"""Decide over how many partitions a tenant's log of events is spread, for each slice of ten seconds.

A partition of DynamoDB takes 1,000 write units a second. A tenant's log is one partition, `T#EVN`, until its events
need more than SHARD_UNITS a second; then the events of the current slice are spread over 2, 4, ... MOST_SHARDS
partitions. Each transaction writes to one partition, and transactions take the partitions in turn. A spread slice has
markers in the first partition, which tell readers about it:

    PK              SK              what
    T#EVN           <slice>         the marker at its beginning: `shards`
    T#EVN           <slice>~        the same at its end
    T#EVN#rate      <slice>         `units` recorded so far, as far as they were counted, and `shards`; ttl an hour

Rules. The number of a slice only grows. It grows in one transaction with both markers, which ends before any event is
written to the new shards. An event may be written to any shard below the number of its slice, so a process that knows
nothing of a slice writes to the first shard without asking. A tenant that is never busy therefore pays nothing: a
process counts (one write unit) only once it has recorded COUNT_UNITS for a tenant in a slice, or was refused.
"""

import math
import random
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, any_of, compare
from bivelio_core.tenancy import Tenant

from .places import LIFETIME, SLICE, SLICE_END, position_at, slice_of, start_of

SHARD_UNITS = 650
"""The write units a second that are planned for a shard, of the 1,000 that a partition takes."""

MOST_SHARDS = 64
COUNT_UNITS = 200
"""A hundred small events, four transactions: as much as a process may record of a tenant before it counts."""

SHORTEST = timedelta(seconds=0.25)
"""The shortest time between two counts from which a rate is computed."""

REMEMBERED = 500
"""How many tenants a process remembers."""

MARKER_GRACE = timedelta(days=1)
RATE, RATE_LIFETIME = "rate", timedelta(hours=1)


def is_marker(item: Item) -> bool:
    """Whether an item of the first shard is the marker of a slice."""
    return "#" not in item["SK"]


def shards_of(marker: Item) -> int:
    """Return the number of shards that a marker or the count of a slice states."""
    return int(marker.get("shards", 1))


def shards_in(store: TenantStore, slice_name: str) -> int:
    """The number of shards of a slice, strongly consistent."""
    return shards_of(store.get(keys.EVENT, slice_name) or {})


def needed(units_a_second: float) -> int:
    """How many shards take these write units: a power of two."""
    return min(MOST_SHARDS, 1 << max(0, math.ceil(math.log2(max(1.0, units_a_second / SHARD_UNITS)))))


@dataclass(slots=True)
class _Pace:
    """A process's knowledge of a tenant in a slice: units not counted yet, the last count and its instant."""

    slice_name: str
    was_spread: bool
    shards: int = 1
    turn: int = 0
    uncounted: float = 0.0
    counted: float = 0.0
    counted_at: datetime | None = None


class Spread:
    """One process's knowledge of how its tenants' logs are spread."""

    def __init__(self) -> None:
        self._paces: OrderedDict[Tenant, _Pace] = OrderedDict()

    def shard(self, store: TenantStore, now: datetime) -> int:
        """Return the shard for the next transaction, recorded at an instant. Counts the units when a count is due."""
        pace = self._pace(store.tenant, now)
        if pace.uncounted >= COUNT_UNITS or (pace.was_spread and pace.counted_at is None):
            self._count(store, pace, now)
        pace.turn += 1
        return pace.turn % pace.shards

    def recorded(self, tenant: Tenant, units: float, now: datetime) -> None:
        """Remember the write units of events, for the next count."""
        self._pace(tenant, now).uncounted += units

    def refused(self, store: TenantStore, now: datetime) -> None:
        """Spread further: the table has refused a write of this process, perhaps as a shard is overloaded."""
        pace = self._pace(store.tenant, now)
        self._count(store, pace, now, refused_among=pace.shards)

    def _pace(self, tenant: Tenant, now: datetime) -> _Pace:
        name = slice_of(position_at(now))
        pace = self._paces.pop(tenant, None)
        if pace is None or pace.slice_name != name:
            pace = _Pace(name, pace is not None and pace.shards > 1, turn=random.randrange(MOST_SHARDS))  # noqa: S311
        self._paces[tenant] = pace
        if len(self._paces) > REMEMBERED:
            self._paces.popitem(last=False)
        return pace

    def _count(self, store: TenantStore, pace: _Pace, now: datetime, *, refused_among: int = 0) -> None:
        """Count what this process has recorded, and spread the slice as far as the tenant's rate asks for.

        A refusal doubles the number of shards if that has not grown meanwhile, unless the rate shows another cause.
        """
        added = Update(add={"units": math.ceil(pace.uncounted)}, default={"ttl": clock.ttl(RATE_LIFETIME)})
        item = store.update(keys.EVENT, pace.slice_name, added, RATE)
        pace.uncounted = 0.0
        pace.shards = max(pace.shards, shards_of(item))
        rate = _rate(pace, item["units"], now)
        shard_count = needed(rate)
        if pace.counted_at is None and pace.shards == 1:
            shard_count = max(shard_count, _needed_before(store, pace.slice_name))
        if refused_among == pace.shards and rate > pace.shards * SHARD_UNITS / 4:
            shard_count = max(shard_count, min(2 * pace.shards, 2 * shard_count, MOST_SHARDS))
        if pace.counted_at is None or now - pace.counted_at >= SHORTEST:
            pace.counted, pace.counted_at = item["units"], now
        if shard_count > pace.shards:
            pace.shards = _grow(store, pace, shard_count)


def _rate(pace: _Pace, units: float, now: datetime) -> float:
    """Return the tenant's write units per second, averaged over the slice or since the last count if higher."""
    elapsed = max(1.0, (now - start_of(pace.slice_name)).total_seconds())
    since = SHORTEST if pace.counted_at is None else now - pace.counted_at
    recent = 0.0 if pace.counted_at is None or since < SHORTEST else (units - pace.counted) / since.total_seconds()
    return max(units / elapsed, recent)


def _needed_before(store: TenantStore, slice_name: str) -> int:
    """Return the shards that the previous slice needed, at least half of those it had: it may have paused."""
    before = slice_of(position_at(start_of(slice_name) - SLICE / 2))
    counted = store.get(keys.EVENT, before, RATE) or {}
    return max(needed(counted.get("units", 0) / SLICE.total_seconds()), shards_of(counted) // 2)


def _grow(store: TenantStore, pace: _Pace, shard_count: int) -> int:
    """Spread a slice over at least this many shards; returns the number that it then has."""
    expiry = {} if store.tenant.is_sandbox else {"ttl": clock.ttl(LIFETIME + MARKER_GRACE)}
    marker = {"shards": shard_count, **expiry}
    is_less = any_of(absent("shards"), compare("shards", "<", shard_count))
    count = store.update_write(
        keys.EVENT, pace.slice_name, Update(set={"shards": shard_count}), RATE, condition=is_less
    )
    try:
        store.transact(
            [
                count,
                store.put_write(keys.EVENT, pace.slice_name, marker),
                store.put_write(keys.EVENT, pace.slice_name + SLICE_END, marker),
            ]
        )
    except TransactionFailed as failure:
        return shards_of(failure.items[0] or {})
    except TableBusy:
        return pace.shards  # what is known to be there is enough for an event to be recorded
    return shard_count

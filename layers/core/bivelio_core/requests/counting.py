"""Counts of requests by day, operation, caller and status: each log event counts once.

An item holds what one operation was asked for on one day (UTC): a number for each caller and status, and two for each
hour. The numbers of a batch and a marker of the batch are one transaction, so a batch that is delivered again finds its
marker and counts nothing. CloudWatch Logs repeats a batch as it was; if it ever sent the same events in another
grouping, they would count twice.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent

from .line import Line

KEPT = timedelta(days=400)
MARKED = timedelta(days=15)
"""Longer than the 14 days for which a parked batch can be replayed."""

AT_ONCE = 50
"""The most events of a transaction: each may need an item of its own, of the 100 that one may have."""


def count(store: TenantStore, part: Sequence[Line]) -> None:
    """Count a part of a batch of a tenant, once however often it comes."""
    try:
        store.transact([_marker(store, part), *_counts(store, part)])
    except TransactionFailed as failure:
        if list(failure.items) != [0]:
            raise


def is_counted(store: TenantStore, part: Sequence[Line]) -> bool:
    """Whether a part was counted before."""
    return store.get(keys.USAGE_BATCH, digest(part)) is not None


def parts(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """The parts of a batch that are counted in one transaction each, always the same for the same batch."""
    distinct = sorted({line.id: line for line in lines}.values(), key=lambda line: line.id)
    for start in range(0, len(distinct), AT_ONCE):
        yield distinct[start : start + AT_ONCE]


def digest(part: Sequence[Line]) -> str:
    """The sort key of the marker of a part."""
    return hashlib.sha256("\x1f".join(line.id for line in part).encode()).hexdigest()[:40]


def _marker(store: TenantStore, part: Sequence[Line]) -> Write:
    return store.put_write(keys.USAGE_BATCH, digest(part), {"ttl": clock.ttl(MARKED)}, condition=absent())


def _counts(store: TenantStore, part: Sequence[Line]) -> Iterator[Write]:
    counters: dict[str, Counter[str]] = defaultdict(Counter)
    for line in part:
        numbers = counters[f"{line.at:%Y-%m-%d}#{line.operation}"]
        numbers[f"{line.actor}#{line.status}"] += 1
        numbers[f"h{line.at:%H}"] += 1
        numbers[f"f{line.at:%H}"] += int(line.is_failure)
    for sk, numbers in sorted(counters.items()):
        added = {name: number for name, number in numbers.items() if number}
        yield store.update_write(keys.USAGE, sk, Update(add=added, default={"ttl": clock.ttl(KEPT)}))


def between(store: TenantStore, first: str, last: str) -> list[Item]:
    """The counts of the days from one to another, both included, in order."""
    return store.query(keys.USAGE, low=f"{first}#", high=f"{last}#~")

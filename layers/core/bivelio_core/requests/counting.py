"""Counts of requests by day, operation, caller and status: each log event counts once.

An item holds what one operation was asked for on one day (UTC): a number for each caller and status, and two for each
hour. Mostly a batch is a request or a few of one function, and comes seconds after them. Then its numbers and the mark
that it is counted are one update of that item (marks.py), a quarter of what a transaction with a marker of its own
costs. Else they are such a transaction: for a batch of several operations, one that comes late or again, and where so
many come at once that their marks would make the item large. CloudWatch Logs repeats a batch as it was; if it ever sent
the same events in another grouping, they would count twice.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent

from . import marks
from .line import Line
from .marks import Mark

KEPT = timedelta(days=400)
MARKED = timedelta(days=15)
"""Longer than the 14 days for which a parked batch can be replayed."""

AT_ONCE = 50
"""The most events of a transaction: each may need an item of its own, of the 100 that one may have."""


def count(store: TenantStore, part: Sequence[Line]) -> None:
    """Count a part of a batch of a tenant, once however often it comes."""
    counters = _counters(part)
    mark = Mark.of(part, next(iter(counters)), digest(part)) if len(counters) == 1 else None
    is_crowded = False
    if mark is not None and mark.is_fresh():
        if mark.is_ageing() and store.get(keys.USAGE_BATCH, digest(part)) is not None:
            return
        try:
            item = store.update(
                keys.USAGE, mark.counter, _update(counters[mark.counter], mark), condition=mark.is_new()
            )
        except ConditionFailed as failure:
            if mark.is_in(failure.item):
                return
            is_crowded = marks.is_full(failure.item)
        else:
            marks.move(store, item)
            return
    _count_with_marker(store, part, counters, mark, is_crowded=is_crowded)


def _count_with_marker(
    store: TenantStore,
    part: Sequence[Line],
    counters: Mapping[str, Mapping[str, int]],
    mark: Mark | None,
    *,
    is_crowded: bool,
) -> None:
    """Count in one transaction with a marker, unless the part was counted in either way."""
    first = [_marker(store, part), *([mark.unmoved(store)] if mark else [])]
    for sk, numbers in sorted(counters.items()):
        update = _update(numbers)
        if is_crowded:
            update = update._replace(set={marks.CROWDED: marks.crowded_until()})
        first.append(store.update_write(keys.USAGE, sk, update, condition=absent(mark.name) if mark else None))
    try:
        store.transact(first)
    except TransactionFailed:
        return  # each of the conditions is that it is not counted


def is_counted(store: TenantStore, part: Sequence[Line]) -> bool:
    """Whether a part was counted before."""
    places = [store.key(keys.USAGE_BATCH, digest(part))]
    counters = _counters(part)
    mark = Mark.of(part, next(iter(counters)), digest(part)) if len(counters) == 1 else None
    if mark is None:
        return store.table.get(places[0]) is not None
    day, page = store.key(keys.USAGE, mark.counter), store.key(keys.USAGE_BATCH, mark.page)
    items = store.table.get_many([*places, day, page], consistent=True)
    return places[0] in items or mark.is_in(items.get(day)) or mark.digest in items.get(page, {})


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


def _counters(part: Sequence[Line]) -> dict[str, Counter[str]]:
    """The numbers of a part by the item that they are added to."""
    counters: dict[str, Counter[str]] = defaultdict(Counter)
    for line in part:
        numbers = counters[f"{line.at:%Y-%m-%d}#{line.operation}"]
        numbers[f"{line.actor}#{line.status}"] += 1
        numbers[f"h{line.at:%H}"] += 1
        numbers[f"f{line.at:%H}"] += int(line.is_failure)
    return counters


def _update(numbers: Mapping[str, int], mark: Mark | None = None) -> Update:
    added = {name: number for name, number in numbers.items() if number}
    marked = {mark.name: mark.time} if mark else {}
    return Update(set=marked, add={**added, **({marks.COUNT: 1} if mark else {})}, default={"ttl": clock.ttl(KEPT)})


def between(store: TenantStore, first: str, last: str) -> list[Item]:
    """The counts of the days from one to another, both included, in order."""
    return [marks.without(item) for item in store.query(keys.USAGE, low=f"{first}#", high=f"{last}#~")]

"""Read the log of events in order, one shard or many.

A reader queries the first shard for its range. The same query finds the markers of the spread slices (shards.py), so a
tenant that is never busy pays nothing for other shards. In a slice that was spread, the shards are merged by position.

Why no marker is missed. A range of the first shard contains the marker at the beginning or the end of each slice that
it overlaps, unless both its ends are in one slice; then the reader asks for that slice's marker. A reader that reaches
the settled position reads on to the end of that slice, where its marker is. Markers are written before any event in
another shard, and events settle only after they are written, so a reader that may see an event finds the marker.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.index.parallel import Gather, in_threads
from bivelio_core.store.tenant_store import TenantStore

from .entries import Event, event_of
from .places import JUST_BEHIND, SLICE_CHARACTERS, SLICE_END, end_of, slice_of
from .shards import is_marker, shards_in, shards_of

SPARE = 14
"""How many events more than its share of a page each shard is asked for: a transaction's are all in one shard."""

_by_position = itemgetter("SK")


class _Part(NamedTuple):
    """A part of the log within a slice: its first and last position, both included, and its number of shards."""

    low: str
    high: str
    shards: int


def after(
    store: TenantStore, position: str, limit: int, settled: str, *, gather: Gather = in_threads
) -> Iterator[Event]:
    """Events after a position, oldest first, up to `settled_position()`.

    Reads `limit` at a time and stops when the caller does: a page is one query, however many days it spans.
    """
    while position < settled:
        low, high = position + JUST_BEHIND, end_of(settled)
        items = store.query(keys.EVENT, low=low, high=high, limit=limit, consistent=True)
        is_last = len(items) < limit
        reached = settled if is_last else min(items[-1]["SK"], settled)
        spread = _spread(store, items, low, high if is_last else items[-1]["SK"])
        parts = [_Part(max(low, name), min(reached, name + SLICE_END), spread[name]) for name in sorted(spread)]
        first = [item for item in items if item["SK"] <= reached and not is_marker(item)]
        yield from map(event_of, _merged(store, first, parts, limit, gather, descending=False))
        if is_last:
            return
        position = items[-1]["SK"]


def before(
    store: TenantStore, position: str, limit: int, down_to: str, *, gather: Gather = in_threads
) -> Iterator[Event]:
    """Events before a position, newest first, down to another; `limit` are read at a time, as by `after`."""
    while position > down_to:
        # The query includes the position itself, which is left out.
        items = store.query(keys.EVENT, low=down_to, high=position, descending=True, limit=limit + 1, consistent=True)
        is_last = len(items) <= limit
        reached = down_to if is_last else items[-1]["SK"]
        spread = _spread(store, items, reached, position)
        names = sorted(spread, reverse=True)
        parts = [_Part(max(reached, name), min(position, name + SLICE_END), spread[name]) for name in names]
        first = [item for item in items if item["SK"] < position and not is_marker(item)]
        merged = _merged(store, first, parts, limit, gather, descending=True)
        yield from (event_of(item) for item in merged if item["SK"] < position)
        if is_last:
            return
        position = reached


def _spread(store: TenantStore, items: Iterable[Item], low: str, high: str) -> dict[str, int]:
    """Find, in the items of a range of the first shard, the spread slices that the range overlaps."""
    shard_counts: dict[str, int] = {}
    for item in filter(is_marker, items):
        name = slice_of(item["SK"])
        shard_counts[name] = max(shards_of(item), shard_counts.get(name, 1))
    for name in {slice_of(low), slice_of(high)} - shard_counts.keys():
        has_an_end = low <= name <= high or low <= name + SLICE_END <= high
        if len(name) == SLICE_CHARACTERS and not has_an_end:
            shard_counts[name] = shards_in(store, name)
    return {name: shards for name, shards in shard_counts.items() if shards > 1}


def _merged(
    store: TenantStore, first: Sequence[Item], parts: Sequence[_Part], limit: int, gather: Gather, *, descending: bool
) -> Iterator[Item]:
    """Merge, in order, the items of the first shard with the items that other shards have in some parts."""
    start = 0
    for part in parts:
        before_it = next((at for at in range(start, len(first)) if _is_in_or_behind(first[at], part, descending)), None)
        begin = len(first) if before_it is None else before_it
        yield from first[start:begin]
        end = begin
        while end < len(first) and part.low <= first[end]["SK"] <= part.high:
            end += 1
        others = _others(store, part, limit // part.shards + SPARE, gather, descending=descending)
        yield from heapq.merge(first[begin:end], *others, key=_by_position, reverse=descending)
        start = end
    yield from first[start:]


def _is_in_or_behind(item: Item, part: _Part, descending: bool) -> bool:  # noqa: FBT001
    return bool(item["SK"] <= part.high if descending else item["SK"] >= part.low)


def _others(
    store: TenantStore, part: _Part, at_a_time: int, gather: Gather, *, descending: bool
) -> list[Iterator[Item]]:
    """Return the items of every shard but the first, each in order. The first pages are read in parallel."""
    if part.low > part.high:
        return []

    def read(shard: int, low: str, high: str, besides: int = 0) -> list[Item]:
        limit = at_a_time + besides
        return store.query(
            keys.EVENT, str(shard), low=low, high=high, descending=descending, limit=limit, consistent=True
        )

    def go_on(shard: int, page: list[Item]) -> Iterator[Item]:
        while True:
            yield from page
            if len(page) < at_a_time:
                return
            last = page[-1]["SK"]
            if descending:
                page = read(shard, part.low, last, besides=1)[1:]
            else:
                page = read(shard, last + JUST_BEHIND, part.high)

    shards = range(1, part.shards)
    pages = gather([partial(read, shard, part.low, part.high) for shard in shards])
    return [go_on(shard, page) for shard, page in zip(shards, pages, strict=True)]

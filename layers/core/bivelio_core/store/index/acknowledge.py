"""Write the head: that numbers are indexed, and since when the index has had which changes (the argument: head.py)."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, TableBusy
from bivelio_core.store.tenant_store import TenantStore

from .changes import Touched
from .head import FIRST_VERSION, KEPT, NEAR, ORPHAN_AFTER, IndexHead, Layout, Mark, Open, Sheet, Span, Summary
from .items import read_bitmaps, read_items
from .layout import (
    mark_item,
    mark_key,
    mark_unchanged,
    sheet_key,
    sheet_unchanged,
    stamp_items,
    stamp_key,
    summary_address,
    summary_of,
    summary_put,
)
from .mend import TRIES, pause
from .parallel import Gather, in_order
from .terms import LISTED, Indexed

MANY = 3
"""From so many marks on, an item that stamps them all is written and deleted with fewer units than they."""


FEW_RANGES = 16
"""From more open ranges on, short ones are joined: the summary that holds them is written with each batch."""


def write_summary(
    store: TenantStore,
    indexed: Indexed,
    chunks: Collection[int],
    numbers: Collection[int],
    *,
    is_due: bool,
    layout: Layout | None = None,
) -> None:
    """Count the affected chunks of all listed items, and record that these numbers are indexed.

    `is_due`: one of the chunks was written, so the summary is written even when the counts are the same. Raises
    TableBusy when the facets were written by another layout than the index has by now.
    """

    def next_of(before: Summary) -> Summary | None:
        if layout is not None and before.layout is not layout:
            raise TableBusy("the layout of an index has changed")
        bitmaps = read_bitmaps(store, indexed, {(LISTED, chunk) for chunk in chunks}, in_order)
        counts = _recounted(before.counts, {chunk: bitmap.bit_count() for (_, chunk), bitmap in bitmaps.items()})
        high, ranges = accounted(before, numbers, clock.epoch())
        if counts == before.counts and not is_due and not adds(before, numbers):
            return None
        return replace(before, counts=counts, high=high, open=ranges)

    _write_summary(store, indexed, next_of)


def write_layout(store: TenantStore, indexed: Indexed, before: Layout, after: Layout) -> None:
    """Record the new layout of an index's facets, if the current one is still `before`."""

    def next_of(summary: Summary) -> Summary | None:
        if summary.layout is not before:
            return None
        return replace(summary, layout=after, spread_since=math.ceil(clock.epoch()) if after is Layout.SPREAD else 0)

    _write_summary(store, indexed, next_of)


def write_fields(store: TenantStore, indexed: Indexed, *, is_complete: bool) -> None:
    """Record that a rebuild has begun to index the kind's added fields, or that it has indexed those it began with.

    A rebuild that an older release begins records nothing, and what an older release writes has no record of fields.
    """

    def next_of(summary: Summary) -> Summary | None:
        codes = {field.code for field in indexed.added}
        if is_complete and summary.rebuilt_fields:
            now = math.ceil(clock.epoch())
            fields = dict.fromkeys(summary.rebuilt_fields & codes, now) | summary.fields
            return replace(summary, fields=fields, rebuilt_fields=frozenset())
        if is_complete or not summary.version or codes <= summary.fields.keys():
            return None
        return replace(summary, rebuilt_fields=frozenset(codes))

    _write_summary(store, indexed, next_of)


def _write_summary(store: TenantStore, indexed: Indexed, next_of: Callable[[Summary], Summary | None]) -> None:
    """Write the summary's next state, if it changes; repeat when another writer was first."""
    new_fields = {field.code: 0 for field in indexed.added}
    for tries in range(TRIES):
        stored = store.table.get(summary_address(indexed).key(store, indexed))
        summary = next_of(summary_of(stored) if stored else Summary(fields=new_fields))
        if summary is None:
            return
        try:
            put = summary_put(store, indexed, stored, summary)
            store.table.put(put.item, put.condition)
        except ConditionFailed:
            pause(tries)
        else:
            return
    raise TableBusy("the summary of an index kept changing")


def adds(summary: Summary, numbers: Collection[int]) -> bool:
    """Tell whether accounting for these numbers changes more than the ranges that close by themselves after a time."""
    _, ranges = accounted(summary, numbers, clock.epoch())
    return not set(ranges) <= set(summary.open)


def _recounted(counts: Mapping[int, int], changed: Mapping[int, int]) -> dict[int, int]:
    return {chunk: count for chunk, count in {**counts, **changed}.items() if count}


def settle_marks(
    store: TenantStore, indexed: Indexed, head: IndexHead, touched: Sequence[Touched], began: float, gather: Gather
) -> None:
    """Stamp the marks of indexed changes; delete marks that no reader needs, or whose write was refused."""
    reached = {(change.sequence, change.version) for change in touched}
    waiting = [mark for mark in head.marks if mark.done is None]
    stamp(store, indexed, [mark for mark in waiting if mark.name in reached])
    settled = [mark for mark in head.marks if mark.done is not None and mark.done <= began - KEPT]
    old = [mark for mark in waiting if mark.at <= began - ORPHAN_AFTER and mark.name not in reached]
    store.table.delete_many([mark_key(store, indexed, mark) for mark in settled if not mark.sheet])
    over = {*settled, *remove_orphans(store, indexed, old, gather)}
    sheets_left = _remove_sheets(store, indexed, head, over, gather)
    needed = {mark.name for mark in head.marks if mark.sheet in sheets_left or (not mark.sheet and mark not in over)}
    stamps = [stamp for stamp in head.stamps if stamp.at <= began - KEPT and not stamp.marks & needed]
    store.table.delete_many([stamp_key(store, indexed, stamp) for stamp in stamps])  # after their marks (head.py, 2)


def _remove_sheets(store: TenantStore, indexed: Indexed, head: IndexHead, over: set[Mark], gather: Gather) -> set[str]:
    """Delete each sheet whose marks no reader needs any more; return the sort keys of the other sheets."""
    sheets_left = {mark.sheet for mark in head.marks if mark.sheet and mark not in over}

    def remove(sheet: Sheet) -> None:
        try:
            store.table.delete(sheet_key(store, indexed, sheet), sheet_unchanged(sheet))
        except ConditionFailed:  # one more mark has come, or another writer was first
            sheets_left.add(sheet.sk)

    gather([partial(remove, sheet) for sheet in head.sheets if sheet.sk not in sheets_left])
    return sheets_left


def stamp(store: TenantStore, indexed: Indexed, marks: Sequence[Mark]) -> None:
    """Record that the index has these changes as of now. One item records many of them.

    Their items have reached these versions (`is_reached`). A stamp names a change by number and version, so one of a
    version that is still to come would acknowledge it before it is made.
    """
    now = math.ceil(clock.epoch())
    single = [mark for mark in marks if not mark.sheet] if len(marks) < MANY else []
    items = [mark_item(store, indexed, mark._replace(done=now)) for mark in single]
    store.table.put_many([*items, *stamp_items(store, indexed, [mark for mark in marks if mark not in single], now)])


def is_reached(mark: Mark, item: Item | None) -> bool:
    """Whether an item has the version of a mark, or has been deleted: no later change can have this version.

    An item that does not exist is deleted unless it is still to be put for the first time (`announce_late`).
    """
    return item["version"] >= mark.version if item else mark.version > FIRST_VERSION


def remove_orphans(store: TenantStore, indexed: Indexed, marks: Collection[Mark], gather: Gather) -> set[Mark]:
    """Delete those of some old marks whose version has not been reached; returns them, and those on sheets.

    Whoever writes the item next announces the same version, perhaps now: that mark has another time, and stays.
    """
    items = read_items(store, indexed, {mark.sequence for mark in marks}, in_order)
    orphans = {mark for mark in marks if not is_reached(mark, items.get(mark.sequence))}
    announced_again: set[Mark] = set()

    def remove(mark: Mark) -> None:
        try:
            store.table.delete(mark_key(store, indexed, mark), mark_unchanged(mark))
        except ConditionFailed:
            announced_again.add(mark)

    gather([partial(remove, mark) for mark in orphans if not mark.sheet])
    return orphans - announced_again


def accounted(summary: Summary, sequences: Iterable[int], now: float) -> tuple[int, tuple[Open, ...]]:
    """Return `high` and the open ranges after indexing these numbers; numbers seen before change nothing."""
    stamp = math.ceil(now)
    indexed = sorted(set(sequences))
    high = max([summary.high, *indexed])
    missing = [o for o in summary.open if not o.indexed]
    if high > summary.high:
        missing.append(Open(summary.high + 1, high, stamp, indexed=False))
    open_ranges = [o for o in summary.open if o.indexed and o.since > now - KEPT]
    for span in missing:
        inside = [number for number in indexed if span.low <= number <= span.high]
        runs = list(_runs(inside))
        open_ranges += [Open(low, end, stamp, indexed=True) for low, end in runs]
        open_ranges += [Open(low, end, span.since, indexed=False) for low, end in _between(span.low, span.high, runs)]
    ranges = tuple(_merged(sorted(open_ranges)))
    return high, ranges if len(ranges) <= FEW_RANGES else tuple(_without_slivers(ranges))


def _without_slivers(ranges: Sequence[Open]) -> Sequence[Open]:
    """Merge short ranges into the later-indexed ranges they touch, so readers read a few items directly for longer.

    Lanes fill each other's gaps, so without this a busy index would have a new range every few numbers.
    """
    while True:
        touching = zip((None, *ranges), ranges, (*ranges[1:], None), strict=False)
        joined = list(_merged(_raised(before, item, after) for before, item, after in touching))
        if len(joined) == len(ranges):
            return ranges
        ranges = joined


def _raised(before: Open | None, item: Open, after: Open | None) -> Open:
    """Give a short indexed range the time of the earlier one among the later ranges that it touches."""
    if not item.indexed or item.high - item.low >= NEAR:
        return item
    touched = [before] if before is not None and before.high + 1 == item.low else []
    touched += [after] if after is not None and item.high + 1 == after.low else []
    later = [each.since for each in touched if each.indexed and each.since > item.since]
    return item._replace(since=min(later, default=item.since))


def _runs(numbers: Sequence[int]) -> Iterator[Span]:
    for position, number in enumerate(numbers):
        if position == 0 or number != numbers[position - 1] + 1:
            low = number
        if position + 1 == len(numbers) or numbers[position + 1] != number + 1:
            yield Span(low, number)


def _between(low: int, high: int, runs: Sequence[Span]) -> Iterator[Span]:
    for run in runs:
        if low < run.low:
            yield Span(low, run.low - 1)
        low = run.high + 1
    if low <= high:
        yield Span(low, high)


def _merged(ranges: Iterable[Open]) -> Iterator[Open]:
    current: Open | None = None
    for item in ranges:
        if current is not None and current.high + 1 == item.low and current[2:] == item[2:]:
            current = current._replace(high=item.high)
            continue
        if current is not None:
            yield current
        current = item
    if current is not None:
        yield current

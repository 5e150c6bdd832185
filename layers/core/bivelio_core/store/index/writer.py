"""Writing the index: it makes the bitmaps say what the items say, whoever asks and however often.

The stream tells *which* items changed and which terms may differ; what an item's terms *are* is read from the item,
now. So a record that comes twice, late, or out of order, two writers at once, and a crash anywhere all end in the same
index:

- A chunk is read, then the items it speaks of, then it is written if nobody wrote it since. Had an item changed after
  it was read, its own stream record would follow, and that one's writer meets this write or makes it fail.
- A directory is read, then the chunks it counts, then it is written if nobody wrote it since. It is compared on every
  occasion, also when no chunk changed, so one that a crash left behind heals with the next attempt.
- Nothing is written that is right already: replaying costs reads only.

Order: chunks, directories, the summary with its open ranges, marks. A reader that sees the later sees the earlier.
"""

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bivelio_core import clock, ids
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.expressions import Key, Put
from bivelio_core.store.table import BATCH_GET_LIMIT, ConditionFailed, TableBusy
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .head import KEPT, ORPHAN_AFTER, Mark, Summary, accounted, overdue
from .layout import (
    chunk_address,
    directory_address,
    mark_item,
    mark_key,
    read_head,
    summary_address,
    summary_of,
    summary_put,
    versioned_put,
)
from .parallel import Gather, in_order, in_threads
from .terms import LISTED, Indexed, Term

Target = TypeVar("Target", Term, tuple[Term, int])

TRIES = 8
OVERDUE_LIMIT = 1_000

Bitmaps = dict[tuple[Term, int], int]
"""Members by term and chunk."""


@dataclass(frozen=True, slots=True)
class Touched:
    """An item that changed: its number, the terms that may differ, and the version it had then."""

    sequence: int
    terms: frozenset[Term]
    version: int


def bring_up_to_date(
    store: TenantStore, indexed: Indexed, touched: Sequence[Touched], *, gather: Gather = in_threads
) -> None:
    """Make the index of a tenant's kind right for these items. Raises TableBusy if others kept writing the same."""
    head = read_head(store, indexed)
    late = _overdue(head.summary)
    affected: Bitmaps = defaultdict(int)
    for change in touched:
        for term in change.terms:
            affected[term, bits.chunk_of(change.sequence)] |= bits.bit_of(change.sequence)
    for sequence, item in _items(store, indexed, late, gather).items():
        for term in indexed.terms_of(item):
            affected[term, bits.chunk_of(sequence)] |= bits.bit_of(sequence)

    write_chunks(store, indexed, dict(affected), gather)
    write_directories(store, indexed, affected, gather)
    counted = {chunk for term, chunk in affected if term == LISTED}
    numbers = {change.sequence for change in touched}.union(late)
    if counted or _adds(head.summary, numbers):
        write_summary(store, indexed, counted, numbers)
    _settle_marks(store, indexed, head.marks, touched)


def _overdue(summary: Summary) -> list[int]:
    late = [number for span in overdue(summary, clock.epoch()) for number in range(span.low, span.high + 1)]
    return late[:OVERDUE_LIMIT]


def _items(store: TenantStore, indexed: Indexed, sequences: Collection[int], gather: Gather) -> dict[int, Item]:
    """The items as they are at this moment."""
    wanted = [store.key(indexed.kind, keys.sequence_sk(number)) for number in sequences]
    return {ids.decode_sequence(key.sk): item for key, item in _stored(store, wanted, gather).items()}


def _stored(store: TenantStore, wanted: Sequence[Key], gather: Gather) -> dict[Key, Item]:
    """Any number of items, strongly consistent, a hundred a request."""
    batches = [wanted[start : start + BATCH_GET_LIMIT] for start in range(0, len(wanted), BATCH_GET_LIMIT)]
    found: dict[Key, Item] = {}
    for part in gather([partial(store.table.get_many, batch, consistent=True) for batch in batches]):
        found |= part
    return found


def write_chunks(store: TenantStore, indexed: Indexed, affected: Bitmaps, gather: Gather) -> None:
    """Set and clear the affected numbers as their items say."""

    def attempt(pending: Collection[tuple[Term, int]]) -> dict[tuple[Term, int], Put]:
        addresses = {at: chunk_address(indexed, *at) for at in pending}
        stored = _stored(store, [address.key(store, indexed) for address in addresses.values()], gather)
        numbers = {number for at in pending for number in bits.descending(at[1], affected[at])}
        members = _members(indexed, _items(store, indexed, numbers, gather))
        writes = {}
        for at, address in addresses.items():
            before = stored.get(address.key(store, indexed))
            present = bits.decode(before["b"]) if before else 0
            wanted = (present & ~affected[at]) | (members.get(at, 0) & affected[at])
            if wanted != present:
                writes[at] = versioned_put(store, indexed, address, before, {"b": bits.encode(wanted)})
        return writes

    _until_written(store, set(affected), attempt, gather)


def _members(indexed: Indexed, items: Mapping[int, Item]) -> Bitmaps:
    members: Bitmaps = defaultdict(int)
    for sequence, item in items.items():
        for term in indexed.terms_of(item):
            members[term, bits.chunk_of(sequence)] |= bits.bit_of(sequence)
    return members


def write_directories(
    store: TenantStore, indexed: Indexed, affected: Iterable[tuple[Term, int]], gather: Gather
) -> None:
    """Count the affected chunks of facets."""
    chunks: dict[Term, set[int]] = defaultdict(set)
    for term, chunk in affected:
        if term.field.has_directory and term != LISTED:
            chunks[term].add(chunk)

    def attempt(pending: Collection[Term]) -> dict[Term, Put]:
        addresses = {term: directory_address(indexed, term) for term in pending}
        stored = _stored(store, [address.key(store, indexed) for address in addresses.values()], gather)
        counted = _counted(store, indexed, {(term, chunk) for term in pending for chunk in chunks[term]}, gather)
        writes = {}
        for term, address in addresses.items():
            before = stored.get(address.key(store, indexed))
            present = bits.decode_counts(before["b"]) if before else {}
            wanted = _recounted(present, {chunk: counted[term, chunk] for chunk in chunks[term]})
            if wanted != present:
                raw = bits.encode_counts(bits.counts_in_order(wanted))
                writes[term] = versioned_put(store, indexed, address, before, {"b": raw})
        return writes

    _until_written(store, set(chunks), attempt, gather)


def _counted(
    store: TenantStore, indexed: Indexed, wanted: Collection[tuple[Term, int]], gather: Gather
) -> dict[tuple[Term, int], int]:
    addresses = {at: chunk_address(indexed, *at).key(store, indexed) for at in wanted}
    stored = _stored(store, list(addresses.values()), gather)
    return {at: bits.decode(stored[key]["b"]).bit_count() if key in stored else 0 for at, key in addresses.items()}


def _recounted(counts: Mapping[int, int], changed: Mapping[int, int]) -> dict[int, int]:
    return {chunk: count for chunk, count in {**counts, **changed}.items() if count}


def write_summary(store: TenantStore, indexed: Indexed, chunks: Collection[int], numbers: Collection[int]) -> None:
    """Count the affected chunks of all listed items, and note that these numbers are indexed."""
    for tries in range(TRIES):
        stored = store.table.get(summary_address(indexed).key(store, indexed))
        before = summary_of(stored)
        counted = _counted(store, indexed, {(LISTED, chunk) for chunk in chunks}, in_order)
        counts = _recounted(before.counts, {chunk: count for (_, chunk), count in counted.items()})
        high, ranges = accounted(before, numbers, clock.epoch())
        if counts == before.counts and not _adds(before, numbers):
            return
        try:
            put = summary_put(store, indexed, stored, Summary(counts, high, ranges))
            store.table.put(put.item, put.condition)
        except ConditionFailed:
            _pause(tries)
        else:
            return
    raise TableBusy("the summary of an index kept changing")


def _adds(summary: Summary, numbers: Collection[int]) -> bool:
    """Whether accounting for these numbers changes more than the ranges that time closes by itself."""
    _, ranges = accounted(summary, numbers, clock.epoch())
    return not set(ranges) <= set(summary.open)


def _until_written(
    store: TenantStore,
    pending: set[Target],
    attempt: Callable[[Collection[Target]], dict[Target, Put]],
    gather: Gather,
) -> None:
    """Compute and write; what somebody else wrote meanwhile is computed again from what is there then."""
    for tries in range(TRIES):
        writes = attempt(pending)
        results = gather([partial(_is_written, store, put) for put in writes.values()])
        pending = {target for target, written in zip(writes, results, strict=True) if not written}
        if not pending:
            return
        _pause(tries)
    raise TableBusy("others kept writing the same part of an index")


def _is_written(store: TenantStore, put: Put) -> bool:
    try:
        store.table.put(put.item, put.condition)
    except ConditionFailed:
        return False
    return True


def _settle_marks(store: TenantStore, indexed: Indexed, marks: Sequence[Mark], touched: Sequence[Touched]) -> None:
    """Stamp the marks of what is indexed now; remove those that no reader needs, and those nothing came of."""
    reached: dict[int, int] = {}
    for change in touched:
        reached[change.sequence] = max(change.version, reached.get(change.sequence, 0))
    now = clock.epoch()
    done = [
        mark._replace(done=math.ceil(now))
        for mark in marks
        if mark.done is None and mark.version <= reached.get(mark.sequence, 0)
    ]
    store.table.put_many([mark_item(store, indexed, mark) for mark in done])
    settled = [mark for mark in marks if mark.done is not None and mark.done <= now - KEPT]
    old = [
        mark for mark in marks if mark.done is None and mark.at <= now - ORPHAN_AFTER and mark.sequence not in reached
    ]
    store.table.delete_many([mark_key(store, indexed, mark) for mark in [*settled, *_orphans(store, indexed, old)]])


def _orphans(store: TenantStore, indexed: Indexed, marks: Sequence[Mark]) -> list[Mark]:
    items = _items(store, indexed, {mark.sequence for mark in marks}, in_order)
    return [mark for mark in marks if mark.sequence in items and items[mark.sequence]["version"] < mark.version]


def _pause(tries: int) -> None:
    time.sleep(random.uniform(0, 0.02 * 2**tries))  # noqa: S311 - jitter, not a secret

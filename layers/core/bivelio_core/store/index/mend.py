"""Repair an index: make bitmaps, directories and the summary agree with the items. Every repair can be repeated.

An item's terms are read from the item, now; the caller only says which numbers to check. So a record that arrives
twice, late, or out of order, concurrent writers, and a crash anywhere all end in the same index:

- A chunk is read, then its items, then it is written on condition that it has not been written since.
- A directory is read, then the chunks it counts, then it is written on the same condition. It is compared every time,
  also when no chunk changed, so the next attempt corrects a directory that a crash left wrong. A writer that changed a
  chunk writes its directory even when the count is the same: a slower writer with an earlier count must not win.
- What is already correct is not written: replaying costs reads only.

One race remains. A writer that is slow between reading an item and writing its bit may write an outdated bit: the item
changed twice meanwhile, and another writer found the bit correct and wrote nothing. So a writer that may be outdated
checks again after writing, until there is nothing to write. All changes of an item are in one lane of the stream, and
later records of the lane repair earlier writes; its consumer checks again only when it was very slow. A rebuild always
checks again, and so does a consumer that checks overdue numbers, which may belong to another lane.
"""

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TypeVar

from bivelio_core import clock, ids
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.statements import BATCH_STATEMENT_LIMIT
from bivelio_core.store.table import BATCH_GET_LIMIT, ConditionFailed, TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Put

from . import bits
from .head import SETTLING, Layout, Summary, accounted
from .layout import chunk_address, directory_address, summary_address, summary_of, summary_put, versioned_put
from .parallel import Gather, in_order
from .terms import LISTED, Indexed, Term

Target = TypeVar("Target", Term, tuple[Term, int])

TRIES = 8
ALWAYS_AGAIN = 0.0
"""The `recheck_after` of a writer that may be outdated: it checks everything it wrote again."""

Bitmaps = dict[tuple[Term, int], int]
"""Members by term and chunk."""


def read_items(store: TenantStore, indexed: Indexed, sequences: Collection[int], gather: Gather) -> dict[int, Item]:
    """The items as they are now, strongly consistent."""
    item_keys = [store.key(indexed.kind, keys.sequence_sk(number)) for number in sequences]
    return {ids.decode_sequence(key.sk): item for key, item in _stored(store, item_keys, gather).items()}


def _stored(store: TenantStore, item_keys: Sequence[Key], gather: Gather) -> dict[Key, Item]:
    """Read any number of items, strongly consistent, a hundred per request."""
    batches = [item_keys[start : start + BATCH_GET_LIMIT] for start in range(0, len(item_keys), BATCH_GET_LIMIT)]
    items: dict[Key, Item] = {}
    for part in gather([partial(store.table.get_many, batch, consistent=True) for batch in batches]):
        items |= part
    return items


def write_chunks(
    store: TenantStore, indexed: Indexed, affected: Bitmaps, gather: Gather, *, recheck_after: float = SETTLING
) -> set[tuple[Term, int]]:
    """Set and clear the bits of the affected numbers by their items' terms; returns which chunks were written.

    A write that ended more than `recheck_after` seconds after its items were read is checked again.
    """

    def attempt(pending: Collection[tuple[Term, int]]) -> dict[tuple[Term, int], Put]:
        addresses = {at: chunk_address(indexed, *at) for at in pending}
        stored = _stored(store, [address.key(store, indexed) for address in addresses.values()], gather)
        numbers = {number for at in pending for number in bits.descending(at[1], affected[at])}
        members = _members(indexed, read_items(store, indexed, numbers, gather))
        writes = {}
        for at, address in addresses.items():
            before = stored.get(address.key(store, indexed))
            present = bits.decode(before["b"]) if before else 0
            bitmap = (present & ~affected[at]) | (members.get(at, 0) & affected[at])
            if bitmap != present:
                writes[at] = versioned_put(store, indexed, address, before, {"b": bits.encode(bitmap)})
        return writes

    return _until_right(store, set(affected), attempt, gather, recheck_after)


def _members(indexed: Indexed, items: Mapping[int, Item]) -> Bitmaps:
    members: Bitmaps = defaultdict(int)
    for sequence, item in items.items():
        for term in indexed.terms_of(item):
            members[term, bits.chunk_of(sequence)] |= bits.bit_of(sequence)
    return members


def write_directories(
    store: TenantStore,
    indexed: Indexed,
    affected: Iterable[tuple[Term, int]],
    written: Collection[tuple[Term, int]],
    gather: Gather,
    *,
    recheck_after: float = SETTLING,
) -> None:
    """Count the affected chunks of facets and write their directories, in any case for the chunks in `written`."""
    chunks: dict[Term, set[int]] = defaultdict(set)
    for term, chunk in affected:
        if term.field.has_directory and term != LISTED:
            chunks[term].add(chunk)
    due = {term for term, _ in written}

    def attempt(pending: Collection[Term]) -> dict[Term, Put]:
        addresses = {term: directory_address(indexed, term) for term in pending}
        stored = _stored(store, [address.key(store, indexed) for address in addresses.values()], gather)
        counted = _counted(store, indexed, {(term, chunk) for term in pending for chunk in chunks[term]}, gather)
        writes = {}
        for term, address in addresses.items():
            before = stored.get(address.key(store, indexed))
            present = bits.decode_counts(before["b"]) if before else {}
            counts = _recounted(present, {chunk: counted[term, chunk] for chunk in chunks[term]})
            if counts != present or term in due:
                raw = bits.encode_counts(bits.counts_in_order(counts))
                writes[term] = versioned_put(store, indexed, address, before, {"b": raw})
        due.clear()  # written by us, or by a writer that either counted our chunks or fails its condition
        return writes

    _until_right(store, set(chunks), attempt, gather, recheck_after)


def _counted(
    store: TenantStore, indexed: Indexed, targets: Collection[tuple[Term, int]], gather: Gather
) -> dict[tuple[Term, int], int]:
    addresses = {at: chunk_address(indexed, *at).key(store, indexed) for at in targets}
    stored = _stored(store, list(addresses.values()), gather)
    return {at: bits.decode(stored[key]["b"]).bit_count() if key in stored else 0 for at, key in addresses.items()}


def _recounted(counts: Mapping[int, int], changed: Mapping[int, int]) -> dict[int, int]:
    return {chunk: count for chunk, count in {**counts, **changed}.items() if count}


def write_summary(
    store: TenantStore,
    indexed: Indexed,
    chunks: Collection[int],
    numbers: Collection[int],
    *,
    is_due: bool,
) -> None:
    """Count the affected chunks of all listed items, and record that these numbers are indexed.

    `is_due`: one of the chunks was written, so the summary is written even when the counts are the same.
    """

    def next_of(before: Summary) -> Summary | None:
        counted = _counted(store, indexed, {(LISTED, chunk) for chunk in chunks}, in_order)
        counts = _recounted(before.counts, {chunk: count for (_, chunk), count in counted.items()})
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


def _write_summary(store: TenantStore, indexed: Indexed, next_of: Callable[[Summary], Summary | None]) -> None:
    """Write the summary's next state, if it changes; repeat when another writer was first."""
    for tries in range(TRIES):
        stored = store.table.get(summary_address(indexed).key(store, indexed))
        summary = next_of(summary_of(stored))
        if summary is None:
            return
        try:
            put = summary_put(store, indexed, stored, summary)
            store.table.put(put.item, put.condition)
        except ConditionFailed:
            _pause(tries)
        else:
            return
    raise TableBusy("the summary of an index kept changing")


def adds(summary: Summary, numbers: Collection[int]) -> bool:
    """Tell whether accounting for these numbers changes more than the ranges that close by themselves after a time."""
    _, ranges = accounted(summary, numbers, clock.epoch())
    return not set(ranges) <= set(summary.open)


def _until_right(
    store: TenantStore,
    pending: set[Target],
    attempt: Callable[[Collection[Target]], dict[Target, Put]],
    gather: Gather,
    recheck_after: float,
) -> set[Target]:
    """Compute and write; recompute what another writer wrote meanwhile.

    Slow writes are recomputed too, until nothing is left to write. Returns everything that was written.
    """
    written: set[Target] = set()
    for tries in range(TRIES):
        began = time.monotonic()
        writes = attempt(pending)
        if not writes:
            return written
        results = dict(zip(writes, _put_each(store, list(writes.values()), gather), strict=True))
        written |= {target for target, done in results.items() if done}
        is_slow = time.monotonic() - began > recheck_after
        pending = {target for target, done in results.items() if is_slow or not done}
        if not pending:
            return written
        if not all(results.values()):
            _pause(tries)
    raise TableBusy("others kept writing the same part of an index")


def _put_each(store: TenantStore, puts: Sequence[Put], gather: Gather) -> list[bool]:
    """Carry out the puts; returns which ones were written."""
    batches = [puts[at : at + BATCH_STATEMENT_LIMIT] for at in range(0, len(puts), BATCH_STATEMENT_LIMIT)]
    return list(chain.from_iterable(gather([partial(store.table.put_each, batch) for batch in batches])))


def _pause(tries: int) -> None:
    time.sleep(random.uniform(0, 0.02 * 2**tries))  # noqa: S311 - jitter, not a secret

"""Lists: any page of any combination of terms, with its exact total, in three round trips at most.

 1. the head, the directories of facets, the bitmaps of text and days
 2. the bitmaps of facets, candidate chunks only, and the items that are too recent for the index
 3. the rows of the page

Newest first: by sequence number, so the order is total and stable. Why lists are exact right after a write: head.py.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import partial, reduce
from itertools import chain, islice
from operator import and_
from typing import NamedTuple

from bivelio_core import clock, ids
from bivelio_core.ids import MAXIMUM_SEQUENCE
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .fetch import ClauseBitmaps, Unsettled, chunk_reads, decide, first_round, read_chunks, read_rows, unsettled_reads
from .head import IndexHead
from .layout import read_selected
from .parallel import Gather, in_threads
from .selection import Selection, full, needed, select
from .terms import LISTED, Criteria, Exact, Indexed, Term

BATCH = 500


class ListPage(NamedTuple):
    """Some items of a list, and how many the list has."""

    items: list[Item]
    total: int


def list_page(
    store: TenantStore,
    indexed: Indexed,
    criteria: Criteria = (),
    *,
    page: int = 1,
    per_page: int = 20,
    gather: Gather = in_threads,
) -> ListPage:
    """Return a page of the items whose terms meet the criteria; without criteria, a page of all listed items."""
    selection, unsettled = _choose(store, indexed, criteria, (page - 1) * per_page, per_page, gather)
    return ListPage(read_rows(store, indexed, selection.sequences, unsettled.items), selection.total)


def ranked(
    store: TenantStore,
    indexed: Indexed,
    criteria: Criteria,
    rank: int,
    size: int,
    *,
    gather: Gather = in_threads,
) -> list[Item]:
    """Return at most `size` items after the first `rank` of a list, newest first, for pages counted from its end."""
    selection, unsettled = _choose(store, indexed, criteria, rank, size, gather)
    return read_rows(store, indexed, selection.sequences, unsettled.items)


def every(
    store: TenantStore, indexed: Indexed, criteria: Criteria = (), *, gather: Gather = in_threads
) -> tuple[int, Iterator[list[Item]]]:
    """Return how many items meet the criteria, and an iterator over batches of them, newest first."""
    selection, unsettled = _choose(store, indexed, criteria, 0, MAXIMUM_SEQUENCE, gather)
    batches = (selection.sequences[start : start + BATCH] for start in range(0, len(selection.sequences), BATCH))
    return selection.total, (read_rows(store, indexed, batch, unsettled.items) for batch in batches)


def _choose(
    store: TenantStore, indexed: Indexed, criteria: Criteria, rank: int, size: int, gather: Gather
) -> tuple[Selection, Unsettled]:
    """Choose the numbers that follow the first `rank`; also returns the items that were read on the way."""
    start = clock.epoch()
    indexed, head, sources = first_round(store, indexed, criteria or ((Exact(LISTED),),), start, gather)
    spans, singles = head.unsettled(start)
    unsettled_numbers = numbers_of(spans, singles)
    counts = sources[0].counts if len(sources) == 1 else None
    if counts is None:
        chunk_numbers = set.intersection(*(source.chunks() for source in sources))
    else:
        chunk_numbers = needed(counts, unsettled_numbers, rank, size)
        _recognise_full(sources[0], chunk_numbers - unsettled_numbers.keys(), head)

    reads = chunk_reads(store, indexed, sources, chunk_numbers)
    results = gather([*reads, *unsettled_reads(store, indexed, spans, singles)])
    unsettled = decide(indexed, criteria, unsettled_numbers, chain.from_iterable(results[len(reads) :]))
    selection = select(counts or {}, _members(sources, chunk_numbers, unsettled), rank, size)
    while selection.lacking:  # a concurrent write came between the reads of a directory and a chunk
        chunk_numbers |= selection.lacking
        read_chunks(store, indexed, sources[0], chunk_numbers)
        selection = select(counts or {}, _members(sources, chunk_numbers, unsettled), rank, size)
    return selection, unsettled


def settled_matches(
    store: TenantStore, indexed: Indexed, term: Term, limit: int, *, besides: Item | None = None
) -> list[Item]:
    """Return the newest listed items with a term, except `besides`, by the index alone: one read if none, else two.

    For hints such as "somebody with this address exists"; items of the last seconds may be missing. Use `list_page`
    where the answer must be exact.
    """
    members = read_selected(store, indexed, Exact(term))
    if besides is not None:
        own = ids.decode_sequence(besides["SK"])
        members = {chunk: numbers & ~bits.by_chunk([own]).get(chunk, 0) for chunk, numbers in members.items()}
    sequences = _newest(members, limit)
    return read_rows(store, indexed, sequences, {}) if sequences else []


def settled_matches_of_each(
    store: TenantStore, indexed: Indexed, terms: Collection[Term], limit: int, *, gather: Gather = in_threads
) -> dict[Term, list[Item]]:
    """`settled_matches` for many terms: one read per term, in parallel, and one read for all items found."""
    term_list = list(terms)
    bitmaps = gather([partial(read_selected, store, indexed, Exact(term)) for term in term_list])
    numbers = {term: _newest(members, limit) for term, members in zip(term_list, bitmaps, strict=True)}
    all_numbers = sorted(set(chain.from_iterable(numbers.values())))
    items = store.get_many(indexed.kind, list(map(keys.sequence_sk, all_numbers)))
    return {
        term: [items[sk] for sk in map(keys.sequence_sk, sequences) if sk in items]
        for term, sequences in numbers.items()
    }


def _newest(members: dict[int, int], limit: int) -> list[int]:
    sequences = (number for chunk in sorted(members, reverse=True) for number in bits.descending(chunk, members[chunk]))
    return list(islice(sequences, limit))


def numbers_of(spans: Sequence[tuple[int, int]], singles: Sequence[int]) -> dict[int, int]:
    """The numbers of ranges and single ones, by chunk."""
    chunks = bits.by_chunk(singles)
    for low, high in spans:
        for chunk, span in bits.span_by_chunk(low, high).items():
            chunks[chunk] = chunks.get(chunk, 0) | span
    return chunks


def _recognise_full(source: ClauseBitmaps, chunks: set[int], head: IndexHead) -> None:
    """Skip reading chunks in which no item was ever archived or deleted."""
    if source.clause != (Exact(LISTED),) or source.counts is None:
        return
    for chunk in chunks:
        members = full(chunk, source.counts[chunk], head.summary.high)
        if members is not None:
            source.bitmaps[chunk] = members


def _members(sources: Sequence[ClauseBitmaps], chunk_numbers: set[int], unsettled: Unsettled) -> dict[int, int]:
    """The list's members in the wanted chunks: from the index, and for unsettled items from the items themselves."""
    members = dict(unsettled.members)
    for chunk in chunk_numbers:
        settled = reduce(and_, (source.bitmaps.get(chunk, 0) for source in sources))
        members[chunk] = (settled & ~unsettled.numbers.get(chunk, 0)) | unsettled.members.get(chunk, 0)
    return members

"""Lists: any page of any combination of terms, with its exact total, in three round trips at most.

 1. the head, the directories of facets, the bitmaps of text and days
 2. the bitmaps of facets, candidate chunks only, and the items that are too young for the index
 3. the rows of the page

Newest first: by sequence number, so the order is total and stable. Why lists are exact right after a write: head.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import chain
from operator import and_

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .fetch import Source, Young, first_round, judged, read_chunks, read_rows, young_reads
from .head import Head
from .layout import read_selected
from .parallel import Gather, in_threads
from .selection import full, needed, select
from .terms import LISTED, Criteria, Exact, Indexed, Term


@dataclass(frozen=True, slots=True)
class Page:
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
) -> Page:
    """The page of the items whose terms meet the criteria; without criteria, of all listed items."""
    start = clock.epoch()
    rank = (page - 1) * per_page
    head, sources = first_round(store, indexed, criteria or ((Exact(LISTED),),), gather)
    spans, singles = head.unsettled(start)
    young_numbers = _numbers(spans, singles)
    counts = sources[0].counts if len(sources) == 1 else None
    if counts is None:
        wanted = set.intersection(*(source.chunks() for source in sources))
    else:
        wanted = needed(counts, young_numbers, rank, per_page)
        _recognise_full(sources[0], wanted - young_numbers.keys(), head)

    chunk_reads = [partial(read_chunks, store, indexed, source, wanted) for source in sources if source.lacks(wanted)]
    results = gather([*chunk_reads, *young_reads(store, indexed, spans, singles)])
    young = judged(indexed, criteria, young_numbers, chain.from_iterable(results[len(chunk_reads) :]))
    selection = select(counts or {}, _members(sources, wanted, young), rank, per_page)
    while selection.lacking:  # a directory and a chunk were read at different moments of somebody's write
        wanted |= selection.lacking
        read_chunks(store, indexed, sources[0], wanted)
        selection = select(counts or {}, _members(sources, wanted, young), rank, per_page)
    return Page(read_rows(store, indexed, selection.sequences, young.items), selection.total)


def settled_matches(store: TenantStore, indexed: Indexed, term: Term, limit: int) -> list[Item]:
    """The newest listed items with a term, as the index has them: one read when there are none, two else.

    For hints such as "somebody with this address exists"; items of the last seconds may be missing. Use `list_page`
    where the answer must be exact.
    """
    members = read_selected(store, indexed, Exact(term))
    sequences = [number for chunk in sorted(members, reverse=True) for number in bits.descending(chunk, members[chunk])]
    return read_rows(store, indexed, sequences[:limit], {}) if sequences else []


def _numbers(spans: Sequence[tuple[int, int]], singles: Sequence[int]) -> dict[int, int]:
    chunks = bits.by_chunk(singles)
    for low, high in spans:
        for chunk, span in bits.span_by_chunk(low, high).items():
            chunks[chunk] = chunks.get(chunk, 0) | span
    return chunks


def _recognise_full(source: Source, chunks: set[int], head: Head) -> None:
    """Spare the reading of chunks in which nothing was ever archived."""
    if source.clause != (Exact(LISTED),) or source.counts is None:
        return
    for chunk in chunks:
        members = full(chunk, source.counts[chunk], head.summary.high)
        if members is not None:
            source.known[chunk] = members


def _members(sources: Sequence[Source], wanted: set[int], young: Young) -> dict[int, int]:
    """The list's members in the wanted chunks: by the index, but for the young, which were judged themselves."""
    members = dict(young.members)
    for chunk in wanted:
        settled = reduce(and_, (source.known.get(chunk, 0) for source in sources))
        members[chunk] = (settled & ~young.numbers.get(chunk, 0)) | young.members.get(chunk, 0)
    return members

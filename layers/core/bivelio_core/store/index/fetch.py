"""Make the requests to the table that a list needs, round by round."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import BATCH_GET_LIMIT, TableBusy
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .head import FIRST_ROUND_LIMIT, IndexHead, Span
from .layout import chunk_address, directory_address, read_head, read_selected
from .parallel import Gather
from .terms import LISTED, Clause, Criteria, Exact, Indexed, Term, matches

FIRST_ROUND_TRIES = 3
ROW_BYTES = 400
ITEM_OVERHEAD_BYTES = 70
"""Estimates of an item's size and of a chunk item's overhead beside its bitmap, to compare a range with single
reads."""

BLOCK_BYTES = 4_096
"""The bytes that one read unit covers."""


@dataclass(slots=True)
class ClauseBitmaps:
    """A clause and its `bitmaps`, as far as they have been read; `counts` has the members of each chunk, if known."""

    clause: Clause
    bitmaps: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int] | None = None

    @property
    def facet(self) -> Exact | None:
        """The selector of a clause that is answered through a directory."""
        only = self.clause[0]
        return only if len(self.clause) == 1 and isinstance(only, Exact) and only.field.has_directory else None

    def chunks(self) -> set[int]:
        """The chunks with any member."""
        return set(self.bitmaps if self.counts is None else self.counts)

    def lacks(self, chunk_numbers: Collection[int]) -> list[int]:
        """Return, in order, the wanted chunks that the directory lists and that have not been read yet."""
        return sorted(chunk for chunk in chunk_numbers if chunk in (self.counts or ()) and chunk not in self.bitmaps)


class Unsettled(NamedTuple):
    """Items that are too recent for the index and are read directly: their numbers, the matching numbers, the items."""

    numbers: dict[int, int]
    members: dict[int, int]
    items: dict[int, Item]


def first_round(
    store: TenantStore, indexed: Indexed, criteria: Criteria, start: float, gather: Gather
) -> tuple[Indexed, IndexHead, list[ClauseBitmaps]]:
    """Read the head and what can be read in parallel with it. Repeated if it took too long to be exact (head.py, 3).

    In an index that has not been rebuilt since facets were spread, the facets are read again from their actual place;
    the returned kind names that place.
    """
    sources = [ClauseBitmaps(clause) for clause in criteria]
    facets = [source for source in sources if source.facet and source.facet.term != LISTED]
    selectors = list(dict.fromkeys(part for source in sources if not source.facet for part in source.clause))
    is_spread = any(part.field.has_directory and part.field.shards > 1 for clause in criteria for part in clause)

    def reads(where: Indexed) -> list[Callable[[], Any]]:
        calls: list[Callable[[], Any]] = [partial(read_selected, store, where, selector) for selector in selectors]
        return [*calls, *([partial(_read_counts, store, where, facets)] if facets else [])]

    for _ in range(FIRST_ROUND_TRIES):
        began = time.monotonic()
        head, *results = gather([partial(read_head, store, indexed), *reads(indexed)])
        where = head.summary.read_from(indexed, start)
        if is_spread and where is not indexed:
            results = gather(reads(where))
        if time.monotonic() - began <= FIRST_ROUND_LIMIT:
            break
    else:
        raise TableBusy("the first round of a list took too long")
    counts = results.pop() if facets else {}
    by_selector = dict(zip(selectors, results, strict=True))
    for source in sources:
        if source.facet:
            source.counts = head.summary.counts if source.facet.term == LISTED else counts[source.facet.term]
        else:
            source.bitmaps = _union(by_selector[part] for part in source.clause)
    return where, head, sources


def _read_counts(store: TenantStore, indexed: Indexed, facets: Sequence[ClauseBitmaps]) -> dict[Term, dict[int, int]]:
    terms = [source.facet.term for source in facets if source.facet]
    directories = {term: directory_address(indexed, term).key(store, indexed) for term in terms}
    stored = store.table.get_many(list(directories.values()))
    return {term: bits.decode_counts(stored[key]["b"]) if key in stored else {} for term, key in directories.items()}


def _union(bitmaps: Iterable[dict[int, int]]) -> dict[int, int]:
    united: dict[int, int] = {}
    for chunks in bitmaps:
        for chunk, members in chunks.items():
            united[chunk] = united.get(chunk, 0) | members
    return united


def read_chunks(store: TenantStore, indexed: Indexed, source: ClauseBitmaps, chunk_numbers: Collection[int]) -> None:
    """Read the wanted chunks that a facet's directory lists, one by one or, if cheaper, in one range."""
    lacking = source.lacks(chunk_numbers)
    if not lacking or source.facet is None or source.counts is None:
        return
    if _range_units(source, lacking) <= len(lacking):
        source.bitmaps |= read_selected(store, indexed, source.facet, lacking[0], lacking[-1])
    else:
        _read_singly(store, indexed, [source], chunk_numbers)


def chunk_reads(
    store: TenantStore, indexed: Indexed, sources: Sequence[ClauseBitmaps], chunk_numbers: Collection[int]
) -> list[Callable[[], None]]:
    """Return the reads of the unknown wanted chunks, for several facets in one call unless that costs more.

    In an organisation of a few thousand items, that is one call whatever the number of facets.
    """
    lacking = [(source, chunks) for source in sources if (chunks := source.lacks(chunk_numbers))]
    single = [source for source, chunks in lacking if _range_units(source, chunks) >= len(chunks)]
    if len(single) < 2 or sum(len(source.lacks(chunk_numbers)) for source in single) > BATCH_GET_LIMIT:  # noqa: PLR2004
        single = []
    ranges = [
        partial(read_chunks, store, indexed, source, chunk_numbers) for source, _ in lacking if source not in single
    ]
    return [*ranges, *([partial(_read_singly, store, indexed, single, chunk_numbers)] if single else [])]


def _read_singly(
    store: TenantStore, indexed: Indexed, sources: Sequence[ClauseBitmaps], chunk_numbers: Collection[int]
) -> None:
    addresses = {
        chunk_address(indexed, source.facet.term, chunk).key(store, indexed): (source, chunk)
        for source in sources
        if source.facet is not None
        for chunk in source.lacks(chunk_numbers)
    }
    for key, item in store.table.get_many(list(addresses)).items():
        source, chunk = addresses[key]
        source.bitmaps[chunk] = bits.decode(item["b"])


def _range_units(source: ClauseBitmaps, chunks: Sequence[int]) -> int:
    """Return the read units, eventually consistent, of a range of a facet's chunks."""
    in_range = [count for chunk, count in (source.counts or {}).items() if chunks[0] <= chunk <= chunks[-1]]
    return -(-sum(map(_chunk_estimate, in_range)) // BLOCK_BYTES)


def _chunk_estimate(count: int) -> int:
    return ITEM_OVERHEAD_BYTES + min(2 * count, bits.CHUNK_BYTES)


def unsettled_reads(
    store: TenantStore, indexed: Indexed, spans: Sequence[Span], singles: Sequence[int]
) -> list[Callable[[], list[Item]]]:
    """The strongly consistent reads of all items that may be too recent for the index."""
    reads: list[Callable[[], list[Item]]] = [
        partial(
            store.query,
            indexed.kind,
            low=keys.sequence_sk(span.low),
            high=keys.sequence_sk(span.high),
            descending=True,
            consistent=True,
        )
        for span in spans
    ]
    if singles:
        reads.append(partial(_read_singles, store, indexed, singles))
    return reads


def _read_singles(store: TenantStore, indexed: Indexed, singles: Sequence[int]) -> list[Item]:
    return list(store.get_many(indexed.kind, list(map(keys.sequence_sk, singles)), consistent=True).values())


def decide(indexed: Indexed, criteria: Criteria, numbers: dict[int, int], items: Iterable[Item]) -> Unsettled:
    """Decide which of the items read by `unsettled_reads` belong to the list."""
    by_number = {ids.decode_sequence(item["SK"]): item for item in items}
    members = [number for number, item in by_number.items() if matches(criteria, indexed.terms_of(item))]
    return Unsettled(numbers, bits.by_chunk(members), by_number)


def read_rows(
    store: TenantStore, indexed: Indexed, sequences: Sequence[int], at_hand: Mapping[int, Item]
) -> list[Item]:
    """Read a page's items, in order, one by one or, if cheaper, in one range. Items deleted meanwhile are omitted."""
    lacking = [number for number in sequences if number not in at_hand]
    rows = dict(at_hand)
    if lacking:
        if -(-(lacking[0] - lacking[-1] + 1) * ROW_BYTES // BLOCK_BYTES) <= len(lacking):
            items = store.query(indexed.kind, low=keys.sequence_sk(lacking[-1]), high=keys.sequence_sk(lacking[0]))
        else:
            items = list(store.get_many(indexed.kind, list(map(keys.sequence_sk, lacking))).values())
        rows |= {ids.decode_sequence(item["SK"]): item for item in items}
        late = [number for number in lacking if number not in rows]
        rows |= {ids.decode_sequence(item["SK"]): item for item in _read_singles(store, indexed, late)} if late else {}
    return [rows[number] for number in sequences if number in rows]

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
from .directory import TermDirectory
from .head import FIRST_ROUND_LIMIT, IndexHead
from .layout import (
    ITEM_OVERHEAD_BYTES,
    SelectedBitmaps,
    chunk_address,
    directory_address,
    read_head,
    read_selected,
)
from .parallel import Gather
from .recent import BLOCK_BYTES, ROW_BYTES, read_singles
from .terms import LISTED, Clause, Criteria, Exact, Indexed, Selector, Term

FIRST_ROUND_TRIES = 3


@dataclass(slots=True)
class ClauseBitmaps:
    """A clause and its `bitmaps`, as far as they have been read; `counts` has the members of each chunk, if known."""

    clause: Clause
    bitmaps: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int] | None = None
    directory: TermDirectory | None = None

    @property
    def facet(self) -> Exact | None:
        """The selector of a clause that is answered through a directory."""
        only = self.clause[0]
        return only if len(self.clause) == 1 and isinstance(only, Exact) and only.field.has_directory else None

    def chunks(self) -> set[int]:
        """The chunks with any member."""
        return set(self.bitmaps if self.counts is None else self.counts)

    def lacks(self, chunk_numbers: Iterable[int]) -> list[int]:
        """Return, in order, the wanted chunks that the directory lists and that have not been read yet."""
        return sorted(chunk for chunk in chunk_numbers if chunk in (self.counts or ()) and chunk not in self.bitmaps)

    def unread(self, chunk_numbers: Iterable[int]) -> list[int]:
        """Return, in order, the wanted chunks that have not been read yet, in the directory or not."""
        return [] if self.counts is None else sorted(set(chunk_numbers).difference(self.bitmaps))


class Ranges:
    """The bitmaps of text and days: all that a selector accepts is read, since nothing says which chunks it has."""

    def __init__(self, store: TenantStore, sources: Sequence[ClauseBitmaps]) -> None:
        self.store = store
        self.sources = [source for source in sources if not source.facet]
        self.selectors: list[Selector] = list(dict.fromkeys(part for source in self.sources for part in source.clause))
        self.size = 0

    def reads(self, where: Indexed, *, consistent: bool = False) -> list[Callable[[], SelectedBitmaps]]:
        """The reads of all selectors, whose results `attach` takes."""
        return [partial(read_selected, self.store, where, part, consistent=consistent) for part in self.selectors]

    def attach(self, results: Iterable[SelectedBitmaps]) -> None:
        """Give each clause the united bitmaps of its selectors."""
        by_selector = dict(zip(self.selectors, results, strict=True))
        self.size = sum(selected.size for selected in by_selector.values())
        for source in self.sources:
            source.bitmaps = _union(by_selector[part] for part in source.clause)

    def units(self) -> int:
        """The read units of reading all of it, strongly consistent."""
        return max(len(self.selectors), -(-self.size // BLOCK_BYTES))


class FirstRound(NamedTuple):
    """What the first round has read. `where` is the kind with the place from which its facets are read."""

    where: Indexed
    head: IndexHead
    sources: list[ClauseBitmaps]
    ranges: Ranges


def first_round(store: TenantStore, indexed: Indexed, criteria: Criteria, start: float, gather: Gather) -> FirstRound:
    """Read the head and what can be read in parallel with it. Repeated if it took too long to be exact (head.py, 3).

    In an index that has not been rebuilt since facets were spread, the facets are read again from their actual place.
    """
    sources = [ClauseBitmaps(clause) for clause in criteria]
    facets = [source for source in sources if source.facet and source.facet.term != LISTED]
    ranges = Ranges(store, sources)
    is_spread = any(part.field.has_directory and part.field.shards > 1 for clause in criteria for part in clause)

    def reads(where: Indexed) -> list[Callable[[], Any]]:
        return [*ranges.reads(where), *([partial(_read_directories, store, where, facets)] if facets else [])]

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
    directories = results.pop() if facets else {}
    ranges.attach(results)
    for source in sources:
        if source.facet:
            source.directory = directories.get(source.facet.term)
            source.counts = source.directory.counts if source.directory else head.summary.counts
    return FirstRound(where, head, sources, ranges)


def _read_directories(
    store: TenantStore, indexed: Indexed, facets: Sequence[ClauseBitmaps]
) -> dict[Term, TermDirectory]:
    terms = [source.facet.term for source in facets if source.facet]
    addresses = {term: directory_address(indexed, term).key(store, indexed) for term in terms}
    stored = store.table.get_many(list(addresses.values()))
    return {term: TermDirectory.of(stored.get(key)) for term, key in addresses.items()}


def _union(bitmaps: Iterable[dict[int, int]]) -> dict[int, int]:
    united: dict[int, int] = {}
    for chunks in bitmaps:
        for chunk, members in chunks.items():
            united[chunk] = united.get(chunk, 0) | members
    return united


FacetChunks = list[tuple[ClauseBitmaps, list[int]]]
"""Facets, and the chunks to read of each, in order."""


def chunk_reads(
    store: TenantStore,
    indexed: Indexed,
    sources: Sequence[ClauseBitmaps],
    chunk_numbers: Collection[int],
    acknowledged: Collection[int] = (),
) -> list[Callable[[], None]]:
    """Return the reads of the unknown wanted chunks.

    Chunks with numbers that the index has just acknowledged are read strongly consistent, whether or not a directory
    lists them, which may be older.
    """
    settled = [chunk for chunk in chunk_numbers if chunk not in acknowledged]
    for source in sources:
        if source.directory and source.directory.members is not None:
            source.bitmaps |= {chunk: source.directory.members.get(chunk, 0) for chunk in settled}
    recent = [chunk for chunk in chunk_numbers if chunk in acknowledged]
    return [
        *_reads(store, indexed, [(each, each.lacks(settled)) for each in sources], consistent=False),
        *_reads(store, indexed, [(each, each.unread(recent)) for each in sources], consistent=True),
    ]


def _reads(store: TenantStore, indexed: Indexed, facets: FacetChunks, *, consistent: bool) -> list[Callable[[], None]]:
    """For several facets in one call, unless that costs more.

    In an organisation of a few thousand items, that is one call whatever the number of facets.
    """
    facets = [(source, chunks) for source, chunks in facets if chunks]
    single = [(source, chunks) for source, chunks in facets if _range_units(source, chunks) >= len(chunks)]
    if len(single) < 2 or sum(len(chunks) for _, chunks in single) > BATCH_GET_LIMIT:  # noqa: PLR2004
        single = []
    alone = [each for each in facets if each not in single]
    ranges = [partial(_read_facet, store, indexed, *each, consistent=consistent) for each in alone]
    return [*ranges, *([partial(_read_singly, store, indexed, single, consistent=consistent)] if single else [])]


def _read_facet(
    store: TenantStore, indexed: Indexed, source: ClauseBitmaps, chunks: list[int], *, consistent: bool
) -> None:
    """Read these chunks of a facet one by one or, if cheaper, in one range."""
    if source.facet and _range_units(source, chunks) <= len(chunks):
        selected = read_selected(store, indexed, source.facet, chunks[0], chunks[-1], consistent=consistent)
        source.bitmaps |= {chunk: selected.get(chunk, 0) for chunk in chunks}
    else:
        _read_singly(store, indexed, [(source, chunks)], consistent=consistent)


def _read_singly(store: TenantStore, indexed: Indexed, facets: FacetChunks, *, consistent: bool) -> None:
    addresses = {
        chunk_address(indexed, source.facet.term, chunk).key(store, indexed): (source, chunk)
        for source, chunks in facets
        if source.facet is not None
        for chunk in chunks
    }
    stored = store.table.get_many(list(addresses), consistent=consistent)
    for key, (source, chunk) in addresses.items():
        source.bitmaps[chunk] = bits.decode(stored[key]["b"]) if key in stored else 0


def _range_units(source: ClauseBitmaps, chunks: Sequence[int]) -> int:
    """Return the blocks of a range of a facet's chunks; a block is a read unit, or half of one."""
    counts = dict.fromkeys(chunks, bits.CHUNK_SIZE) | (source.counts or {})
    in_range = [count for chunk, count in counts.items() if chunks[0] <= chunk <= chunks[-1]]
    return -(-sum(map(_chunk_estimate, in_range)) // BLOCK_BYTES)


def units_again(first: FirstRound, chunk_numbers: Collection[int]) -> float:
    """The read units of reading these chunks strongly consistent, of facets and of text and days.

    None for all listed items: their counts are in the head, and a page's chunk is read in any case.
    """
    chunks = sorted(chunk_numbers)
    facets = [each for each in first.sources if each.facet and each.facet.term != LISTED]
    units = sum(min(len(chunks), _range_units(source, chunks)) for source in facets)
    return units + (first.ranges.units() if first.ranges.selectors else 0)


def _chunk_estimate(count: int) -> int:
    return ITEM_OVERHEAD_BYTES + min(2 * count, bits.CHUNK_BYTES)


def read_rows(
    store: TenantStore,
    indexed: Indexed,
    sequences: Sequence[int],
    at_hand: Mapping[int, Item],
    versions: Mapping[int, int] | None = None,
) -> list[Item]:
    """Read a page's items, in order, one by one or, if cheaper, in one range. Items deleted meanwhile are omitted.

    An item that a replica does not have yet, or not in one of these versions at least, is read strongly consistent.
    """
    lacking = [number for number in sequences if number not in at_hand]
    rows = dict(at_hand)
    if lacking:
        if -(-(lacking[0] - lacking[-1] + 1) * ROW_BYTES // BLOCK_BYTES) <= len(lacking):
            items = store.query(indexed.kind, low=keys.sequence_sk(lacking[-1]), high=keys.sequence_sk(lacking[0]))
        else:
            items = list(store.get_many(indexed.kind, list(map(keys.sequence_sk, lacking))).values())
        rows |= {ids.decode_sequence(item["SK"]): item for item in items}
        least = versions or {}
        late = [n for n in lacking if n not in rows or (n in least and rows[n]["version"] < least[n])]
        rows |= {ids.decode_sequence(item["SK"]): item for item in read_singles(store, indexed, late)} if late else {}
    return [rows[number] for number in sequences if number in rows]

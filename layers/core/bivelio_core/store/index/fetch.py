"""Make the requests to the table that a list needs, round by round."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import BATCH_GET_LIMIT, TableBusy
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .bits import TermDirectory
from .head import FIRST_ROUND_LIMIT, IndexHead
from .layout import chunk_address, chunk_number, directory_address, escaped, place, places, read_head, shard, unescaped
from .parallel import Gather
from .postings import Posting, Postings
from .recent import BLOCK_BYTES, ROW_BYTES, read_singles
from .terms import Between, Criteria, Exact, Indexed, Nearly, Prefix, Selector, Term, TermField, Within

FIRST_ROUND_TRIES = 3

ITEM_OVERHEAD_BYTES = 70
"""An estimate of a chunk's bytes in the table beside its bitmap."""


class SelectedBitmaps(dict[int, int]):
    """Bitmaps by chunk, and the `size` in bytes that reading them took, about."""

    size = 0

    def add(self, chunk: int, raw: bytes) -> None:
        """Unite a chunk as stored with what is there."""
        self[chunk] = self.get(chunk, 0) | bits.decode(raw)
        self.size += ITEM_OVERHEAD_BYTES + len(raw)


def read_selected(
    store: TenantStore,
    indexed: Indexed,
    selector: Selector,
    first: int = 0,
    last: int | None = None,
    *,
    consistent: bool = False,
) -> SelectedBitmaps:
    """The bitmaps, by chunk, of everything a selector accepts; for a single term, only the chunks `first` to `last`."""
    match selector:
        case Exact(term):
            text, low = term.text, f"{escaped(term.text)}#{first:04x}"
            high = f"{escaped(term.text)}#" + ("g" if last is None else f"{last:04x}")
        case Prefix(_, text):
            low = escaped(text)
            high = low + "\U0010ffff"
        case Between(_, text, end):
            low, high = escaped(text) + "#", escaped(end) + "#g"
        case Nearly() | Within():
            return _filtered(store, indexed, selector, consistent=consistent)
    where = place(indexed, selector.field, text)
    selected = SelectedBitmaps()
    for item in store.query(keys.index_of(indexed.kind), *where, low=low, high=high, consistent=consistent):
        selected.add(chunk_number(item), item["b"])
    return selected


def _filtered(store: TenantStore, indexed: Indexed, selector: Nearly | Within, *, consistent: bool) -> SelectedBitmaps:
    """The bitmaps of the terms that a selector accepts among those with its prefix, or of its shard; all are read."""
    if isinstance(selector, Nearly):
        prefix, where = escaped(selector.text), place(indexed, selector.field, selector.text)
    else:
        prefix, where = None, shard(indexed, selector.field, selector.shard)
    selected, size = SelectedBitmaps(), 0
    for item in store.query(keys.index_of(indexed.kind), *where, prefix=prefix, consistent=consistent):
        size += ITEM_OVERHEAD_BYTES + len(item["b"])
        if selector.accepts(Term(selector.field, unescaped(item["SK"].rpartition("#")[0]))):
            selected.add(chunk_number(item), item["b"])
    selected.size = size
    return selected


Members = dict[str, dict[int, int]]
"""The bitmaps of terms by chunk, by their texts."""


def read_terms(store: TenantStore, indexed: Indexed, part: Between, *, consistent: bool) -> Members:
    """The bitmaps of all terms of a range, each by itself, from one Query."""
    members_by_text: Members = {}
    where, low, high = place(indexed, part.field, part.low), f"{escaped(part.low)}#", f"{escaped(part.high)}#g"
    for item in store.query(keys.index_of(indexed.kind), *where, low=low, high=high, consistent=consistent):
        text = unescaped(item["SK"].rpartition("#")[0])
        members_by_text.setdefault(text, {})[chunk_number(item)] = bits.decode(item["b"])
    return members_by_text


class Ranges:
    """The bitmaps of text and days: all that a selector accepts is read, since nothing says which chunks it has."""

    def __init__(self, store: TenantStore, postings: Postings) -> None:
        self.store = store
        self.postings = [posting for posting in postings.every if not posting.facet]
        self.size = 0

    def reads(self, where: Indexed, *, consistent: bool = False) -> list[Callable[[], SelectedBitmaps]]:
        """The reads of all selectors, whose results `attach` takes."""
        return [partial(read_selected, self.store, where, one.selector, consistent=consistent) for one in self.postings]

    def attach(self, results: Iterable[SelectedBitmaps]) -> None:
        """Give each posting the bitmaps of its selector."""
        self.size = 0
        for posting, selected in zip(self.postings, results, strict=True):
            posting.bitmaps = selected
            self.size += selected.size

    def units(self) -> int:
        """The read units of reading all of it, strongly consistent."""
        return max(len(self.postings), -(-self.size // BLOCK_BYTES))


class FirstRound(NamedTuple):
    """What the first round has read. `where` is the kind with the place from which its facets are read."""

    where: Indexed
    head: IndexHead
    postings: Postings
    ranges: Ranges


def first_round(store: TenantStore, indexed: Indexed, criteria: Criteria, start: float, gather: Gather) -> FirstRound:
    """Read the head and what can be read in parallel with it. Repeated if it took too long to be exact (head.py, 3).

    In an index that has not been rebuilt since facets were spread, the facets are read again from their actual place.
    """
    postings = Postings(criteria)
    facets = [posting for posting in postings.every if posting.facet and not posting.is_listed]
    ranges = Ranges(store, postings)
    is_spread = any(posting.selector.field.shards > 1 for posting in facets)

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
    for posting in postings.every:
        if posting.facet:
            posting.directory = directories.get(posting.facet.term)
            posting.counts = posting.directory.counts if posting.directory else head.summary.counts
    return FirstRound(where, head, postings, ranges)


def _read_directories(store: TenantStore, indexed: Indexed, facets: Sequence[Posting]) -> dict[Term, TermDirectory]:
    terms = [posting.facet.term for posting in facets if posting.facet]
    addresses = {term: directory_address(indexed, term).key(store, indexed) for term in terms}
    stored = store.table.get_many(list(addresses.values()))
    return {term: TermDirectory.of(stored.get(key)) for term, key in addresses.items()}


FacetChunks = list[tuple[Posting, list[int]]]
"""Facets, and the chunks to read of each, in order."""


def chunk_reads(
    store: TenantStore,
    indexed: Indexed,
    postings: Postings,
    chunk_numbers: Collection[int],
    acknowledged: Collection[int] = (),
) -> list[Callable[[], None]]:
    """Return the reads of the unknown wanted chunks.

    Chunks with numbers that the index has just acknowledged are read strongly consistent, whether or not a directory
    lists them, which may be older.
    """
    settled = [chunk for chunk in chunk_numbers if chunk not in acknowledged]
    for posting in postings.every:
        if posting.directory and posting.directory.members is not None:
            posting.bitmaps |= {chunk: posting.directory.members.get(chunk, 0) for chunk in settled}
    recent = [chunk for chunk in chunk_numbers if chunk in acknowledged]
    return [
        *_reads(store, indexed, [(each, each.lacks(settled)) for each in postings.every], consistent=False),
        *_reads(store, indexed, [(each, each.unread(recent)) for each in postings.every], consistent=True),
    ]


def _reads(store: TenantStore, indexed: Indexed, facets: FacetChunks, *, consistent: bool) -> list[Callable[[], None]]:
    """For several facets in one call, unless that costs more.

    In an organisation of a few thousand items, that is one call whatever the number of facets.
    """
    facets = [(posting, chunks) for posting, chunks in facets if chunks]
    single = [(posting, chunks) for posting, chunks in facets if _range_units(posting, chunks) >= len(chunks)]
    if len(single) < 2 or sum(len(chunks) for _, chunks in single) > BATCH_GET_LIMIT:  # noqa: PLR2004
        single = []
    alone = [each for each in facets if each not in single]
    ranges = [partial(_read_facet, store, indexed, *each, consistent=consistent) for each in alone]
    return [*ranges, *([partial(_read_singly, store, indexed, single, consistent=consistent)] if single else [])]


def _read_facet(store: TenantStore, indexed: Indexed, posting: Posting, chunks: list[int], *, consistent: bool) -> None:
    """Read these chunks of a facet one by one or, if cheaper, in one range."""
    if posting.facet and _range_units(posting, chunks) <= len(chunks):
        selected = read_selected(store, indexed, posting.facet, chunks[0], chunks[-1], consistent=consistent)
        posting.bitmaps |= {chunk: selected.get(chunk, 0) for chunk in chunks}
    else:
        _read_singly(store, indexed, [(posting, chunks)], consistent=consistent)


def _read_singly(store: TenantStore, indexed: Indexed, facets: FacetChunks, *, consistent: bool) -> None:
    addresses = {
        chunk_address(indexed, posting.facet.term, chunk).key(store, indexed): (posting, chunk)
        for posting, chunks in facets
        if posting.facet is not None
        for chunk in chunks
    }
    stored = store.table.get_many(list(addresses), consistent=consistent)
    for key, (posting, chunk) in addresses.items():
        posting.bitmaps[chunk] = bits.decode(stored[key]["b"]) if key in stored else 0


def _range_units(posting: Posting, chunks: Sequence[int]) -> int:
    """Return the blocks of a range of a facet's chunks; a block is a read unit, or half of one."""
    counts = dict.fromkeys(chunks, bits.CHUNK_SIZE) | (posting.counts or {})
    in_range = [count for chunk, count in counts.items() if chunks[0] <= chunk <= chunks[-1]]
    return -(-sum(map(_chunk_estimate, in_range)) // BLOCK_BYTES)


def units_again(first: FirstRound, chunk_numbers: Collection[int]) -> float:
    """The read units of reading these chunks strongly consistent, of facets and of text and days.

    None for all listed items: their counts are in the head, and a page's chunk is read in any case.
    """
    chunks = sorted(chunk_numbers)
    facets = [each for each in first.postings.every if each.facet and not each.is_listed]
    units = sum(min(len(chunks), _range_units(posting, chunks)) for posting in facets)
    return units + (first.ranges.units() if first.ranges.postings else 0)


def _chunk_estimate(count: int) -> int:
    return ITEM_OVERHEAD_BYTES + min(2 * count, bits.CHUNK_BYTES)


def read_rows(
    store: TenantStore,
    indexed: Indexed,
    sequences: Sequence[int],
    at_hand: Mapping[int, Item],
    versions: Mapping[int, int] | None = None,
    *,
    consistent: bool = False,
) -> list[Item]:
    """Read a page's items, in order, one by one or, if cheaper, in one range. Items deleted meanwhile are omitted.

    An item that a replica does not have yet, or not in one of these versions at least, is read strongly consistent.
    Those at hand stay as they are, also where the range has an earlier state of them.
    """
    lacking = [number for number in sequences if number not in at_hand]
    rows = dict(at_hand)
    if lacking:
        low, high = min(lacking), max(lacking)
        if -(-(high - low + 1) * ROW_BYTES // BLOCK_BYTES) <= len(lacking):
            ends = keys.sequence_sk(low), keys.sequence_sk(high)
            items = store.query(indexed.kind, low=ends[0], high=ends[1], consistent=consistent)
        else:
            sort_keys = list(map(keys.sequence_sk, lacking))
            items = list(store.get_many(indexed.kind, sort_keys, consistent=consistent).values())
        rows = {ids.decode_sequence(item["SK"]): item for item in items} | rows
        least = versions or {}
        unsure = [] if consistent else lacking
        late = [n for n in unsure if n not in rows or (n in least and rows[n]["version"] < least[n])]
        rows |= {ids.decode_sequence(item["SK"]): item for item in read_singles(store, indexed, late)} if late else {}
    return [rows[number] for number in sequences if number in rows]


def read_field(store: TenantStore, indexed: Indexed, field: TermField) -> Iterator[tuple[str, int]]:
    """Read from the index every term of a field without a directory: its text, and the number of an item with it."""
    for of, where in places(indexed):
        if of is not field:
            continue
        for item in store.query(keys.index_of(indexed.kind), *where):
            text = unescaped(item["SK"].rpartition("#")[0])
            for number in bits.descending(chunk_number(item), bits.decode(item["b"])):
                yield text, number

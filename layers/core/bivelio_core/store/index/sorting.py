"""Lists in another order than that of creation: by a column, by terms that are in order themselves, or by their rows.

 1. the members of the whole list, as for any list (reader.py)
 2. what they are sorted by:  a column      the blocks with members, in ranges or singly (columns.py)
                              days          the terms of months divide the members, those of days divide the months that
                                            the page is in, and only the rows of its days are read
                              ranks         the few values of a facet divide the members, in an order that is declared
                              their rows    for few members, and where the index has neither
 3. the rows of the page

Of equal ones the newest comes first, and what has no value comes last, in both directions. What the index has just
acknowledged is read strongly consistent, and items that it does not know yet are judged by themselves, as in any list.
A change that is written while a list is read may be seen by one of the reads alone: the list has each member once.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import bits, columns
from .columns import Column
from .fetch import ITEM_OVERHEAD_BYTES, read_selected, read_terms
from .items import read_all
from .layout import chunk_address, chunk_number, place
from .orders import Order, Ranks, Steps
from .parallel import Gather, in_threads
from .postings import select
from .reader import BATCH, Choice, ListPage, choose, index_incomplete
from .recent import BLOCK_BYTES
from .terms import Between, Criteria, Exact, Indexed, Term

MAXIMUM_SORTED = 50_000
"""So many members are sorted by a column: some 70 read units if they are neighbours. By terms, any number is."""

MAXIMUM_ROWS = 2_000
"""So many rows are read to be sorted: 250 read units if they are neighbours, two thousand at most."""

FEW_ROWS = 50
"""The rows of so few members are read at once, without a look at what else they could be sorted by."""

BLOCK_ESTIMATE = ITEM_OVERHEAD_BYTES + 700
"""An estimate of the bytes of a block of a column in the table."""

BLOCKS_AT_ONCE = 1_000
"""So many blocks are read by one Query, others beside it."""

Positions = dict[int, int]
"""Numbers by chunk, as bits."""


class TooManyToSort(Exception):
    """A list has more members than are sorted, or those of one fine term that a page is in; `limit` is how many are."""

    def __init__(self, limit: int, *, of_one_term: bool = False) -> None:
        super().__init__(limit)
        self.limit, self.of_one_term = limit, of_one_term


def sorted_page(
    store: TenantStore,
    indexed: Indexed,
    criteria: Criteria,
    order: Order,
    *,
    page: int,
    per_page: int,
    gather: Gather = in_threads,
) -> ListPage:
    """Return a page of a list in an order. Raises TooManyToSort, and Conflict for an index that lacks the order."""
    choice = choose(store, indexed, criteria, 0, 0, gather)
    total, rank = choice.selection.total, (page - 1) * per_page
    if total > MAXIMUM_SORTED and not (order.steps or order.ranks):
        raise TooManyToSort(MAXIMUM_SORTED)
    if rank >= total:
        return ListPage([], total)
    lacks = order.field is not None and choice.head.summary.lacks_any(indexed, {order.field}, choice.start)
    reading = _Reading(store, indexed, order, choice, gather, is_announced=order.is_announced and not lacks)
    if lacks or order.field is None or total <= FEW_ROWS:
        if total > MAXIMUM_ROWS:
            raise index_incomplete() if lacks else TooManyToSort(MAXIMUM_ROWS)
        return ListPage(reading.by_rows(choice.members, rank, per_page), total)
    if order.column is not None:
        return ListPage(reading.by_column(order.column, rank, per_page), total)
    if order.ranks is not None:
        return ListPage(reading.by_ranks(order.ranks, rank, per_page), total)
    return ListPage(list(reading.by_steps(order.steps, rank, per_page)) if order.steps else [], total)


class _Reading:
    """The reads by which a list is sorted, after its members were read."""

    def __init__(
        self,
        store: TenantStore,
        indexed: Indexed,
        order: Order,
        choice: Choice,
        gather: Gather,
        *,
        is_announced: bool,
    ) -> None:
        self.store, self.indexed, self.order, self.choice, self.gather = store, indexed, order, choice, gather
        self.is_announced = is_announced

    def by_rows(self, members: Mapping[int, int], rank: int, size: int, *, are_final: bool = False) -> list[Item]:
        """Part of these members, of which all rows are read; strongly consistent if no term says that a key changed."""
        sequences = _newest_first(members)
        batches = [sequences[start : start + BATCH] for start in range(0, len(sequences), BATCH)]
        is_consistent = not self.is_announced and not are_final
        rows = partial(self.choice.rows, self.store, self.indexed, consistent=is_consistent)
        items = list(chain.from_iterable(self.gather([partial(rows, batch) for batch in batches])))
        return _in_order(items, [self.order.key(item) for item in items], ascending=self.order.ascending)[
            rank : rank + size
        ]

    def by_column(self, column: Column, rank: int, size: int) -> list[Item]:
        """Part of the list, by the keys of a column."""
        sequences = _newest_first(self.choice.members)
        key_of = self._keys(column)
        sort_keys = [key_of.get(number) or None for number in sequences]
        return self._rows(_in_order(sequences, sort_keys, ascending=self.order.ascending)[rank : rank + size])

    def _rows(self, sequences: Sequence[int]) -> list[Item]:
        return self.choice.rows(self.store, self.indexed, sequences)

    def _keys(self, column: Column) -> dict[int, bytes]:
        """The keys of all members: of what the index does not know yet, from the items."""
        judged = self.choice.judged
        own = bits.by_chunk(judged.items)
        settled = {chunk: numbers & ~own.get(chunk, 0) for chunk, numbers in self.choice.members.items()}
        blocks = columns.blocks_of(settled)
        acknowledged = columns.blocks_of(self.choice.acknowledged).keys() & blocks.keys()
        reads = [
            *self._block_reads(column, sorted(blocks.keys() - acknowledged), consistent=False),
            *self._block_reads(column, sorted(acknowledged), consistent=True),
        ]
        stored: dict[int, bytes] = {}
        for part in self.gather(reads):  # what is read strongly consistent comes last
            stored |= part
        key_of: dict[int, bytes] = {}
        for block in blocks:
            key_of |= enumerate(columns.decode(stored.get(block, b"")), block << columns.BLOCK_BITS)
        return key_of | columns.keys_of(self.indexed, judged.items).get(column.target, {})

    def _block_reads(
        self, column: Column, blocks: Sequence[int], *, consistent: bool
    ) -> list[Callable[[], dict[int, bytes]]]:
        """The reads of blocks, in ranges or, if cheaper, singly."""
        if not blocks:
            return []
        first, last = blocks[0], blocks[-1]
        if (last - first + 1) * BLOCK_ESTIMATE > len(blocks) * BLOCK_BYTES:
            return [partial(self._read_blocks, column, blocks, consistent=consistent)]
        starts = range(first, last + 1, BLOCKS_AT_ONCE)
        ends = [(start, min(start + BLOCKS_AT_ONCE - 1, last)) for start in starts]
        return [partial(self._read_range, column, *each, consistent=consistent) for each in ends]

    def _read_blocks(self, column: Column, blocks: Collection[int], *, consistent: bool) -> dict[int, bytes]:
        addresses = {
            chunk_address(self.indexed, column.target, block).key(self.store, self.indexed): block for block in blocks
        }
        stored = read_all(self.store, list(addresses), self.gather, consistent=consistent)
        return {addresses[key]: item["b"] for key, item in stored.items()}

    def _read_range(self, column: Column, first: int, last: int, *, consistent: bool) -> dict[int, bytes]:
        where = place(self.indexed, column.field, column.name)
        low, high = (chunk_address(self.indexed, column.target, block).sk for block in (first, last))
        items = self.store.query(keys.index_of(self.indexed.kind), *where, low=low, high=high, consistent=consistent)
        return {chunk_number(item): item["b"] for item in items}

    def by_steps(self, steps: Steps, rank: int, size: int) -> Iterator[Item]:
        """Part of the list, by the coarse terms of a field and the fine ones of what the page is in."""
        coarse = self._divided(self.choice.members, Between(steps.field, *steps.coarse))
        parts = list(_overlapping(coarse, rank, size))
        texts = [text for text, *_ in parts if text]
        fine: list[tuple[str, Positions]] = []
        if texts:
            ends = [each for text in texts for each in steps.fine(text)]
            valued = _united(members for text, members, *_ in parts if text)
            fine = self._divided(valued, Between(steps.field, min(ends), max(ends)))
        fine += [(text, members) for text, members, *_ in parts if not text]
        skipped = parts[0][2] if parts else 0
        numbers: list[int] = []
        for text, members, first, count in _overlapping(fine, skipped, size):
            if steps.are_equal or not text:
                numbers += select({}, members, first, count).sequences
                continue
            yield from self._rows(numbers)
            numbers = []
            if sum(bitmap.bit_count() for bitmap in members.values()) > MAXIMUM_ROWS:
                raise TooManyToSort(MAXIMUM_ROWS, of_one_term=True)
            yield from self.by_rows(members, first, count, are_final=text < steps.open_from())
        yield from self._rows(numbers)

    def by_ranks(self, ranks: Ranks, rank: int, size: int) -> list[Item]:
        """Part of the list, by the values of a facet."""
        selectors = [Exact(Term(ranks.field, value)) for value in ranks.values]
        where = self.choice.head.summary.read_from(self.indexed, self.choice.start)
        is_consistent = bool(self.choice.acknowledged)
        reads = [partial(read_selected, self.store, where, one, consistent=is_consistent) for one in selectors]
        stored = dict(zip(ranks.values, self.gather(reads), strict=True))
        parts = self._parts(self.choice.members, selectors, stored, ranks.values.index)
        selections = [select({}, members, first, count) for _, members, first, count in _overlapping(parts, rank, size)]
        return self._rows([number for each in selections for number in each.sequences])

    def _divided(self, members: Mapping[int, int], part: Between) -> list[tuple[str, Positions]]:
        """Members by their terms of a range, in order."""
        read = read_terms(self.store, self.indexed, part, consistent=bool(self.choice.acknowledged))
        return self._parts(members, [part], read, str)

    def _parts(
        self,
        members: Mapping[int, int],
        selectors: Sequence[Between | Exact],
        stored: Mapping[str, Mapping[int, int]],
        place_of: Callable[[str], Any],
    ) -> list[tuple[str, Positions]]:
        """Members by the terms of selectors, in order of their places, each of them once; "" is for those without."""
        judged, terms = self.choice.judged, dict[str, Positions]()
        for number in judged.items:
            item_terms = self.indexed.terms_of(judged.items[number]) if _has(members, number) else ()
            for term in item_terms:
                if any(each.accepts(term) for each in selectors):
                    _add(terms.setdefault(term.text, {}), number)
        own = bits.by_chunk(judged.items)
        for text, bitmaps in stored.items():
            positions = terms.setdefault(text, {})
            for chunk, bitmap in bitmaps.items():
                positions[chunk] = positions.get(chunk, 0) | (bitmap & ~own.get(chunk, 0))
        rest, divided = dict(members), list[tuple[str, Positions]]()
        for text in sorted(terms, key=place_of, reverse=not self.order.ascending):
            having = {chunk: both for chunk, bitmap in terms[text].items() if (both := bitmap & rest.get(chunk, 0))}
            rest |= {chunk: rest[chunk] & ~bitmap for chunk, bitmap in having.items()}
            divided.append((text, having))
        return [*divided, ("", rest)]


def _in_order(things: Sequence[Any], sort_keys: Sequence[Any], *, ascending: bool) -> list[Any]:
    """Things that come newest first, by their keys; those without one come last."""
    having = [at for at, key in enumerate(sort_keys) if key is not None]
    having.sort(key=sort_keys.__getitem__, reverse=not ascending)
    lacking = [at for at, key in enumerate(sort_keys) if key is None]
    return [things[at] for at in (*having, *lacking)]


def _newest_first(members: Mapping[int, int]) -> list[int]:
    return [number for chunk in sorted(members, reverse=True) for number in bits.descending(chunk, members[chunk])]


def _overlapping(
    parts: Sequence[tuple[str, Positions]], rank: int, size: int
) -> Iterator[tuple[str, Positions, int, int]]:
    """The parts that a page is in, each with how many of its members come before the page, and how many are on it."""
    passed = 0
    for text, members in parts:
        count = sum(bitmap.bit_count() for bitmap in members.values())
        first, last = max(rank - passed, 0), min(rank + size - passed, count)
        if first < last:
            yield text, members, first, last - first
        passed += count


def _united(parts: Collection[Positions] | Iterator[Positions]) -> Positions:
    united: Positions = {}
    for part in parts:
        for chunk, bitmap in part.items():
            united[chunk] = united.get(chunk, 0) | bitmap
    return united


def _has(members: Mapping[int, int], number: int) -> bool:
    return bool(members.get(bits.chunk_of(number), 0) & bits.bit_of(number))


def _add(positions: Positions, number: int) -> None:
    chunk = bits.chunk_of(number)
    positions[chunk] = positions.get(chunk, 0) | bits.bit_of(number)

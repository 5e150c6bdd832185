"""Lists: any page of any combination of terms, with its exact total, in three round trips at most.

 1. the head, the directories of facets, the bitmaps of text and days
 2. the bitmaps of facets, candidate chunks only; what the index has just acknowledged, once more and consistently; the
    items that it has not acknowledged
 3. the rows of the page

Newest first: by sequence number, so the order is total and stable. Why lists are exact right after a write: head.py.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from bivelio_core import clock, ids
from bivelio_core.ids import MAXIMUM_SEQUENCE
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .fetch import chunk_reads, first_round, read_rows, read_selected, units_again
from .head import IndexHead
from .items import read_range
from .parallel import Gather, in_order, in_threads
from .postings import Posting, Postings, Selection, full, needed, select
from .recent import JudgedItems, Recent, item_reads, judge, recent_of
from .terms import Criteria, Exact, Indexed, Term, matches

BATCH = 500
FEW_ITEMS = 5_000
"""So many items are read for a list whose fields an index lacks; they take some 600 read units."""

RETRY_SECONDS = 300


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
    ascending: bool = False,
    gather: Gather = in_threads,
) -> ListPage:
    """Return a page of the items whose terms meet the criteria; without criteria, a page of all listed items.

    Newest first, or the oldest if `ascending`.
    """
    choice = choose(store, indexed, criteria, (page - 1) * per_page, per_page, gather, ascending=ascending)
    return ListPage(choice.rows(store, indexed, choice.selection.sequences), choice.selection.total)


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
    choice = choose(store, indexed, criteria, rank, size, gather)
    return choice.rows(store, indexed, choice.selection.sequences)


def older(
    store: TenantStore,
    indexed: Indexed,
    criteria: Criteria,
    before: int | None,
    size: int,
    *,
    gather: Gather = in_threads,
) -> list[Item]:
    """Return the newest `size` items whose sequence numbers are below one, for pages that go on from an item.

    From the newest one on (None) it reads what a first page does; else all chunks in which the criteria have members.
    """
    most = size if before is None else MAXIMUM_SEQUENCE
    choice = choose(store, indexed, criteria, 0, most, gather)
    behind = [each for each in choice.selection.sequences if before is None or each < before]
    return choice.rows(store, indexed, behind[:size])


def every(
    store: TenantStore, indexed: Indexed, criteria: Criteria = (), *, gather: Gather = in_threads
) -> tuple[int, Iterator[list[Item]]]:
    """Return how many items meet the criteria, and an iterator over batches of them, newest first."""
    choice = choose(store, indexed, criteria, 0, MAXIMUM_SEQUENCE, gather)
    sequences = choice.selection.sequences
    batches = (sequences[start : start + BATCH] for start in range(0, len(sequences), BATCH))
    return choice.selection.total, (choice.rows(store, indexed, batch) for batch in batches)


class Choice(NamedTuple):
    """The numbers of a page, the list's `members` in the chunks that were needed, and what was learnt on the way.

    What the index has `acknowledged` lately is read strongly consistent.
    """

    selection: Selection
    members: Mapping[int, int]
    judged: JudgedItems
    head: IndexHead
    start: float
    versions: Mapping[int, int]
    acknowledged: Mapping[int, int]

    def rows(
        self, store: TenantStore, indexed: Indexed, sequences: Sequence[int], *, consistent: bool = False
    ) -> list[Item]:
        """The rows with these numbers."""
        at_hand = {} if consistent else self.judged.items
        return read_rows(store, indexed, sequences, at_hand, self.versions, consistent=consistent)


def choose(
    store: TenantStore,
    indexed: Indexed,
    criteria: Criteria,
    rank: int,
    size: int,
    gather: Gather,
    *,
    ascending: bool = False,
) -> Choice:
    """Choose the numbers that follow the first `rank`; also returns the items that were read on the way.

    For a `size` of 0, none are chosen, and the members of the whole list are read.
    """
    start = clock.epoch()
    first = first_round(store, indexed, criteria, start, gather)
    where, head, postings, ranges = first
    if head.summary.lacks(indexed, criteria, start):
        return _choose_by_items(store, indexed, criteria, head, start, rank, size, gather, ascending=ascending)
    recent = recent_of(head, start, partial(units_again, first))
    counts = postings.counts()
    reach = size or MAXIMUM_SEQUENCE
    chunk_numbers = _candidates(postings, counts, recent, head, rank, reach, ascending=ascending)

    chunks = chunk_reads(store, where, postings, chunk_numbers, recent.acknowledged)
    second_reads = ranges.reads(where, consistent=True) if recent.acknowledged else []
    results = gather([*second_reads, *chunks, *item_reads(store, where, recent)])
    if second_reads:
        ranges.attach(results[: len(second_reads)])
    judged = judge(where, criteria, recent, chain.from_iterable(results[len(second_reads) + len(chunks) :]))
    members = _members(postings, chunk_numbers, judged, head)
    selection = select(counts or {}, members, rank, size, ascending=ascending)
    while selection.lacking:  # a concurrent write came between the reads of a directory and a chunk
        chunk_numbers |= selection.lacking
        in_order(chunk_reads(store, where, postings, chunk_numbers, recent.acknowledged))
        members = _members(postings, chunk_numbers, judged, head)
        selection = select(counts or {}, members, rank, size, ascending=ascending)
    return Choice(selection, members, judged, head, start, recent.versions, recent.acknowledged)


def _choose_by_items(
    store: TenantStore,
    indexed: Indexed,
    criteria: Criteria,
    head: IndexHead,
    start: float,
    rank: int,
    size: int,
    gather: Gather,
    *,
    ascending: bool,
) -> Choice:
    """Choose by a look at every item, for fields that the index has after a rebuild. Raises Conflict for many items."""
    if head.last > FEW_ITEMS:
        raise index_incomplete()
    spans = [(low, min(low + BATCH, head.last + 1) - 1) for low in range(1, head.last + 1, BATCH)]
    parts = gather([partial(read_range, store, indexed, *span) for span in spans])
    items = {number: item for part in parts for number, item in part.items()}
    members = bits.by_chunk(n for n, item in items.items() if matches(criteria, indexed.terms_of(item)))
    selection = select({}, members, rank, size, ascending=ascending)
    return Choice(selection, members, JudgedItems({}, members, items), head, start, {}, {})


def index_incomplete() -> Exception:
    """The error of a list that an index answers after a rebuild."""
    from bivelio_core.errors import Conflict  # noqa: PLC0415 - an index of this release answers all lists

    return Conflict(details={"reason": "index_incomplete"}, retry_after=RETRY_SECONDS)


def _candidates(
    postings: Postings,
    counts: Mapping[int, int] | None,
    recent: Recent,
    head: IndexHead,
    rank: int,
    size: int,
    *,
    ascending: bool,
) -> set[int]:
    """The chunks whose members are needed: each clause may have them, and `counts` of directories do not do without."""
    if counts is None:
        return postings.chunks().union(recent.acknowledged)
    if postings.only is None or not postings.only.is_listed:  # a directory may be older than what was acknowledged
        chunk_numbers = needed(counts, recent.numbers(), rank, size, ascending=ascending).union(recent.acknowledged)
        if postings.without is None:
            return chunk_numbers
        # a directory may be newer than the head, too, and tell of items that are not among all listed ones there
        return chunk_numbers.union(recent.waiting, [chunk for chunk in counts if chunk >= bits.chunk_of(head.last)])
    chunk_numbers = needed(counts, recent.waiting, rank, size, ascending=ascending)
    _recognise_full(postings.only, counts, chunk_numbers - recent.waiting.keys(), head)
    return chunk_numbers


def settled_matches(
    store: TenantStore, indexed: Indexed, term: Term, limit: int, *, besides: Item | None = None
) -> list[Item]:
    """Return the newest listed items with a term, except `besides`, by the index alone: one read if none, else two.

    For hints such as "somebody with this address exists"; items of the last seconds may be missing. Use `list_page`
    where the answer must be exact.
    """
    members: dict[int, int] = read_selected(store, indexed, Exact(term))
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


def _recognise_full(posting: Posting, counts: Mapping[int, int], chunks: set[int], head: IndexHead) -> None:
    """Skip reading chunks in which no item was ever archived or deleted."""
    for chunk in chunks:
        members = full(chunk, counts[chunk], head.summary.high)
        if members is not None:
            posting.bitmaps[chunk] = members


def _members(postings: Postings, chunk_numbers: set[int], judged: JudgedItems, head: IndexHead) -> dict[int, int]:
    """The list's members in the wanted chunks: from the index, and for items read directly from the items.

    Numbers that were given out after the head was read are left out: some of their bits may have been read, and others
    not, and what is excluded by a term would then be in the list.
    """
    last = max(head.last, head.summary.high)
    members = dict(judged.members)
    for chunk in chunk_numbers:
        settled = postings.members(chunk) & bits.span_by_chunk(chunk << bits.CHUNK_BITS, last).get(chunk, 0)
        members[chunk] = (settled & ~judged.numbers.get(chunk, 0)) | judged.members.get(chunk, 0)
    return members

"""Count the items for each term of a range, from counters that the index has anyway and that are as exact as its lists.

A bitmap holds a number once, however often its record was delivered or a function died. This makes a tally idempotent.
Like a list, it judges items that are too recent for the index by their own terms (head.py).
"""

import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from itertools import chain

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .fetch import (
    FIRST_ROUND_TRIES,
    FirstRound,
    Members,
    chunk_reads,
    first_round,
    read_selected,
    read_terms,
    units_again,
)
from .head import FIRST_ROUND_LIMIT
from .parallel import Gather, in_threads
from .postings import LISTED_ONLY
from .recent import Recent, item_reads, judge, recent_of
from .terms import Between, Criteria, Exact, Indexed, Term


def tally(
    store: TenantStore, indexed: Indexed, part: Between, criteria: Criteria = (), *, gather: Gather = in_threads
) -> Counter[str]:
    """Count the listed items that meet the criteria for each term that `part` accepts, by the term's text."""
    first, recent, members_by_text = _begin(store, indexed, part, criteria or (LISTED_ONLY,), gather)
    where, _, postings, ranges = first
    chunk_numbers = {chunk for members in members_by_text.values() for chunk in members}
    second_reads = ranges.reads(where, consistent=True) if recent.acknowledged else []
    chunks = chunk_reads(store, where, postings, chunk_numbers, recent.acknowledged) if criteria else []
    results = gather([*second_reads, *chunks, *item_reads(store, where, recent)])
    if second_reads:
        ranges.attach(results[: len(second_reads)])
    read = judge(where, criteria, recent, chain.from_iterable(results[len(second_reads) + len(chunks) :]))
    counts: Counter[str] = Counter()
    for text, members in members_by_text.items():
        for chunk, numbers in members.items():
            meeting = postings.members(chunk) if criteria else -1
            counts[text] += (numbers & meeting & ~recent.waiting.get(chunk, 0)).bit_count()
    for chunk, numbers in read.members.items():
        for number in bits.descending(chunk, numbers):
            counts.update(term.text for term in where.terms_of(read.items[number]) if part.accepts(term))
    return +counts


@dataclass(frozen=True, slots=True)
class TermGroup:
    """The items of a kind that share a term: their count for each term of a range, and the newest of them all."""

    counts: Counter[str]
    newest: Item | None


def tally_each(
    store: TenantStore, indexed: Indexed, part: Between, terms: Collection[Term], *, gather: Gather = in_threads
) -> dict[Term, TermGroup]:
    """`tally` of the items with each of some terms, and the newest item with it, in or outside the range.

    One Query for the range and one for each term, and one read of all newest items: no item is read to be counted.
    """
    first, recent, members_by_text = _begin(store, indexed, part, (LISTED_ONLY,), gather)
    where, believes = first.where, bool(recent.acknowledged)
    term_list = list(dict.fromkeys(terms))
    bitmaps = [partial(read_selected, store, where, Exact(term), consistent=believes) for term in term_list]
    results = gather([*bitmaps, *item_reads(store, where, recent)])
    read = judge(where, (), recent, chain.from_iterable(results[len(term_list) :]))
    described = {number: where.terms_of(item) for number, item in read.items.items()}
    counts: dict[Term, Counter[str]] = {term: Counter() for term in term_list}
    newest: dict[Term, int] = {}
    for term, members in zip(term_list, results, strict=False):
        settled = {chunk: numbers & ~recent.waiting.get(chunk, 0) for chunk, numbers in members.items()}
        for text, having in members_by_text.items():
            counts[term][text] += sum((having[chunk] & settled.get(chunk, 0)).bit_count() for chunk in having)
        late = [number for number, its in described.items() if term in its]
        for number in late:
            counts[term].update(one.text for one in described[number] if part.accepts(one))
        last = max((chunk for chunk, numbers in settled.items() if numbers), default=None)
        highest = [] if last is None else [next(iter(bits.descending(last, settled[last])))]
        if newest_number := max([*late, *highest], default=0):
            newest[term] = newest_number
    rows = _rows(store, indexed, set(newest.values()), read.items, consistent=believes)
    return {term: TermGroup(+counts[term], rows.get(newest.get(term, 0))) for term in term_list}


def _rows(
    store: TenantStore, indexed: Indexed, numbers: set[int], at_hand: dict[int, Item], *, consistent: bool
) -> dict[int, Item]:
    """The items with these numbers, by number."""
    lacking = {keys.sequence_sk(number): number for number in numbers if number not in at_hand}
    stored = store.get_many(indexed.kind, list(lacking), consistent=consistent) if lacking else {}
    return at_hand | {lacking[sk]: item for sk, item in stored.items()}


def _begin(
    store: TenantStore, indexed: Indexed, part: Between, criteria: Criteria, gather: Gather
) -> tuple[FirstRound, Recent, Members]:
    """The first round, and after it the bitmaps of the range; repeated when it took too long to be exact (head.py, 3).

    The range is read after the head, so a strongly consistent read has what the index had acknowledged by then.
    """
    start = clock.epoch()
    for _ in range(FIRST_ROUND_TRIES):
        began = time.monotonic()
        first = first_round(store, indexed, criteria, start, gather)
        recent = recent_of(first.head, start, partial(units_again, first))
        members_by_text = read_terms(store, indexed, part, consistent=bool(recent.acknowledged))
        if time.monotonic() - began <= FIRST_ROUND_LIMIT:
            return first, recent, members_by_text
    raise TableBusy("the first round of a tally took too long")

"""How many items have each term of a range: counters that an index keeps anyway, as exact as its lists.

A number is in the bitmap of a term once, however often its record was delivered or a function died: that is what makes
a tally idempotent. Like a list, it judges items that are too recent for the index by their own terms (head.py).
"""

import time
from collections import Counter
from functools import partial, reduce
from itertools import chain
from operator import and_

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .fetch import FIRST_ROUND_TRIES, decide, first_round, read_chunks, unsettled_reads
from .head import FIRST_ROUND_LIMIT
from .layout import chunk_number, place, unescaped
from .parallel import Gather, in_threads
from .reader import numbers_of
from .terms import LISTED, Between, Criteria, Exact, Indexed

Members = dict[str, dict[int, int]]
"""The bitmaps of terms by chunk, by their texts."""


def tally(
    store: TenantStore, indexed: Indexed, part: Between, criteria: Criteria = (), *, gather: Gather = in_threads
) -> Counter[str]:
    """How many listed items that meet the criteria have each term that `part` accepts, by its text."""
    start = clock.epoch()
    wanted_clauses = criteria or ((Exact(LISTED),),)
    for _ in range(FIRST_ROUND_TRIES):
        began = time.monotonic()
        head, sources = first_round(store, indexed, wanted_clauses, gather)
        found = _read_range(store, indexed, part)
        if time.monotonic() - began <= FIRST_ROUND_LIMIT:
            break
    else:
        raise TableBusy("the first round of a tally took too long")
    chunks = {chunk for members in found.values() for chunk in members}
    spans, singles = head.unsettled(start)
    recent = numbers_of(spans, singles)
    chunk_reads = [partial(read_chunks, store, indexed, source, chunks) for source in sources if criteria]
    results = gather([*chunk_reads, *unsettled_reads(store, indexed, spans, singles)])
    read = decide(indexed, criteria, recent, chain.from_iterable(results[len(chunk_reads) :]))
    counts: Counter[str] = Counter()
    for text, members in found.items():
        for chunk, numbers in members.items():
            meeting = reduce(and_, (source.known.get(chunk, 0) for source in sources)) if criteria else -1
            counts[text] += (numbers & meeting & ~recent.get(chunk, 0)).bit_count()
    for chunk, numbers in read.members.items():
        for number in bits.descending(chunk, numbers):
            counts.update(term.text for term in indexed.terms_of(read.items[number]) if part.accepts(term))
    return +counts


def _read_range(store: TenantStore, indexed: Indexed, part: Between) -> Members:
    """The bitmaps of all terms of a range, from one Query."""
    found: Members = {}
    where = place(indexed, part.field, part.low)
    for item in store.query(keys.index_of(indexed.kind), *where, low=part.low, high=part.high):
        text = unescaped(item["SK"].rpartition("#")[0])
        found.setdefault(text, {})[chunk_number(item)] = bits.decode(item["b"])
    return found

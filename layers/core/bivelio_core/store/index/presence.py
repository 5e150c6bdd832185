"""Which of many terms listed items have: for who asks about hundreds, where a list of each would be a few calls."""

import math
from collections.abc import Collection, Mapping
from functools import partial
from itertools import chain

from bivelio_core import clock
from bivelio_core.store.tenant_store import TenantStore

from .bits import chunk_of
from .fetch import read_selected
from .items import read_bitmaps
from .layout import read_head
from .parallel import Gather, in_threads
from .recent import item_reads, recent_of
from .terms import Exact, Indexed, Term, TermField

FEW_CHUNKS = 4
"""In an index of so many chunks, those of a term are read by their keys, a hundred in a call; else by a Query."""


def having(
    store: TenantStore, indexed: Indexed, terms: Mapping[str, Collection[Term]], *, gather: Gather = in_threads
) -> set[str]:
    """The names under which `terms` has one that a listed item has, as lists would answer."""
    present = _present(store, indexed, {each for some in terms.values() for each in some}, gather)
    return {name for name, some in terms.items() if not present.isdisjoint(some)}


def naming(
    store: TenantStore, indexed: Indexed, fields: Collection[TermField], values: Mapping[str, Collection[str]]
) -> set[str]:
    """The names under which `values` has one that a listed item has in one of some fields."""
    terms = {name: [Term(field, value) for field in fields for value in some] for name, some in values.items()}
    return having(store, indexed, terms)


def _present(store: TenantStore, indexed: Indexed, terms: Collection[Term], gather: Gather) -> set[Term]:
    """What the index has acknowledged is read strongly consistent, after the head; the rest from the items."""
    start = clock.epoch()
    head = read_head(store, indexed)
    if not head.last or not terms:
        return set()
    if head.summary.lacks_any(indexed, {each.field for each in terms}, start):
        return set(terms)  # until a rebuild has looked at every item
    where = head.summary.read_from(indexed, start)
    recent = recent_of(head, start, lambda _numbers: -math.inf)
    items = chain.from_iterable(gather(item_reads(store, where, recent)))
    members = _members(store, where, terms, chunk_of(head.last) + 1, gather)
    return {
        *(term for item in items for term in where.terms_of(item) if term in terms),
        *(term for (term, chunk), bits in members.items() if bits & ~recent.waiting.get(chunk, 0)),
    }


def _members(
    store: TenantStore, where: Indexed, terms: Collection[Term], chunks: int, gather: Gather
) -> dict[tuple[Term, int], int]:
    """The members of each term by chunk."""
    if chunks <= FEW_CHUNKS:
        return read_bitmaps(store, where, [(term, chunk) for term in terms for chunk in range(chunks)], gather)
    ordered = list(terms)
    reads = [partial(read_selected, store, where, Exact(term), consistent=True) for term in ordered]
    parts = zip(ordered, gather(reads), strict=True)
    return {(term, chunk): bits for term, selected in parts for chunk, bits in selected.items()}

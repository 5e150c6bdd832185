"""Look up many small sets of items at once, each of those that have some terms, by the index alone."""

from collections.abc import Collection, Hashable, Mapping
from functools import partial, reduce
from itertools import chain, islice
from typing import TypeVar

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import sequence_sk
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .fetch import read_selected
from .parallel import Gather, in_threads
from .terms import Exact, Indexed, Term

Name = TypeVar("Name", bound=Hashable)


def settled_matches_of_sets(
    store: TenantStore,
    indexed: Indexed,
    term_sets: Mapping[Name, Collection[Term]],
    limit: int,
    *,
    besides: int | None = None,
    gather: Gather = in_threads,
) -> dict[Name, list[Item]]:
    """Return for each name the newest listed items that have all of its terms, at most `limit`, the newest first.

    The item with the number `besides` is left out.

    One read for each different term, in parallel, and one batch for all items. Items of the last seconds may be
    missing, and what has just lost a term may be there: who asks looks at the items.
    """
    terms = [*dict.fromkeys(chain.from_iterable(term_sets.values()))]
    calls = [partial(read_selected, store, indexed, Exact(term)) for term in terms]
    bitmaps = dict(zip(terms, gather(calls), strict=True))
    numbers = {name: _newest([bitmaps[term] for term in each], limit, besides) for name, each in term_sets.items()}
    sks = {name: [sequence_sk(number) for number in each] for name, each in numbers.items()}
    all_sks = sorted(set(chain.from_iterable(sks.values())))
    items = store.get_many(indexed.kind, all_sks) if all_sks else {}
    return {name: [items[sk] for sk in each if sk in items] for name, each in sks.items()}


def _newest(members: Collection[Mapping[int, int]], limit: int, besides: int | None) -> list[int]:
    """The largest numbers that are in all of some sets, but one."""
    if not members:
        return []
    common = reduce(_both, members)
    numbers = (number for chunk in sorted(common, reverse=True) for number in bits.descending(chunk, common[chunk]))
    return list(islice((number for number in numbers if number != besides), limit))


def _both(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    return {chunk: members & other[chunk] for chunk, members in one.items() if chunk in other}

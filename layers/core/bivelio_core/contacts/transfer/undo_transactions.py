"""Writes of an undo, of many contacts at once: transactions of as many contacts as have room in one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TypeVar

from bivelio_core.store.index.parallel import in_threads
from bivelio_core.store.sizing import item_size
from bivelio_core.store.table import TRANSACTION_LIMIT, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, Write

Each = TypeVar("Each")
Outcome = TypeVar("Outcome")

PART_BYTES = 3_000_000
"""Of the items that a transaction puts: it may have 4 MB, with the deletions and what surrounds each write."""


def carried_out(
    work: Iterable[tuple[Each, Sequence[Write]]],
    store: TenantStore,
    done: Callable[[Each], Outcome],
    alone: Callable[[Each], Outcome],
) -> list[Outcome]:
    """Carry out the writes of each contact, all or none of them.

    What came of it is told by `done`. Where a transaction fails, somebody was at one of its contacts: each of them is
    carried out by `alone`.
    """

    def together(part: Sequence[tuple[Each, Sequence[Write]]]) -> list[Outcome]:
        try:
            store.transact([write for _, writes in part for write in writes])
        except TransactionFailed:
            return [alone(each) for each, _ in part]
        return [done(each) for each, _ in part]

    return list(chain.from_iterable(in_threads([partial(together, part) for part in _parts(work)])))


def _parts(work: Iterable[tuple[Each, Sequence[Write]]]) -> Iterator[list[tuple[Each, Sequence[Write]]]]:
    """As many contacts at a time as a transaction has room for."""
    part: list[tuple[Each, Sequence[Write]]] = []
    count = size = 0
    for each, writes in work:
        length = sum(item_size(write.item) for write in writes if isinstance(write, Put))
        if part and (count + len(writes) > TRANSACTION_LIMIT or size + length > PART_BYTES):
            yield part
            part, count, size = [], 0, 0
        part.append((each, writes))
        count, size = count + len(writes), size + length
    if part:
        yield part

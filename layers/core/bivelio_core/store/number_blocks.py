"""Sequence numbers for items that arrive quickly: a process leases several numbers at once and gives one to each item.

Leasing a number takes one write (`TenantStore.lease_sequence`), which is a third of the cost of a call that only puts a
message on a queue. A process that uses its numbers up within a second leases twice as many the next time, up to
LARGEST_BLOCK; a process that seldom asks leases one at a time. No number is given twice: it leaves the block before it
is used, and each block is leased by one atomic addition.

Numbers still unused KEPT_SECONDS after the lease, because fewer calls came or the process ended, are never used. The
index of lists gives them up (index/head.py, HOLE_AFTER), like the numbers of a process that died before it wrote. Until
then readers of lists look each of them up, so blocks are small. Items of several processes may be listed in another
order than they came, by no more than KEPT_SECONDS.
"""

from collections import deque
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.tenancy import Tenant

from .keys import Kind
from .tenant_store import TenantStore

LARGEST_BLOCK, KEPT_SECONDS, QUICK_SECONDS = 8, 5, 1
REMEMBERED_BLOCKS = 1_000


class _NumberBlock(NamedTuple):
    """The unused numbers of one lease; `size` is how many the lease had."""

    leased_at: float
    size: int
    numbers: deque[int]


_blocks: dict[tuple[Tenant, str], _NumberBlock] = {}


def next_number(store: TenantStore, kind: Kind) -> int:
    """Return a sequence number of a kind that no other item has; takes one write at most."""
    key, now = (store.tenant, kind.name), clock.epoch()
    block = _blocks.get(key)
    age = now - block.leased_at if block else KEPT_SECONDS
    if block and 0 <= age < KEPT_SECONDS:
        try:
            return block.numbers.popleft()
        except IndexError:
            size = min(2 * block.size, LARGEST_BLOCK) if age < QUICK_SECONDS else max(block.size // 2, 1)
    else:
        size = 1
    first = store.lease_sequence(kind, size)
    if len(_blocks) >= REMEMBERED_BLOCKS:
        _blocks.clear()
    _blocks[key] = _NumberBlock(now, size, deque(range(first + 1, first + size)))
    return first


def forget() -> None:
    """Drop the unused numbers; for tests."""
    _blocks.clear()

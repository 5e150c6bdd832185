"""Sequence numbers for what comes in quickly: a process leases several at once and gives each to one item.

A number is leased by one write (`TenantStore.lease_sequence`), a third of a call that is only put on a queue. So a
process that uses its numbers up within a second leases twice as many the next time, up to LARGEST_BLOCK; one that
asks seldom leases one at a time. A number is never given twice: it leaves the block before it is used, and blocks are
leased by one atomic addition.

What is left KEPT_SECONDS after the lease, because calls have become fewer or the process has ended, is never used: the
index of lists gives such numbers up (index/head.py, HOLE_AFTER), like those of whoever died before writing. Until then
readers of lists look for each, so blocks are small. Items of several processes may be listed in another order than they
came, by no more than KEPT_SECONDS.
"""

from collections import deque
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.tenancy import Tenant

from .keys import Kind
from .tenant_store import TenantStore

LARGEST_BLOCK, KEPT_SECONDS, QUICK_SECONDS = 8, 5, 1
REMEMBERED_BLOCKS = 1_000


class _Block(NamedTuple):
    """The numbers of one lease that are left; `size` is how many it had."""

    leased_at: float
    size: int
    numbers: deque[int]


_blocks: dict[tuple[Tenant, str], _Block] = {}


def next_number(store: TenantStore, kind: Kind) -> int:
    """A sequence number of a kind that nobody else has; at most one write."""
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
    _blocks[key] = _Block(now, size, deque(range(first + 1, first + size)))
    return first


def forget() -> None:
    """Drop the numbers that are left; for tests."""
    _blocks.clear()

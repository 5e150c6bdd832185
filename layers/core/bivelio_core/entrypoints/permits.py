"""Take permits of a rate limit in blocks, so a process that serves many calls of a counter writes once for several.

A block belongs to one second and lapses with it, so the limit is never exceeded. A process takes as many permits as it
has just used, at most a twentieth of what a second allows: a counter with few calls costs one write a call, as with
`rate_limit.count`, and a counter may appear full too early by at most the permits that other processes still hold.
"""

from dataclasses import dataclass

from bivelio_core import clock
from bivelio_core.store.tenant_store import TenantStore

from .rate_limit import Count, Limits, count

LARGEST_BLOCK, SHARE = 10, 20
MOST_COUNTERS = 2_000


@dataclass
class _Block:
    """A process's block in one second: the count when it was taken, the unused permits, and the number used."""

    second: int
    counted: Count
    permits_left: int
    used: int


class Permits:
    """The blocks of one process, by counter."""

    def __init__(self) -> None:
        self._blocks: dict[str, _Block] = {}

    def take(self, store: TenantStore, limits: Limits, counter: str) -> Count:
        """Take one permit of a tenant's counter, or get a refusal: `rate_limit.count`, mostly without a write."""
        name, second = f"{store.tenant.configuration}{counter}", int(clock.epoch())
        held = self._blocks.get(name)
        used = held.used if held and second - held.second <= 1 else 0
        if held and held.second == second and held.permits_left:
            held.permits_left, held.used = held.permits_left - 1, used + 1
            return held.counted
        size = max(1, min(used, LARGEST_BLOCK, limits.per_second // SHARE))
        counted = count(store, limits, counter, size)
        if not counted.allowed and size > 1:  # the last permits are given one by one
            size, counted = 1, count(store, limits, counter)
        if len(self._blocks) >= MOST_COUNTERS:
            self._blocks.clear()
        if counted.allowed:
            before = used if held and held.second == second else 0
            self._blocks[name] = _Block(second, counted, size - 1, before + 1)
        return counted

    def forget(self) -> None:
        """Drop all blocks; for tests."""
        self._blocks.clear()


PROCESS = Permits()

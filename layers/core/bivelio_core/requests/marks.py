"""Marks of counted batches in the item of the counts themselves, so that a count and its mark are one update.

A batch is marked so while it is fresh. A mark is moved to a page of its ten minutes, with others, once it is a minute
old: by then no fresh repetition can come any more, and who comes later looks at the page too. Where marks come faster
than they are moved, the item says until when batches are to take a marker of their own (counting.py).

    T#USE  / <day>#<operation>             `b~<digest>`: when the batch was, in seconds; `marks`: how many; `crowded`
    T#USEB / P#<day>#<operation>#<HHM>     the digests of the ten minutes, 15 days
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import (
    Condition,
    ConditionCheck,
    Update,
    absent,
    all_of,
    any_of,
    compare,
    present,
)

from .line import Line

PREFIX, COUNT, CROWDED = "b~", "marks", "crowded"

DIGEST_LENGTH = 12
"""Characters of a digest, of 16 each: among the few thousand of ten minutes none is there twice."""

AGEING_SECONDS, FRESH_SECONDS, MOVED_SECONDS = 30, 45, 60
"""How old a batch is that another clock may find late, how old a fresh one is at most, and from when on its mark is
moved. Lambda repeats a batch after a minute, and clocks differ by far less than a quarter of one."""

FEWEST_MOVED, MOST_MOVED, MOST = 16, 40, 200
"""How many marks are moved at once, and how many an item has: then it is about three kilobytes."""

CROWDED_FOR = timedelta(minutes=2)

KEPT = timedelta(days=15)
"""Longer than the 14 days for which a parked batch can be replayed."""


class Mark(NamedTuple):
    """The mark of a batch whose requests are all of one operation and day. `time` is in seconds since 1970."""

    counter: str
    digest: str
    time: int

    @classmethod
    def of(cls, part: Sequence[Line], counter: str, digest: str) -> "Mark":
        """The mark of a part of a batch; its newest request says how old it is."""
        return cls(counter, digest[:DIGEST_LENGTH], int(max(line.at for line in part).timestamp()))

    @property
    def name(self) -> str:
        """Its attribute."""
        return PREFIX + self.digest

    @property
    def page(self) -> str:
        """The sort key of the page to which it is moved."""
        return _page(self.counter, self.time)

    def is_fresh(self) -> bool:
        """Whether the batch comes as soon as usual."""
        return clock.epoch() - self.time < FRESH_SECONDS

    def is_ageing(self) -> bool:
        """Whether another function may have found the batch late, and given it a marker."""
        return clock.epoch() - self.time >= AGEING_SECONDS

    def is_new(self) -> Condition:
        """The condition that the batch is not counted, and that there is room for its mark."""
        return all_of(
            absent(self.name),
            any_of(absent(COUNT), compare(COUNT, "<", MOST)),
            any_of(absent(CROWDED), compare(CROWDED, "<", self.time)),
        )

    def is_in(self, item: Item | None) -> bool:
        """Whether the item of the counts has it."""
        return item is not None and self.name in item

    def unmoved(self, store: TenantStore) -> ConditionCheck:
        """The condition that it was not moved."""
        return ConditionCheck(store.key(keys.USAGE_BATCH, self.page), absent(self.digest))


def is_full(item: Item | None) -> bool:
    """Whether the item of the counts has no room for another mark."""
    return item is not None and item.get(COUNT, 0) >= MOST


def crowded_until() -> int:
    """From when on batches may be marked in the item again: no fresh one of today's is left then."""
    return int(clock.epoch() + CROWDED_FOR.total_seconds())


def move(store: TenantStore, item: Item) -> None:
    """Move what is a minute old, once it is worth it. Who cannot leaves it to the next."""
    end = clock.epoch() - MOVED_SECONDS
    old = sorted((time, name) for name, time in item.items() if name.startswith(PREFIX) and time < end)[:MOST_MOVED]
    if len(old) < FEWEST_MOVED:
        return
    pages: dict[str, dict[str, bool]] = defaultdict(dict)
    for time, name in old:
        pages[_page(item["SK"], time)][name.removeprefix(PREFIX)] = True
    names = [name for _, name in old]
    removal = Update(add={COUNT: -len(names)}, remove=names)
    writes = [store.update_write(keys.USAGE, item["SK"], removal, condition=all_of(*map(present, names)))]
    for page, digests in pages.items():
        writes.append(store.update_write(keys.USAGE_BATCH, page, Update(set={**digests, "ttl": clock.ttl(KEPT)})))
    with suppress(TransactionFailed, TableBusy):
        store.transact_at_once(writes)


def without(item: Item) -> Item:
    """The counts of an item, without marks."""
    return {name: value for name, value in item.items() if not name.startswith(PREFIX) and name not in (COUNT, CROWDED)}


def _page(counter: str, time: int) -> str:
    return f"P#{counter}#{clock.instant(time):%H%M}"[:-1]

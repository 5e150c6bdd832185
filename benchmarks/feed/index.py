"""The hottest partitions of the index: what a contact that is created, or gets other tags, writes where.

An organisation with 20,000 contacts, their index written by the real writer; units by partition from the bytes of
the items. A rate is what the hottest partition takes at most: 1,000 units a second.
"""

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore

from benchmarks.limited import LimitedTable
from benchmarks.lists.contacts import TAGS, TENANT, contacts
from local.emulator.buckets import WRITE_UNITS, PartitionLimits

from . import former_index
from .virtual import BEGIN

CONTACTS_BEFORE = 20_000
BUILT_BY = 2_000
WARM_UP, BATCHES_MEASURED = 12, 20
"""Batches, a second apart; by the end of the warm-up each removes the marks of one before."""

BATCHES = (1, 10, 25, 100)
COLUMNS = (
    "a contact is",
    "indexed together",
    "index",
    "units in all",
    "hottest partitions, units a contact",
    "a second at most",
)
SHOWN = 3


class Population:
    """The contacts of an organisation, and the units that were written to each partition since the last reset."""

    def __init__(self, *, is_spread: bool) -> None:
        no_limit = PartitionLimits(float("inf"), lambda: 0.0)
        self.table = LimitedTable(MemoryTable(), no_limit, no_limit)
        self.store = TenantStore(self.table, TENANT)
        self.process = former_index.process(is_spread=is_spread)
        if not is_spread:
            former_index.begin(self.store)
        self.now, self.count = BEGIN, 0
        for _ in range(CONTACTS_BEFORE // BUILT_BY):
            self.index([(None, item) for item in self.create(BUILT_BY)])

    def create(self, count: int) -> list[Item]:
        """Create contacts, each with a number of its own, as the API does."""
        items = list(contacts(count, first=self.count + 1, seed=self.count))
        with clock.frozen(self.now):
            for item in items:
                self.store.lease_sequence(CONTACT)
                self.table.put(item)
        self.count += count
        return items

    def retag(self, count: int, source: random.Random) -> list[tuple[Item, Item]]:
        """Give other tags to contacts, as the API does."""
        changed = []
        with clock.frozen(self.now):
            for number in source.sample(range(1, self.count + 1), count):
                before = self.store.get(CONTACT, sequence_sk(number))
                assert before is not None
                tags = sorted({*before["tags"][1:], source.choice(TAGS)} ^ {source.choice(TAGS)})
                after = {**before, "version": before["version"] + 1, "tags": tags}
                changes.announce(self.store, CONTACTS, before, after, process=self.process)
                self.table.put(after)
                changed.append((before, after))
        return changed

    def index(self, images: list[tuple[Item | None, Item]]) -> None:
        """Index a batch of the stream, a second later."""
        self.now += timedelta(seconds=1)
        with clock.frozen(self.now):
            touched = [difference(CONTACTS, before, after) for before, after in images]
            bring_up_to_date(self.store, CONTACTS, touched, gather=in_order)


def measured(population: Population, batch: int, kind: str) -> Counter[str]:
    """The units that a contact writes to each partition, on average."""
    source = random.Random(batch)
    for number in range(WARM_UP + BATCHES_MEASURED):
        if number == WARM_UP:
            population.table.written.clear()
        if kind == "created":
            population.index([(None, item) for item in population.create(batch)])
        else:
            population.index([*population.retag(batch, source)])
    count = batch * BATCHES_MEASURED
    return Counter({name: units / count for name, units in population.table.written.items()})


def rows() -> Iterator[dict[str, Any]]:
    """The hottest partitions by what happens and how many records are indexed together."""
    populations = {name: Population(is_spread=name == "now") for name in ("before", "now")}
    for kind, batch, name in itertools.product(("created", "given other tags"), BATCHES, populations):
        units_by_partition = measured(populations[name], batch, kind)
        hottest = [
            (partition.partition("#live#")[2], units) for partition, units in units_by_partition.most_common(SHOWN)
        ]
        yield {
            "kind": kind,
            "batch": batch,
            "index": name,
            "all": sum(units_by_partition.values()),
            "hottest": hottest,
            "most": WRITE_UNITS / hottest[0][1],
        }


def section() -> str:
    """The table, in Markdown."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|---|---:|---|---:|---|---:|"]
    for row in rows():
        hottest = ", ".join(f"`{name}` {units:.2f}" for name, units in row["hottest"])
        lines.append(
            f"| {row['kind']} | {row['batch']} | {row['index']} | {row['all']:.1f} | {hottest} | {row['most']:,.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(section())

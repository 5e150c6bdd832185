"""Contacts of one organisation created and changed at a rate, indexed by four lanes, under the limit of partitions.

All in virtual time (virtual.py), by the code that runs on Lambda: processes of the API carry out what arrives, lanes of
`index_changes` index it. A partition takes 1,000 write units a second (benchmarks/limited.py, a simulation).
"""

import copy
import random
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore

from benchmarks.limited import LimitedTable
from benchmarks.lists.contacts import TAGS, TENANT, contacts
from local.emulator.buckets import READ_UNITS, WRITE_UNITS, PartitionLimits

from . import former_index
from .virtual import BEGIN, Clock, SlowTable

CONTACTS_BEFORE, BUILT_BY = 20_000, 2_000
SECONDS, QUIET_AFTER = 20.0, 40.0
SETTLED = 3.0
"""The seconds of load after which buckets that were full at first count no more."""

RATES = (500, 750)
PROCESSES, LANES = 40, 4
CALL_SECONDS, REQUEST_SECONDS = 0.010, 0.020
"""What a call of the table takes, and what the rest of a request does."""

EVERY_SECONDS = 0.2
"""How long a lane gathers: a fifth of what is configured, so that batches are small and cost more."""

KINDS = ("created", "given other tags")
COLUMNS = (
    "contacts",
    "arrive a second",
    "index",
    "carried out a second",
    "answered 503",
    "calls throttled",
    "indexed together",
    "longest until indexed, s",
    "hottest partitions, units a second",
    "lists exact",
)
SHOWN = 3


def population(*, is_spread: bool) -> MemoryTable:
    """A table with contacts and their index, as it is or as it was."""
    table = MemoryTable()
    store = TenantStore(table, TENANT)
    if not is_spread:
        former_index.begin(store)
    for first in range(1, CONTACTS_BEFORE, BUILT_BY):
        items = list(contacts(BUILT_BY, first=first))
        with clock.frozen(BEGIN.replace(year=BEGIN.year - 1)):
            for item in items:
                store.lease_sequence(CONTACT)
                table.put(item)
            bring_up_to_date(store, CONTACTS, [difference(CONTACTS, None, item) for item in items], gather=in_order)
    return table


@dataclass
class Lane:
    """What waits in a lane: when each change came, and its images."""

    waiting: deque[tuple[float, Item | None, Item]] = field(default_factory=deque)


class Load:
    """One measurement."""

    def __init__(self, table: MemoryTable, kind: str, rate: float, *, is_spread: bool) -> None:
        self.kind, self.rate, self.is_spread = kind, rate, is_spread
        self.time, self.random = Clock(), random.Random(rate)
        writes, reads = (PartitionLimits(units, self.time.now) for units in (WRITE_UNITS, READ_UNITS))
        self.limited = LimitedTable(table, writes, reads, now=self.time.now, pause=self.time.sleep)
        self.table = SlowTable(self.limited, self.time, CALL_SECONDS)
        self.store = TenantStore(self.table, TENANT)
        self.requests: deque[Callable[[changes.MarkingProcess], tuple[Item | None, Item]]] = deque()
        self.lanes = [Lane() for _ in range(LANES)]
        self.done: list[float] = []
        self.indexed: list[tuple[float, float]] = []
        self.refused = self.batches = self.batches_refused = 0
        self.units: Counter[str] = Counter()

    def arrive(self) -> None:
        """Requests arrive: an actor."""
        numbers = self.random.sample(range(1, CONTACTS_BEFORE + 1), min(CONTACTS_BEFORE, int(self.rate * SECONDS)))
        new_contacts = contacts(len(numbers), first=CONTACTS_BEFORE + 1, seed=1)
        is_warm = False
        for position, number in enumerate(numbers):
            is_new = self.kind == KINDS[0]
            self.requests.append(partial(self.create, next(new_contacts)) if is_new else partial(self.retag, number))
            if not is_warm and self.time.seconds >= SETTLED:
                is_warm, self.units = True, Counter(self.limited.written)
            self.time.sleep(max(0.0, (position + 1) / self.rate - self.time.seconds))
        self.units = Counter({name: units - self.units[name] for name, units in self.limited.written.items()})

    def create(self, item: Item, _: changes.MarkingProcess) -> tuple[Item | None, Item]:
        """Create a contact, as the API does."""
        created = {**item, "SK": sequence_sk(self.store.lease_sequence(CONTACT))}
        self.store.table.put(created)
        return None, created

    def retag(self, number: int, process: changes.MarkingProcess) -> tuple[Item | None, Item]:
        """Give other tags to a contact, as the API does."""
        before = self.store.get(CONTACT, sequence_sk(number))
        assert before is not None
        tags = sorted({*before["tags"][1:], self.random.choice(TAGS)} ^ {self.random.choice(TAGS)})
        after = {**before, "version": before["version"] + 1, "tags": tags}
        changes.announce(self.store, CONTACTS, before, after, process=process)
        self.store.table.put(after)
        return before, after

    def serve(self) -> None:
        """A process of the API: an actor."""
        process = former_index.process(is_spread=self.is_spread)
        while True:
            if not self.requests:
                self.time.sleep(CALL_SECONDS)
                continue
            request = self.requests.popleft()
            self.time.sleep(REQUEST_SECONDS)
            try:
                before, after = request(process)
            except TableBusy:
                self.refused += 1
                continue
            self.done.append(self.time.seconds)
            lane = self.lanes[zlib.crc32(after["SK"].encode()) % LANES]
            lane.waiting.append((self.time.seconds, before, after))

    def index(self, lane: Lane, first: float) -> None:
        """A lane's function: an actor."""
        self.time.sleep(first)
        while True:
            self.time.sleep(EVERY_SECONDS)
            batch = list(lane.waiting)[:500]
            if not batch:
                continue
            self.batches += 1
            touched = [difference(CONTACTS, before, after) for _, before, after in batch]
            try:
                bring_up_to_date(self.store, CONTACTS, touched, gather=self.table.beside)
            except TableBusy:
                self.batches_refused += 1
                continue
            for arrived, *_ in batch:
                lane.waiting.popleft()
                self.indexed.append((arrived, self.time.seconds))

    def run(self) -> dict[str, Any]:
        """Measure until the load has ended and is indexed."""
        self.time.start(self.arrive)
        for _ in range(PROCESSES):
            self.time.start(self.serve)
        for number, lane in enumerate(self.lanes):
            self.time.start(partial(self.index, lane, EVERY_SECONDS * number / LANES))
        self.time.run(SECONDS + QUIET_AFTER)
        carried_out = sum(SETTLED <= at <= SECONDS for at in self.done) / (SECONDS - SETTLED)
        hottest = Counter({name.partition("#live#")[2]: units for name, units in self.units.items()}).most_common(SHOWN)
        return {
            "kind": self.kind,
            "rate": self.rate,
            "carried out": carried_out,
            "refused": self.refused,
            "throttled": self.limited.refused.total(),
            "batch": len(self.indexed) / max(1, self.batches - self.batches_refused),
            "longest": max(done - arrived for arrived, done in self.indexed),
            "hottest": [(name, units / (SECONDS - SETTLED)) for name, units in hottest],
            "exact": self.is_exact(),
        }

    def is_exact(self) -> bool:
        """Whether lists by tag are what a look at every contact gives, long after."""
        table = self.limited.inner
        store = TenantStore(table, TENANT)
        items = store.query(CONTACT)
        with clock.frozen(BEGIN.replace(year=BEGIN.year + 1)):
            return all(
                index_reader.list_page(store, CONTACTS, criteria(None, None, [tag])).total
                == sum(tag in item["tags"] for item in items)
                for tag in TAGS
            )


def rows() -> Iterator[tuple[bool, dict[str, Any]]]:
    """What was measured, as it was and as it is."""
    tables = {is_spread: population(is_spread=is_spread) for is_spread in (False, True)}
    for kind in KINDS:
        for rate in RATES:
            for is_spread, table in tables.items():
                yield is_spread, Load(copy.deepcopy(table), kind, rate, is_spread=is_spread).run()


def section() -> str:
    """The table, in Markdown."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|---|---:|---|---:|---:|---:|---:|---:|---|---|"]
    for is_spread, row in rows():
        hottest = ", ".join(f"`{name}` {units:,.0f}" for name, units in row["hottest"])
        lines.append(
            f"| {row['kind']} | {row['rate']} | {'now' if is_spread else 'before'} | {row['carried out']:,.0f} "
            f"| {row['refused']:,} | {row['throttled']:,} | {row['batch']:.0f} | {row['longest']:.1f} | {hottest} "
            f"| {'yes' if row['exact'] else 'no'} |"
        )
        print(lines[-1], flush=True)
    return "\n".join(lines)


if __name__ == "__main__":
    print(section())

"""Events of one tenant in its log, one partition against shards, under a simulated limit of partitions.

    python -m benchmarks.feed [--rate 5000] [--seconds 30] [--write]

Everything runs in virtual time (virtual.py): the lanes of `publish_events` record what arrives, at a constant rate, by
the code that runs on Lambda; a client follows its cursor meanwhile, by the code of `/events/list`. A partition takes
1,000 write units a second, computed from the bytes of the items (benchmarks/limited.py, a simulation); a call of the
table takes 10 ms.
"""

import argparse
import statistics
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bivelio_core import clock, config, ids
from bivelio_core.aws_calls import FIRST_PAUSE_SECONDS
from bivelio_core.context import Actor, Context
from bivelio_core.events import catalogue, log, reading
from bivelio_core.events.log import Draft
from bivelio_core.events.models import ListEvents
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from benchmarks.limited import LimitedTable
from local.emulator.buckets import READ_UNITS, WRITE_UNITS, PartitionLimits

from . import before
from .index import section as index_section
from .lanes import section as lanes_section
from .virtual import BEGIN, Clock, SlowTable

RESULTS = Path(__file__).parent / "results" / "results.md"
ORGANISATION = "org_example"
TENANT = Tenant(ORGANISATION, "live")
LANES = 32
"""Eight shards of the stream with four lanes each: the contacts of one tenant alone do not reach 5,000 a second."""

CALL_SECONDS = 0.010
BATCH = 100
RESOURCES = 50
"""How many resources of each lane change."""

QUIET_BEFORE, QUIET_AFTER = 3.0, 60.0
QUIET_RATE = 2.0
PAGE, POLL_SECONDS = 100, 0.5
TYPE = "contact.created"


class CommonPointers(PartitionLimits):
    """Limits under which all pointers are in one partition, as they were."""

    def exceeded(self, partitions: Any) -> set[str]:
        """See PartitionLimits.exceeded."""
        return super().exceeded({_common(each) for each in partitions})

    def spend(self, partition: str, units: float) -> None:
        """See PartitionLimits.spend."""
        super().spend(_common(partition), units)


def _common(partition: str) -> str:
    head, separator, _ = partition.partition("#EVP#")
    return f"{head}#EVP" if separator else partition


@dataclass
class Lane:
    """One lane of the stream: what waits in it, when each arrived, by the clock of the run."""

    waiting: deque[tuple[float, Draft]] = field(default_factory=deque)


class Run:
    """One measurement."""

    def __init__(self, rate: float, seconds: float, *, is_spread: bool) -> None:
        self.rate, self.seconds, self.is_spread = rate, seconds, is_spread
        self.time = Clock()
        limits = PartitionLimits if is_spread else CommonPointers
        writes, reads = limits(WRITE_UNITS, self.time.now), PartitionLimits(READ_UNITS, self.time.now)
        self.limited = LimitedTable(MemoryTable(), writes, reads, now=self.time.now, pause=self.time.sleep)
        self.store = TenantStore(SlowTable(self.limited, self.time, CALL_SECONDS), TENANT)
        self.data = catalogue.example(TYPE)
        self.event_count = 0
        self.lanes = [Lane() for _ in range(LANES)]
        self.recorded: list[tuple[float, float, str]] = []
        self.order: defaultdict[str, list[str]] = defaultdict(list)
        self.seen: list[tuple[float, str, str]] = []
        self.pages: list[tuple[float, float, int]] = []
        self.refused_batches = 0
        self.reached = 0.0
        """When the follower last had everything."""

    @property
    def end(self) -> float:
        """When the last event has arrived."""
        return QUIET_BEFORE + self.seconds

    def arrive(self) -> None:
        """Events arrive, a few in the quiet time, then many: an actor."""
        while self.time.seconds < self.end:
            is_busy = self.time.seconds >= QUIET_BEFORE
            step = 0.01 if is_busy else 1 / QUIET_RATE
            for _ in range(round(self.rate * step) if is_busy else 1):
                self._arrives()
            self.time.sleep(step)

    def _arrives(self) -> None:
        lane = self.event_count % LANES
        resource = f"ct_{lane}.{self.event_count // LANES % RESOURCES}"
        draft = Draft(
            ids.tagged_id("event", ORGANISATION, ids.derived_body(str(self.event_count))),
            TYPE,
            "2026-04-07T12:00:00Z",
            {**self.data, "id": resource},
        )
        self.order[resource].append(draft.id)
        self.lanes[lane].waiting.append((self.time.seconds, draft))
        self.event_count += 1

    def publish(self, lane: Lane) -> None:
        """One lane's function: an actor. What fails is delivered again after a second, as Lambda does."""
        process = log.Process()
        while True:
            if not lane.waiting:
                self.time.sleep(FIRST_PAUSE_SECONDS)
                continue
            batch = [lane.waiting[at] for at in range(min(BATCH, len(lane.waiting)))]
            try:
                drafts = [draft for _, draft in batch]
                if self.is_spread:
                    log.record(self.store, drafts, process=process, pause=self.time.sleep)
                else:
                    before.record(self.store, drafts)
            except TableBusy:
                self.refused_batches += 1
                self.time.sleep(1)
                continue
            for arrived, draft in batch:
                lane.waiting.popleft()
                self.recorded.append((arrived, self.time.seconds, draft.id))

    def follow(self) -> None:
        """A client of `/events/list`: an actor."""
        cursor = None
        ctx = Context(TENANT, Actor("api_key", "key_1"), frozenset({"admin"}), "req", "en", self.store)
        while True:
            units_before = sum(self.limited.read.values())
            began = self.time.seconds
            request = ListEvents(limit=PAGE, after=cursor) if cursor else ListEvents(limit=PAGE)
            page = reading.page(request, ctx)
            if sum(self.limited.read.values()) > units_before + 20 and self.is_spread:
                self.time.sleep(CALL_SECONDS)  # the shards were read by threads, beside each other
            cursor = page.next_after
            self.seen += [(self.time.seconds, event.id, event.data["id"]) for event in page.events]
            if page.events:
                self.pages.append((began, sum(self.limited.read.values()) - units_before, len(page.events)))
            if not page.has_more:
                self.reached = self.time.seconds
                self.time.sleep(POLL_SECONDS)

    def run(self) -> "Run":
        """Measure until the load has ended, and a while longer; then read the rest of the log."""
        self.time.start(self.arrive)
        for lane in self.lanes:
            self.time.start(partial(self.publish, lane))
        self.time.start(self.follow)
        self.time.run(self.end + QUIET_AFTER)
        return self

    def figures(self) -> dict[str, Any]:
        """What was seen."""
        busy = [done for arrived, done, _ in self.recorded if arrived >= QUIET_BEFORE and done <= self.end]
        by_second = Counter(int(done) for done in busy)
        waits = [done - arrived for arrived, done, _ in self.recorded if arrived >= QUIET_BEFORE]
        first_seen: dict[str, tuple[float, str]] = {}
        for at, event, resource in self.seen:
            first_seen.setdefault(event, (at, resource))
        orders: defaultdict[str, list[str]] = defaultdict(list)
        for event, (_, resource) in first_seen.items():
            orders[resource].append(event)
        in_order = all(sequence == self.order[resource][: len(sequence)] for resource, sequence in orders.items())
        slices = [item["shards"] for item in self._markers()]
        quiet = [units for at, units, _ in self.pages if at < QUIET_BEFORE]
        full = [units for at, units, count in self.pages if at >= QUIET_BEFORE + 5 and count == PAGE]
        return {
            "arrived": self.event_count,
            "recorded a second, under load": round(len(busy) / self.seconds),
            "in the last ten seconds of load": round(
                sum(by_second[second] for second in range(int(self.end) - 10, int(self.end))) / 10
            ),
            "recorded in all": len(self.recorded),
            "seconds from arrival to record, median": round(statistics.median(waits), 2),
            "the same, longest": round(max(waits), 2),
            "calls refused": self.limited.refused["transact"] + self.limited.refused["update"],
            "calls to write": self.limited.calls["transact"] + self.limited.calls["update"],
            "batches that had to be delivered again": self.refused_batches,
            "shards, by slice": ", ".join(map(str, slices)) or "1",
            "write units of the hottest partition": round(max(self.limited.written.values())),
            "the follower read": len(first_seen),
            "of what was recorded, it missed": sum(
                event not in first_seen for _, done, event in self.recorded if done < self.reached - 3
            ),
            "of these twice": len(self.seen) - len(first_seen),
            "each resource in order": "yes" if in_order else "no",
            "read units of a page, quiet": round(statistics.median(quiet), 1) if quiet else "-",
            "read units of a page of 100, under load": round(statistics.median(full), 1) if full else "-",
        }

    def _markers(self) -> list[dict[str, Any]]:
        with clock.frozen(BEGIN):
            return [item for item in self.limited.inner.query(f"{TENANT.business}#EVN#rate") if "shards" in item]


def table(columns: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """The figures side by side."""
    names = list(columns[0][1])
    head = "| | " + " | ".join(name for name, _ in columns) + " |\n|---|" + "---:|" * len(columns)
    rows = [
        f"| {name} | "
        + " | ".join(
            f"{figures[name]:,}" if isinstance(figures[name], int) else str(figures[name]) for _, figures in columns
        )
        + " |"
        for name in names
    ]
    return "\n".join([head, *rows])


def main() -> None:
    """Measure, print, and write with `--write`."""
    parser = argparse.ArgumentParser(description="Events of one tenant under a simulated limit of partitions.")
    parser.add_argument("--rate", type=float, default=5000, help="events a second that arrive")
    parser.add_argument("--seconds", type=float, default=30, help="how long they do")
    parser.add_argument("--write", action="store_true", help="write results/results.md")
    options = parser.parse_args()
    config.hand_over_domains("bivelio_core.domains", "bivelio_core.operation_index")
    columns = []
    for name, is_spread in (("one partition, as before", False), ("shards", True)):
        figures = Run(options.rate, options.seconds, is_spread=is_spread).run().figures()
        columns.append((name, figures))
        print(name, figures, flush=True)
    text = TEXT.format(
        rate=f"{options.rate:,.0f}",
        seconds=f"{options.seconds:.0f}",
        quiet=f"{QUIET_AFTER:.0f}",
        lanes=LANES,
        table=table(columns),
        index=index_section(),
        load=lanes_section(),
    )
    print(text)
    if options.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text, encoding="utf-8")


TEXT = """# The log of events under the limits of partitions

Generated by `make bench-feed ARGS=--write`; virtual time, simulated limits: see `benchmarks/feed/__main__.py`.

{rate} events a second of one tenant arrive for {seconds} seconds, after some quiet ones, in {lanes} lanes; the run ends
{quiet} seconds later. A partition takes 1,000 write units a second. A client follows its cursor all the while, pages of
100. A batch that stays refused is delivered again whole, so before, most of the units went to repetitions.

{table}

Before, the client missed events: a process recorded them too late, was refused when it moved them, and the batch that
was delivered again took them for recorded.

## The hottest partitions of the index

In an organisation of 20,000 contacts with three tags on average, before facets were spread over partitions and marks of
a busy process shared items, and now. The edge lets 500 requests a second of the largest plan through.

Write units of a contact by partition, one writer; the last column is the rate at which the hottest partition takes
1,000 a second. Here one process changes all contacts of a second; the more processes, the fewer marks share an item.

{index}

Contacts created and changed at a rate for 20 seconds under the limit of partitions: 40 processes of the API, four lanes
that each begin a batch after 0.2 seconds at the earliest, so that batches are small. Units and rates are of the seconds
from the third on; "throttled" are calls that were refused and made again, "503" requests that were not carried out.
Both join short ranges.

{load}
"""


if __name__ == "__main__":
    main()

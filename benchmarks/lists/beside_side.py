"""A process that measures lists beside writers in one version of the code: commands are lines of JSON on its input.

    python beside_side.py ROOT ITEMS COUNT     ROOT has the version; ITEMS is a file of the table's items

Time is virtual. A scenario brings the organisation into a state, an hour after the one before, and each query is
listed then. Reads are divided: rows of the page are what is read in the last round, all else is index.
"""

import gc
import json
import pickle
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

ROOT, ITEMS, COUNT = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
sys.path[:0] = [str(ROOT / "layers" / "core"), str(Path(__file__).resolve().parents[2])]

from bivelio_core import clock  # noqa: E402 - of the version that is measured
from bivelio_core.contacts.list_criteria import criteria  # noqa: E402
from bivelio_core.contacts.terms import CONTACTS  # noqa: E402
from bivelio_core.store.index import changes as index_changes  # noqa: E402
from bivelio_core.store.index import reader as index_reader  # noqa: E402
from bivelio_core.store.index.changes import difference  # noqa: E402
from bivelio_core.store.index.parallel import in_order  # noqa: E402
from bivelio_core.store.index.terms import matches  # noqa: E402
from bivelio_core.store.index.writer import bring_up_to_date  # noqa: E402
from bivelio_core.store.keys import CONTACT, sequence_sk  # noqa: E402
from bivelio_core.store.memory import MemoryTable  # noqa: E402
from bivelio_core.store.metered import MeteredTable  # noqa: E402
from bivelio_core.store.tenant_store import TenantStore  # noqa: E402

from benchmarks.lists.contacts import TENANT, contacts  # noqa: E402
from benchmarks.lists.queries import queries  # noqa: E402
from benchmarks.lists.tables import MEASURED_AT  # noqa: E402

REPEATS = 3
STREAM_BATCH, SLICE, WRITES_A_SECOND, SECONDS = 500, 1_000, 50, 8
UPDATED = 0.2
"""The share of changes among 50 writes a second; each gives a contact other tags. The others create contacts."""

TAGS = ("client", "lead", "actiu", "vip", "basic")


class Organisation:
    """The contacts, and the records of the stream that the index has not had."""

    def __init__(self) -> None:
        self.table = MeteredTable(MemoryTable())
        self.store = TenantStore(self.table, TENANT)
        for item in pickle.loads(ITEMS.read_bytes()):  # noqa: S301 - written by this benchmark
            self.table.inner.put(item)
        self.count, self.now = COUNT, MEASURED_AT
        self.pending: list[Any] = []
        self.random = random.Random(5)
        somebody = self.store.get(CONTACT, sequence_sk(COUNT // 2))
        assert somebody is not None
        self.queries = queries(COUNT, somebody)
        self.terms = {item["SK"]: CONTACTS.terms_of(item) for item in self.store.query(CONTACT)}

    def create(self, count: int) -> None:
        """Create contacts, whose records wait for the index."""
        for item in contacts(count, first=self.count + 1, seed=11):
            self.store.lease_sequence(CONTACT)
            self.changed(None, item)
            self.table.put(item)
        self.count += count

    def retag(self) -> None:
        """Give a contact other tags."""
        number = self.random.randrange(1, COUNT)
        before = self.store.get(CONTACT, sequence_sk(number))
        assert before is not None
        after = {**before, "version": before["version"] + 1, "tags": sorted(self.random.sample(TAGS, 2))}
        index_changes.write(self.store, CONTACTS, before, after)
        self.changed(before, after)

    def changed(self, before: Any, after: Any) -> None:
        """Note a record of the stream."""
        self.pending.append((before, after))
        self.terms[after["SK"]] = CONTACTS.terms_of(after)

    def index(self, count: int | None = None) -> None:
        """Index the oldest records that wait, in batches of the stream."""
        records, self.pending = self.pending[:count], self.pending[len(self.pending[:count]) :]
        for start in range(0, len(records), STREAM_BATCH):
            batch = [difference(CONTACTS, *images) for images in records[start : start + STREAM_BATCH]]
            bring_up_to_date(self.store, CONTACTS, batch, gather=in_order)

    def bring(self, scenario: str) -> None:
        """Bring the organisation into a state, an hour later."""
        self.at(timedelta(hours=1))
        self.index()
        self.create(40)  # no few that wait for company
        self.index()
        self.at(timedelta(hours=1))
        if scenario.startswith("batch "):
            self.create(int(scenario.removeprefix("batch ")))
            self.index()
            self.at(timedelta(seconds=1))
        elif scenario == "50 writes a second":
            for _ in range(SECONDS):
                for _ in range(WRITES_A_SECOND):
                    self.retag() if self.random.random() < UPDATED else self.create(1)
                self.at(timedelta(seconds=1))
                self.index(max(0, len(self.pending) - WRITES_A_SECOND))  # the records of the last second are under way
        elif scenario == "import":
            for _ in range(3):
                self.create(SLICE)
                self.at(timedelta(seconds=1))
                self.index(max(0, len(self.pending) - STREAM_BATCH))
                self.at(timedelta(seconds=1))

    def at(self, later: timedelta) -> None:
        """Let time pass."""
        self.now += later
        clock_at.enter(self.now)

    def lists(self) -> Iterator[dict[str, Any]]:
        """What each list costs and answers."""
        for name, query in self.queries.items():
            clauses = criteria(query.get("search"), query.get("type"), query.get("tags", ()))
            seconds = []
            for _ in range(REPEATS):
                before_rows = 0.0

                def gather(calls: Sequence[Any]) -> list[Any]:
                    nonlocal before_rows
                    results = in_order(calls)
                    before_rows = self.table.usage.read_units
                    return results

                self.table.reset()
                began = process_time()
                page = index_reader.list_page(
                    self.store,
                    CONTACTS,
                    clauses,
                    page=query.get("page", 1),
                    per_page=query["per_page"],
                    gather=gather,
                )
                seconds.append(process_time() - began)
            yield {
                "name": name,
                "index": before_rows,
                "rows": self.table.reset().read_units - before_rows,
                "milliseconds": min(seconds) * 1_000,
                "answer": [page.total, [item["SK"] for item in page.items]],
                "naive": self.naive(clauses, query),
            }

    def naive(self, clauses: Any, query: dict[str, Any]) -> list[Any]:
        """The same by the terms of every contact."""
        numbers = sorted((sk for sk, terms in self.terms.items() if matches(clauses, terms)), reverse=True)
        first = (query.get("page", 1) - 1) * query["per_page"]
        return [len(numbers), numbers[first : first + query["per_page"]]]


class VirtualClock:
    """The clock of this process, which stands still between two entries."""

    def __init__(self) -> None:
        self.frozen: Any = None

    def enter(self, now: datetime) -> None:
        """Let it be this time."""
        if self.frozen is not None:
            self.frozen.__exit__(None, None, None)
        self.frozen = clock.frozen(now)
        self.frozen.__enter__()


clock_at = VirtualClock()


def main() -> None:
    """Answer commands until the input ends."""
    clock_at.enter(MEASURED_AT)
    organisation = Organisation()
    gc.freeze()  # a function's process does not hold the table, which each collection would visit
    for line in sys.stdin:
        organisation.bring(json.loads(line)["scenario"])
        print(json.dumps(list(organisation.lists())), flush=True)


if __name__ == "__main__":
    main()

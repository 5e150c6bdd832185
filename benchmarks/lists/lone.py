"""What the index costs by how creates arrive, before and now: `python -m benchmarks.lists.lone [--baseline COMMIT]`.

Both versions index the same contacts, in processes of their own and in turns. Units are counted from the bytes of the
items by AWS's rules, of the index's work alone: not of the contact's row and its number, one write unit each.
Lone creates are two seconds apart, and there are twice as many as may wait for company. Lists are read an hour later,
with none, half and all of these waiting. Times are processor time, with the table in memory and its meter.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore

from .contacts import TENANT, contacts

if TYPE_CHECKING:
    from bivelio_core.store.codec import Item

ROOT = Path(__file__).parents[2]
TURNS, CONTACTS_BEFORE, BULK = 3, 10_000, 4_096
LONE_CREATES, HALF = 66, 16
LATER = timedelta(hours=1)
BATCHES = (10, 100, 1_000)
LISTS: dict[str, dict[str, Any]] = {
    "no filter, first page": {},
    "no filter, middle page": {"page": 200},
    "one rare tag": {"tags": ["basic"]},
    "type + 2 tags": {"type": "company", "tags": ["client", "actiu"]},
    "two words": {"search": "maria garcia"},
}
PER_PAGE = 25


class Organisation:
    """An organisation whose contacts are created at times that this decides."""

    def __init__(self) -> None:
        self.table = MeteredTable(MemoryTable())
        self.store = TenantStore(self.table, TENANT)
        self.now = datetime(2026, 4, 7, 12, tzinfo=UTC)
        self.source: Iterator[Item] = contacts(10**6)

    def create(self, count: int, seconds: float) -> dict[str, float]:
        """Create contacts, then index them as one batch; returns what the index's work cost."""
        self.now += timedelta(seconds=seconds)
        with clock.frozen(self.now):
            items = list(islice(self.source, count))
            for item in items:
                self.store.lease_sequence(CONTACT)
                self.table.put(item)
            touched = [difference(CONTACTS, None, item) for item in items]
            self.table.reset()
            began = process_time()
            bring_up_to_date(self.store, CONTACTS, touched, gather=in_order)
            elapsed = (process_time() - began) * 1000
        usage = self.table.reset()
        return {"WCU": usage.write_units, "RCU": usage.read_units, "calls": usage.calls, "ms": elapsed}

    def list(self, query: dict[str, Any]) -> dict[str, float]:
        """The cost of a list an hour later; what its rows take singly is told apart."""
        clauses = criteria(query.get("search"), query.get("type"), query.get("tags", ()))
        with clock.frozen(self.now + LATER):
            self.table.reset()
            page = index_reader.list_page(
                self.store, CONTACTS, clauses, page=query.get("page", 1), per_page=PER_PAGE, gather=in_order
            )
        usage = self.table.reset()
        assert page.total
        return {"RCU": usage.read_units, "calls": usage.calls}


def measure() -> dict[str, dict[str, float]]:
    """All figures of the version that this process runs."""
    organisation = Organisation()
    for _ in range(0, CONTACTS_BEFORE, BULK):
        organisation.create(BULK, 1)
    figures = {f"{name}, none waits": organisation.list(query) for name, query in LISTS.items()}
    figures["create, alone"] = _mean([organisation.create(1, 2) for _ in range(LONE_CREATES)], 1)
    for count, label in ((HALF, "16 wait"), (HALF, "32 wait")):
        for _ in range(count):
            organisation.create(1, 2)
        figures |= {f"{name}, {label}": organisation.list(query) for name, query in LISTS.items()}
    organisation.create(1, 2)
    for batch in BATCHES:
        costs = [organisation.create(batch, 60) for _ in range(max(1, 300 // batch))]
        figures[f"create, in batches of {batch:,}"] = _mean(costs, batch)
    return figures


def _mean(costs: list[dict[str, float]], count: int) -> dict[str, float]:
    return {name: sum(cost[name] for cost in costs) / (count * len(costs)) for name in costs[0]}


def run(core: Path) -> dict[str, dict[str, float]]:
    """The figures of a version, by its core, in a process of its own."""
    command = [sys.executable, "-m", __spec__.name, "--measure"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (core, ROOT)))}
    answer = subprocess.run(command, check=True, capture_output=True, env=environment, cwd=ROOT)  # noqa: S603
    return dict(json.loads(answer.stdout))


def extracted(commit: str, folder: Path) -> Path:
    """The core of a commit, written into a folder."""
    command = ["git", "archive", commit, "layers/core"]
    archive = subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout  # noqa: S603
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder / "layers" / "core"


def render(turns: list[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[str]:
    """The table: medians of the turns, which differ in their times alone."""
    yield "| | unit | before | now | ratio |"
    yield "|---|---|---:|---:|---:|"
    for name, costs in turns[0][1].items():
        for unit in costs:
            old, new = (statistics.median(turn[side][name][unit] for turn in turns) for side in (0, 1))
            yield f"| {name} | {unit} | {old:.2f} | {new:.2f} | {new / old if old else 0:.2f} |"


def main() -> None:
    """Measure both versions in turns, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--baseline", default="HEAD", help="the commit to compare the working tree with")
    parser.add_argument("--measure", action="store_true", help="measure this process's version, for the turns")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure()))
        return
    with tempfile.TemporaryDirectory() as folder:
        cores = extracted(options.baseline, Path(folder)), ROOT / "layers" / "core"
        turns = [(run(cores[0]), run(cores[1])) for _ in range(TURNS)]
    print("\n".join(render(turns)))


if __name__ == "__main__":
    main()

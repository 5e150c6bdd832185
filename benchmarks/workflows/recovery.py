"""Measures how long 100,000 pending runs take to start after an outage of Step Functions: ``make bench-recovery``.

The sweeper's real function over the table in memory, with the real client of Step Functions up to its network call, in
one process. Each call to AWS takes as long as it would: `--table-ms` for one of the table, `--start-ms` for a start.
One organisation has nine tenths of the runs and was first; the time until the last run of the others is printed too.
"""

import argparse
import importlib.util
import json
import time
from datetime import timedelta
from typing import Any

from botocore.awsrequest import AWSResponse

import tests.conftest  # noqa: F401 - the environment of a function
from tests.api import ROOT
from tests.network import Network, events_of
from tests.refusing import answer_with

from bivelio_core import clients, clock  # isort: skip - tests has put the layer on the path
from bivelio_core.store import connect  # isort: skip
from bivelio_core.store.keys import INSTANCE, sequence_sk  # isort: skip
from bivelio_core.store.memory import MemoryTable  # isort: skip
from bivelio_core.store.tenant_store import TenantStore  # isort: skip
from bivelio_core.tenancy import Tenant  # isort: skip
from bivelio_core.workflows.execution import sweep_marks  # isort: skip

OTHERS = 20


class SlowTable(MemoryTable):
    """The table in memory, with the latency of the service for each call."""

    def __init__(self) -> None:
        super().__init__()
        self.pause = 0.0

    def get(self, *args: Any, **options: Any) -> Any:
        """See Table.get."""
        time.sleep(self.pause)
        return super().get(*args, **options)

    def update(self, *args: Any, **options: Any) -> Any:
        """See Table.update."""
        time.sleep(self.pause)
        return super().update(*args, **options)

    def query_index(self, *args: Any, **options: Any) -> Any:
        """See Table.query_index."""
        time.sleep(self.pause)
        return super().query_index(*args, **options)


def main() -> None:
    """Measure, and print one line for each pass and the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--table-ms", type=float, default=5)
    parser.add_argument("--start-ms", type=float, default=25)
    options = parser.parse_args()
    measure(options.runs, options.table_ms / 1000, options.start_ms / 1000)


def measure(runs: int, table_seconds: float, start_seconds: float) -> None:
    """Fill the table, then run the sweeper until no run is pending."""
    table, began = SlowTable(), clock.now() - timedelta(hours=1)
    with clock.frozen(began):
        _fill(TenantStore(table, Tenant("org_large", "live")), runs - runs // 10)
    for number in range(OTHERS):
        with clock.frozen(began + timedelta(minutes=30)):
            _fill(TenantStore(table, Tenant(f"org_small{number:02}", "live")), runs // 10 // OTHERS)
    table.pause = table_seconds
    handler = _sweeper(table)
    starts = _starts(start_seconds)
    first, cpu, passes = time.perf_counter(), time.process_time(), 0
    while _pending(table):
        passes += 1
        counts = handler({}, None)
        print(f"pass {passes}: {counts['runs']} started, {time.perf_counter() - first:.0f} s since the first began")
    seconds, used = time.perf_counter() - first, time.process_time() - cpu
    others = max(at for name, at in starts.items() if name.startswith("org_small")) - first
    print(
        f"{len(starts)} starts in {seconds:.0f} s, {len(starts) / seconds:.0f} a second, {passes} passes; "
        f"{used / len(starts) * 1000:.2f} ms of CPU a start; the last of the other organisations after {others:.0f} s"
    )


def _fill(store: TenantStore, count: int) -> None:
    about = {"status": "pending", "version": 1, "number": 1, "depth": 0, "workflow_id": "wf_a", "random": "0" * 10}
    times = {"started_at_exact": clock.stamp(), "started_at": clock.timestamp()}
    for number in range(1, count + 1):
        sk = sequence_sk(number)
        store.put(INSTANCE, sk, {**about, **times, **sweep_marks.pending_mark(store, sk)})


def _sweeper(table: MemoryTable) -> Any:
    """Return the function's handler, using this table."""
    connect.table = lambda: table  # type: ignore[assignment]
    path = ROOT / "functions" / "workers" / "sweep_workflows" / "handler.py"
    spec = importlib.util.spec_from_file_location("sweep_workflows", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.handler


def _starts(seconds: float) -> dict[str, float]:
    """Record when each execution was started and answer the client, without a network call."""
    started: dict[str, float] = {}

    def take(request: Any, **_: Any) -> AWSResponse:
        time.sleep(seconds)
        name = json.loads(request.body)["name"]
        started.setdefault(name, time.perf_counter())
        return answer_with(200, {"executionArn": name}, request)

    clients.hand_over_network(Network)
    events_of(clients.client("stepfunctions")).register_first("before-send.sfn.StartExecution", take)
    return started


def _pending(table: MemoryTable) -> bool:
    return any(table.query_index(sweep_marks.pending_partition(shard), limit=1) for shard in range(sweep_marks.SHARDS))


if __name__ == "__main__":
    main()

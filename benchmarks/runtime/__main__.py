"""Measure the local runtime: its starts, first calls, and the latency of contacts with one client and with eight.

    python -m benchmarks.runtime [--seconds 4] [--contacts 0] [--write]
    python -m benchmarks.runtime --baseline FOLDER [--write]

Every latency stands beside two floors of the same run: `/health`, which is HTTP and nothing else, and the invocation of
a function without work, which is HTTP and one worker. A request of the API is two such invocations (authorizer and
endpoint) and the calls they make. The demo's plan has no limit, so its authorizer writes nothing; a request that is
"counted" has a key with a limit, whose authorizer writes as for a plan with one. The kinds of requests take turns.
`--contacts` fills the organisation first; `--write` keeps the figures in results/. `--baseline` measures another
checkout and this one in turns instead (turns.py).
"""

import argparse
import http.client
import io
import json
import os
import platform as machine
import statistics
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.counted import counted_key
from benchmarks.runtime.turns import compare
from local.settings import HOST
from tests.running import Runtime, runtime, settings_for

RESULTS = Path(__file__).parent / "results" / "results.md"
TURNS_PAGE = RESULTS.with_name("turns.md")
CLIENTS = (1, 8)
WARM_UP = 30
TURNS = 4
"""Each measurement is made in so many parts, between those of the others, so that a busy machine slows all alike."""
COUNTED = ", counted"
"""Ends the name of a request whose key has a limit."""
BARE = "def handler(event, context): return {}\n"
Ask = tuple[int, str, str, bytes, dict[str, str]]
"""Port, method, path, body, headers."""


def main() -> None:
    """Start twice, measure, print."""
    options = parsed()
    if options.baseline:
        keep(compare(options.baseline), TURNS_PAGE, is_kept=options.write)
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder))
        first, _ = timed_start(lambda: runtime(settings), lambda _: None)
        second, rows = timed_start(lambda: runtime(settings), lambda running: measure(running, options))
    report = render(first, second, rows, options.contacts)
    keep(report, RESULTS, is_kept=options.write)


def keep(report: str, page: Path, *, is_kept: bool) -> None:
    """Print a report, and write it to its page if it is to be kept."""
    print(report)
    if is_kept:
        page.parent.mkdir(exist_ok=True)
        page.write_text(report + "\n", encoding="utf-8")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="of each measurement")
    parser.add_argument("--contacts", type=int, default=0, help="the organisation has before")
    parser.add_argument("--baseline", type=Path, help="the folder of another checkout, with its environment")
    parser.add_argument("--write", action="store_true", help="keep the figures in results/")
    return parser.parse_args()


def timed_start(start: Callable[[], Any], work: Callable[[Runtime], Any]) -> tuple[float, Any]:
    """Return the seconds until the platform is ready, and the result of the work on it."""
    began = time.perf_counter()
    with start() as running:
        ready = time.perf_counter() - began
        return ready, work(running)


def measure(running: Runtime, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure the latencies of each kind of request, with each number of clients."""
    key = running.demo()["organisations"]["demo"]["keys"]["live_secret"]
    fill(running, key, options.contacts)
    requests = requests_of(running, key, counted_key(running))
    cold = {name: latencies([ask], 1, count=1)[0] for name, ask in requests.items()}
    for ask in requests.values():
        latencies([ask], max(CLIENTS), count=WARM_UP * max(CLIENTS))
    times_by_case: dict[tuple[str, int], list[float]] = {
        (name, clients): [] for name in requests for clients in CLIENTS
    }
    for _ in range(TURNS):
        for (name, clients), times in times_by_case.items():
            times.extend(latencies([requests[name]], clients, seconds=options.seconds / TURNS))
    rows = [
        {"name": name, "clients": clients, "cold": cold[name], "times": times, "seconds": options.seconds}
        for (name, clients), times in times_by_case.items()
    ]
    for row in rows:
        print(line_of(rows, row), file=sys.stderr)
    return rows


def requests_of(running: Runtime, key: str, counted: str) -> dict[str, Ask]:
    """Return the requests by name, with a key of a plan without a limit, and with one that has a limit."""
    ports, bare = running.settings, bare_function(running)

    def api(verb: str, data: Any, secret: str = key) -> Ask:
        headers = {"Content-Type": "application/json", "X-API-Key": secret}
        return ports.port, "POST", f"/v1/contacts/{verb}", json.dumps({"data": data}).encode(), headers

    contact = {"type": "person", "name": "Maria Garcia", "email": "maria@example.com", "tags": ["client"]}
    return {
        "/health": (ports.port, "GET", "/health", b"", {}),
        "a bare function": (ports.emulator_port, "POST", f"/2015-03-31/functions/{bare}/invocations", b"{}", {}),
        "contacts/get": api("get", {"id": "ct_abc123"}),
        f"contacts/get{COUNTED}": api("get", {"id": "ct_abc123"}, counted),
        "contacts/list": api("list", {}),
        f"contacts/list{COUNTED}": api("list", {}, counted),
        "contacts/list, a search": api("list", {"search": "garcia", "per_page": 20}),
        "contacts/create": api("create", contact),
        f"contacts/create{COUNTED}": api("create", contact, counted),
    }


def bare_function(running: Runtime) -> str:
    """Create a function without work and return its name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("handler.py", BARE)
    running.client("lambda").create_function(
        FunctionName="bare",
        Runtime="python3.13",
        Handler="handler.handler",
        Role="arn:aws:iam::000000000000:role/any",
        Code={"ZipFile": archive.getvalue()},
    )
    return "bare"


def fill(running: Runtime, key: str, contacts: int) -> None:
    """Create a number of contacts in the organisation, and wait for the index."""
    headers = {"Content-Type": "application/json", "X-API-Key": key}
    asks: list[Ask] = []
    for number in range(contacts):
        contact = {"type": "person", "name": f"Núria Vila {number}", "tags": ["client"]}
        asks.append(
            (running.settings.port, "POST", "/v1/contacts/create", json.dumps({"data": contact}).encode(), headers)
        )
    if asks:
        latencies(asks, max(CLIENTS), count=len(asks))


def latencies(asks: list[Ask], clients: int, *, seconds: float = 3600, count: int = sys.maxsize) -> list[float]:
    """Return the milliseconds of each request, with a number of clients, each on its own connection."""
    until, numbers, lock = time.perf_counter() + seconds, iter(range(count)), threading.Lock()

    def work(_: int) -> list[float]:
        connection = http.client.HTTPConnection(HOST, asks[0][0], timeout=120)
        milliseconds: list[float] = []
        while time.perf_counter() < until:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            _port, method, path, body, headers = asks[number % len(asks)]
            began = time.perf_counter()
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            milliseconds.append((time.perf_counter() - began) * 1000)
            assert answer.status == http.client.OK, content
        connection.close()
        return milliseconds

    with ThreadPoolExecutor(clients) as pool:
        return [one for milliseconds in pool.map(work, range(clients)) for one in milliseconds]


def render(first: float, second: float, rows: list[dict[str, Any]], contacts: int) -> str:
    """The figures as a page."""
    head = (
        f"Made by `make bench-runtime` on {datetime.now(UTC):%Y-%m-%d}: {machine.machine()}, {machine.system()}, "
        f"Python {machine.python_version()}; the organisation began with {contacts:,} contacts of its own. "
        f"{os.cpu_count()} processors, on which {os.getloadavg()[2]:.1f} processes ran or waited in the last quarter "
        "of an hour: where that is more than the processors, the ratios say more than the times.\n\n"
        f"Ready after {first:.1f} s at the first start (layers built before), after {second:.1f} s at the second.\n\n"
        "| request | clients | first, ms | p50, ms | p99, ms | a second | p50 / bare function |\n"
        "|---|---:|---:|---:|---:|---:|---:|\n"
    )
    table = "\n".join(line_of(rows, row) for row in rows)
    return f"{head}{table}\n\n{counting(rows)}"


def counting(rows: list[dict[str, Any]]) -> str:
    """What the limit's write adds, as ratios of medians of this run."""
    medians = {(row["name"], row["clients"]): statistics.median(row["times"]) for row in rows}
    ratios = (
        f"`{name.removesuffix(COUNTED)}` {medians[name, clients] / medians[name.removesuffix(COUNTED), clients]:.2f} "
        f"with {clients} client{'s' if clients > 1 else ''}"
        for name, clients in medians
        if name.endswith(COUNTED)
    )
    return (
        "A counted request is one of a key with a limit (of a plan with a limit alike): its authorizer writes once. "
        f"Median of the counted by that of the others: {', '.join(ratios)}."
    )


def line_of(rows: list[dict[str, Any]], row: dict[str, Any]) -> str:
    """A row of the table, compared with the bare function under as many clients."""
    times = row["times"]
    bare = next((r["times"] for r in rows if r["name"] == "a bare function" and r["clients"] == row["clients"]), None)
    ratio = f"{statistics.median(times) / statistics.median(bare):.1f}" if bare else ""
    tail = sorted(times)[int(len(times) * 0.99)]
    return (
        f"| {row['name']} | {row['clients']} | {row['cold']:.0f} | {statistics.median(times):.1f} | {tail:.1f} | "
        f"{len(times) / row['seconds']:.0f} | {ratio} |"
    )


if __name__ == "__main__":
    main()

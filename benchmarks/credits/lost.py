"""Invoke an agent many times at once on a busy local runtime, and check that no answer and no credit is lost.

    python -m benchmarks.credits.lost [--calls 200] [--at-once 24] [--burners 12] [--write [--label after]]

Beside it run processes that do nothing but use the processor, as long as the measurement takes. First so many calls are
made one after the other, then so many at once, on the same platform and beside the same load; only the ratio of the two
medians says something. Each call has an Idempotency-Key of its own and is sent once: nothing is repeated. Afterwards
the books are read: an execution for each answer, what is still reserved, and the sum of the ledger beside the balance.
"""

import argparse
import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.running import Runtime, runtime, settings_for

FOLDER = Path(__file__).parent / "results"
ALONE_CALLS, WARM_UP_CALLS = 40, 3
MOST_PER_PAGE = 100
BURNER = "while True: pass"
AGENT = {"name": "Assistent", "instructions": "Digues de que tracta el missatge."}
COLUMNS = (
    "run",
    "measured",
    "calls, at once",
    "load",
    "answered 200",
    "503",
    "held afterwards",
    "balance, ledger",
    "one call",
    "at once",
    "ratio",
)
TEXT = "Bon dia, tinc una pregunta sobre la factura."


class Call(NamedTuple):
    """How a call ended, and how long it took."""

    status: int
    milliseconds: float


class Client:
    """A caller of the live organisation `demo`."""

    def __init__(self, platform: Runtime) -> None:
        self._platform = platform
        self._key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
        self._numbers = count(1)
        self.agent = self.ask("agents/create", AGENT)["id"]

    def invoke(self) -> Call:
        """One invocation, sent once."""
        data = {"agent_id": self.agent, "input": {"text": TEXT}}
        began = time.perf_counter()
        key = f"call-{next(self._numbers)}"
        answer = self._platform.call("/v1/agents/invoke", {"data": data}, X_API_Key=self._key, Idempotency_Key=key)
        return Call(answer.status, (time.perf_counter() - began) * 1_000)

    def ask(self, path: str, data: dict[str, Any]) -> Any:
        """A call that must succeed; one that only reads or names itself may be repeated."""
        for _ in range(5):
            answer = self._platform.call(f"/v1/{path}", {"data": data}, X_API_Key=self._key)
            if answer.status == http.client.OK:
                return answer.json()["data"]
        raise RuntimeError(f"{path}: {answer.status} {answer.body[:300]!r}")

    def pages(self, path: str, name: str, data: dict[str, Any]) -> list[dict[str, Any]]:
        """All elements of a list."""
        elements: list[dict[str, Any]] = []
        for page in count(1):
            answer = self.ask(path, {**data, "page": page, "per_page": MOST_PER_PAGE})
            elements += answer[name]
            if len(elements) >= answer["pagination"]["total"]:
                return elements
        raise AssertionError("pages end")


@contextlib.contextmanager
def load(burners: int) -> Iterator[None]:
    """So many processes use the processor meanwhile."""
    processes = [subprocess.Popen([sys.executable, "-c", BURNER]) for _ in range(burners)]  # noqa: S603 - ours
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def measured(platform: Runtime, calls: int, at_once: int, burners: int) -> dict[str, Any]:
    """The figures of a run."""
    client = Client(platform)
    for _ in range(WARM_UP_CALLS):
        client.invoke()
    with load(burners):
        alone = [client.invoke() for _ in range(ALONE_CALLS)]
        with ThreadPoolExecutor(at_once) as pool:  # once more, so that every process that is needed has started
            list(pool.map(lambda _: client.invoke(), range(at_once)))
        before = books(client)
        with ThreadPoolExecutor(at_once) as pool:
            together = list(pool.map(lambda _: client.invoke(), range(calls)))
        minute = os.getloadavg()[0]
    after = books(client)
    one, many = median(alone), median(together)
    return {
        "calls": calls,
        "at_once": at_once,
        "burners": burners,
        "load": round(minute, 1),
        "statuses": dict(Counter(str(call.status) for call in together)),
        "executions": after["executions"] - before["executions"],
        "charged": after["charged"] - before["charged"],
        "held": after["reserved"],
        "balance": after["balance"],
        "ledger": after["ledger"],
        "one_ms": round(one),
        "many_ms": round(many),
        "ratio": round(many / one, 1),
    }


def books(client: Client) -> dict[str, int]:
    """What was recorded and charged until now."""
    executions = client.pages("agents/executions", "executions", {"agent_id": client.agent, "status": "completed"})
    entries = client.pages("credits/ledger", "entries", {})
    balance = client.ask("credits/balance", {})
    sums = {kind: sum(each["credits"] for each in entries if each["kind"] == kind) for kind in ("reserve", "refund")}
    return {
        "executions": len(executions),
        "charged": -sums["reserve"] - sums["refund"] - balance["reserved"],
        "reserved": balance["reserved"],
        "balance": balance["balance"],
        "ledger": sum(each["credits"] for each in entries),
    }


def median(calls: list[Call]) -> float:
    """The median time of the calls that were answered."""
    return statistics.median(call.milliseconds for call in calls if call.status == http.client.OK)


def render(rows: dict[str, dict[str, Any]]) -> str:
    """The page of all runs that were kept."""
    lines = [
        "# Credits, many calls at once",
        "",
        "By `make bench-lost-credits` on the local runtime, beside processes that only use the processor; each call is",
        "sent once. The medians are of one call after the other and of many at once, in the same run: only their ratio",
        "says something. Lost are calls whose execution was not recorded although the model had answered, or that were",
        "answered 503 although credits had been reserved.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        f"|{'|'.join('---' for _ in COLUMNS)}|",
    ]
    for label, row in rows.items():
        cells = [
            label,
            row["day"],
            f"{row['calls']}, {row['at_once']}",
            f"{row['load']}",
            f"{row['statuses'].get('200', 0)} ({row['executions']} recorded, {row['charged']} charged)",
            f"{row['statuses'].get('503', 0)}",
            f"{row['held']}",
            f"{row['balance']:,}, {row['ledger']:,}",
            f"{row['one_ms']} ms",
            f"{row['many_ms']} ms",
            f"{row['ratio']}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Start, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=24)
    parser.add_argument("--burners", type=int, default=12, help="processes beside it that use the processor")
    parser.add_argument("--label", default="now", help="the name of the row in results/")
    parser.add_argument("--write", action="store_true", help="keep the figures in results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, runtime(settings_for(Path(folder))) as platform:
        print(platform.settings.state / "runtime.log")
        row = measured(platform, options.calls, options.at_once, options.burners)
    print(json.dumps(row))
    if options.write:
        FOLDER.mkdir(exist_ok=True)
        file = FOLDER / "results.json"
        rows = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        rows[options.label] = {"day": f"{datetime.now(UTC):%Y-%m-%d}", **row}
        file.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        (FOLDER / "results.md").write_text(render(rows), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Invoke an agent and create a contact from 1, 8 and 24 clients on a local platform; prints medians as JSON.

    PYTHONPATH=.:layers/core python benchmarks/credits/on_platform.py

It runs on the code of the folder it is started in, so that the state before a change is measured by the same lines.
"""

import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path.cwd()))

from tests.running import Runtime, runtime, settings_for

CLIENTS, CALLS_EACH, ROUNDS = (1, 8, 24), 6, 2
TEXT = "Bon dia, tinc una pregunta sobre la factura."


class Caller:
    """A caller of the live organisation `demo`."""

    def __init__(self, platform: Runtime) -> None:
        self._platform, self._numbers = platform, count(1)
        self._key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
        agent = {"name": "Assistent", "instructions": "Digues de que tracta el missatge."}
        self._agent = self.ask("agents/create", agent).json()["data"]["id"]

    def ask(self, path: str, data: dict[str, Any]) -> Any:
        """A call, sent once, with an Idempotency-Key of its own."""
        key = f"call-{next(self._numbers)}"
        return self._platform.call(f"/v1/{path}", {"data": data}, X_API_Key=self._key, Idempotency_Key=key)

    def invoke(self) -> Any:
        """One invocation."""
        return self.ask("agents/invoke", {"agent_id": self._agent, "input": {"text": TEXT}})

    def create(self) -> Any:
        """One creation."""
        return self.ask("contacts/create", {"type": "person", "name": "Anna Puig"})


def measured(platform: Runtime) -> dict[str, Any]:
    """The medians of both operations by number of clients, in milliseconds, and how many calls failed."""
    caller = Caller(platform)
    times: dict[tuple[str, int], list[float]] = {}
    failed = 0
    for clients in CLIENTS:
        for name, call in (("create", caller.create), ("invoke", caller.invoke)):
            _round(call, clients, 2)  # every process that is needed has started
            times[name, clients] = []
    for _ in range(ROUNDS):
        for clients in CLIENTS:
            for name, call in (("create", caller.create), ("invoke", caller.invoke)):
                for status, milliseconds in _round(call, clients, CALLS_EACH):
                    failed += status != http.client.OK
                    times[name, clients].append(milliseconds)
    medians: dict[str, dict[str, float]] = {"create": {}, "invoke": {}}
    for (name, clients), each in times.items():
        medians[name][str(clients)] = round(statistics.median(each), 1)
    return {**medians, "failed": failed}


def _round(call: Callable[[], Any], clients: int, calls_each: int) -> list[tuple[int, float]]:
    def timed(_: int) -> tuple[int, float]:
        began = time.perf_counter()
        status = call().status
        return status, (time.perf_counter() - began) * 1_000

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(timed, range(clients * calls_each)))


def main() -> None:
    """Start a platform, measure, print."""
    with tempfile.TemporaryDirectory() as folder, runtime(settings_for(Path(folder))) as platform:
        figures = measured(platform)
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()

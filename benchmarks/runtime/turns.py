"""Two checkouts' local runtimes side by side, measured in turns: `make bench-runtime ARGS="--baseline FOLDER"`.

Each runs in a process of its own, on free ports, with a state of its own, and is asked by clients that keep their
connections. Lists are asked when what was created before is indexed. Memory (Pss of proc_pid_smaps_rollup(5), which
divides what processes share) is that after the load and one request to each of many endpoints.
"""

import http.client
import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import processes
from benchmarks.runtime.load import Load, load, request_of
from local.deploy import client
from local.settings import HOST, ROOT, Settings
from tests.running import settings_for, stop

KINDS: Mapping[str, Any] = {
    "get": {"id": "ct_abc123"},
    "list": {},
    "create": {"type": "person", "name": "Maria Garcia", "email": "maria@example.com", "tags": ["client"]},
}
CLIENTS = (1, 8, 32)
ENDPOINTS = 60
_ROUNDS, _SECONDS, _SETTLE_SECONDS = 4, 1.0, 9.0
_START_SECONDS = 600
_UNLIMITED = "1000000"
_KILOBYTES = 1024


class Side(NamedTuple):
    """A running platform, of the checkout before or of now."""

    name: str
    folder: Path
    settings: Settings
    process: "subprocess.Popen[bytes]"

    @property
    def demo(self) -> dict[str, str]:
        """The keys of the demo organisation."""
        keys: dict[str, str] = json.loads(self.settings.demo_file.read_text())["organisations"]["demo"]["keys"]
        return keys

    def cpu(self) -> float:
        """Processor seconds of all its processes."""
        return sum(processes.seconds([self.process.pid]).values())


def compare(baseline: Path) -> str:
    """Measure both in turns; return the page."""
    with ExitStack() as running, tempfile.TemporaryDirectory() as states:
        sides = [
            running.enter_context(started(name, folder, Path(states) / name))
            for name, folder in (("before", baseline.resolve()), ("now", ROOT))
        ]
        for side in sides:
            lift_limits(side.settings)
            for kind in KINDS:
                ask(side, kind, max(CLIENTS))
        figures, cpu = rounds(sides)
        statuses = {side.name: use(side) for side in sides}
        memory = {side.name: pss(side.process.pid) for side in sides}
    return page(figures, cpu, memory, statuses)


@contextmanager
def started(name: str, folder: Path, state: Path) -> Iterator[Side]:
    """Start a checkout's platform; it is stopped at the end."""
    state.mkdir()
    settings = settings_for(state)
    environment = {
        **os.environ,
        "PORT": str(settings.port),
        "EMULATOR_PORT": str(settings.emulator_port),
        "LOCAL_STATE": str(state),
        "DOCS_SITE": "off",
        "DASHBOARD": "off",
    }
    with (state / "terminal.log").open("wb") as log:
        command = [str(folder / ".venv" / "bin" / "python"), "-m", "local.run"]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)  # noqa: S603 - ours
    try:
        until, is_ready = time.monotonic() + _START_SECONDS, False
        while not is_ready:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((state / "terminal.log").read_text(errors="replace"))
            time.sleep(0.2)
            is_ready = _is_healthy(settings.port)
        yield Side(name, folder, settings, process)
    finally:
        stop(process)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def lift_limits(settings: Settings) -> None:
    """Let a key send as much as the platform answers: the plan's rate would end the measurement."""
    gateway = client("apigateway", settings)
    for plan in gateway.get_usage_plans()["items"]:
        operations = [
            {"op": "replace", "path": f"/throttle/{name}", "value": _UNLIMITED} for name in ("rateLimit", "burstLimit")
        ]
        gateway.update_usage_plan(usagePlanId=plan["id"], patchOperations=operations)


def ask(side: Side, kind: str, clients: int) -> Load:
    """Ask a platform for a while. Raises AssertionError unless every answer is 200."""
    port = side.settings.port
    result = load(
        port,
        request_of(port, f"/v1/contacts/{kind}", side.demo["live_secret"], {"data": KINDS[kind]}),
        clients,
        _SECONDS,
    )
    assert set(result.statuses) == {http.client.OK}, (side.name, kind, result.statuses)
    return result


def rounds(sides: list[Side]) -> tuple[dict[tuple[str, str, int], Load], dict[tuple[str, str], list[float]]]:
    """Ask both in turns; return what was seen, and processor seconds with the number of answers, by side and kind."""
    figures = {(side.name, kind, clients): Load() for side in sides for kind in KINDS for clients in CLIENTS}
    cpu = {(side.name, kind): [0.0, 0.0] for side in sides for kind in KINDS}
    for number in range(_ROUNDS):
        time.sleep(_SETTLE_SECONDS)
        for kind in KINDS:
            for clients in CLIENTS:
                for side in sides if number % 2 else sides[::-1]:
                    before = side.cpu()
                    result = ask(side, kind, clients)
                    figures[side.name, kind, clients].add(result)
                    spent = cpu[side.name, kind]
                    spent[0], spent[1] = spent[0] + side.cpu() - before, spent[1] + len(result.times)
    return figures, cpu


def use(side: Side) -> int:
    """Send the examples of many endpoints, once each; return how many were answered without a failure of the server."""
    files = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "docs" / "examples").glob("*/*.json"))
    examples = [Path(name) for name in random.Random(1).sample(files, ENDPOINTS)]
    connection, answered = http.client.HTTPConnection(HOST, side.settings.port, timeout=120), 0
    headers = {"X-API-Key": side.demo["test_secret"], "Content-Type": "application/json"}
    for file in examples:
        body = json.dumps(json.loads((ROOT / file).read_text(encoding="utf-8"))["request"])
        connection.request("POST", f"/sandbox/v1/{file.parent.name}/{file.stem}", body, headers)
        answer = connection.getresponse()
        answer.read()
        answered += answer.status < http.client.INTERNAL_SERVER_ERROR
    connection.close()
    return answered


def pss(ancestor: int) -> dict[str, tuple[int, float]]:
    """How many processes there are and their megabytes: the server, those that others are forked from, functions."""
    groups: dict[str, tuple[int, float]] = {}
    for process in processes.descendants(ancestor):
        function = processes.function_of(process)
        group = "server" if process == ancestor else "functions" if function else "others"
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        except OSError:
            continue  # it has ended
        size = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / _KILOBYTES
        count, total = groups.get(group, (0, 0.0))
        groups[group] = count + 1, total + size
    return groups


def page(
    figures: dict[tuple[str, str, int], Load],
    cpu: dict[tuple[str, str], list[float]],
    memory: dict[str, dict[str, tuple[int, float]]],
    statuses: dict[str, int],
) -> str:
    """The figures, with the ratio of now to before."""
    lines = [
        f"{os.cpu_count()} processors, load {os.getloadavg()[1]:.1f}. Now / before, measured in turns:",
        "",
        "| request | clients | a second | ratio | p50, ms | p99, ms | ratio of p99 |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for kind in KINDS:
        for clients in CLIENTS:
            old, new = (figures[name, kind, clients] for name in ("before", "now"))
            lines.append(
                f"| {kind} | {clients} | {new.rate:.0f} / {old.rate:.0f} | **{new.rate / old.rate:.2f}** "
                f"| {new.milliseconds(0.5):.1f} / {old.milliseconds(0.5):.1f} "
                f"| {new.milliseconds(0.99):.0f} / {old.milliseconds(0.99):.0f} "
                f"| **{new.milliseconds(0.99) / old.milliseconds(0.99):.2f}** |"
            )
    lines += ["", "| processor time of all processes a request, ms | now | before | ratio |", "|---|---:|---:|---:|"]
    for kind in KINDS:
        new_cpu, old_cpu = (1000 * cpu[name, kind][0] / cpu[name, kind][1] for name in ("now", "before"))
        lines.append(f"| {kind} | {new_cpu:.2f} | {old_cpu:.2f} | **{new_cpu / old_cpu:.2f}** |")
    lines += ["", f"| memory after use of {ENDPOINTS} endpoints, MB (processes) | now | before |", "|---|---:|---:|"]
    for group in ("server", "functions", "others"):
        counts = [memory[name].get(group, (0, 0.0)) for name in ("now", "before")]
        lines.append(f"| {group} | {counts[0][1]:.0f} ({counts[0][0]}) | {counts[1][1]:.0f} ({counts[1][0]}) |")
    totals = [sum(size for _, size in memory[name].values()) for name in ("now", "before")]
    lines.append(f"| all | {totals[0]:.0f} | {totals[1]:.0f}, ratio **{totals[0] / totals[1]:.2f}** |")
    lines += ["", f"Of {ENDPOINTS} requests to endpoints {statuses['now']} and {statuses['before']} did not fail."]
    return "\n".join(lines)

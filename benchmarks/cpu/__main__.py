"""Compare what warm requests cost with what they cost in an older version: `python -m benchmarks.cpu [--write]`.

Both versions serve the same requests, each in processes of its own, through the real handlers and the real clients of
AWS; a server of recorded answers (stub.py) stands for the table. Their turns alternate, and a ratio is the median of
the ratios of all turns, so that a busy machine slows both sides alike. Only the processor time of the serving process
is counted: neither the server's nor what TLS would add is.

With several clients, each client has a process of its own for the authorizer and the endpoint, as each request in
flight has on Lambda, and all of them share this machine's processors.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from tools.template import ROOT

from . import beside_peer
from .sides import Sides

RESULTS = Path(__file__).parent / "results" / "results.md"
TURNS, TURN_SECONDS = 9, 0.3
CLIENTS, CLIENT_TURNS, CLIENT_SECONDS = (1, 8, 32), 4, 3.0
TIMED = ("contacts.get", "contacts.list, first page", "contacts.create")
READS = ("contacts.get", "contacts.list", "invoices.list")
"""Requests that both versions must answer with the same bytes."""

BEFORE = "authorizer, a key"
VERSIONED = ("functions", "layers/core", "layers/Makefile")
START_SECONDS = 120

TEXT = """# What a warm request costs

Processor time of one request in its function, in milliseconds, before and now: median of {turns} turns in which both
versions alternate, the ratio the median of the turns' ratios. The authorizer and the endpoint are separate functions.
Calls are answered with recorded bytes by another process, without TLS. Made by
`make bench-cpu ARGS="--baseline COMMIT --write"` (Python {python}, {machine}, {processors} processors){variables}.

| request | calls | before | now | ratio |
|---|---:|---:|---:|---:|
{costs}

## With more clients

Milliseconds from the request to the answer, authorizer and endpoint one after the other. Each client asks without pause
and has a process of its own; all processes share the processors.

| request | clients | before: p50 | p95 | now: p50 | p95 | ratio of p50 |
|---|---:|---:|---:|---:|---:|---:|
{times}
"""


class Pair(NamedTuple):
    """The figures of a request in both versions, turn by turn."""

    before: list[float]
    now: list[float]

    @property
    def ratio(self) -> float:
        """The median ratio of the new to the old."""
        return statistics.median(new / old for old, new in zip(self.before, self.now, strict=True))


def main() -> None:
    """Build both versions and the world, measure, print."""
    options = parsed()
    if options.peer:
        beside_peer.stay_on_one_processor()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        old = checked_out(options.baseline, folder / "baseline")
        asks, environment = stack.enter_context(world(folder, is_secure=options.peer))
        if options.peer:
            beside_peer.compare((old, ROOT), asks, environment, options)
            return
        variables = dict(each.split("=", 1) for each in options.set)
        sides = Sides((old, ROOT), asks, (environment, {**environment, **variables}))
        stack.callback(sides.end)
        sides.grow(1)
        names = [name for name in json.loads(asks.read_text(encoding="utf-8")) if options.only in name]
        costs = {name: cost_of(sides, name, options.turns) for name in names}
        times = (
            {}
            if options.no_clients
            else {
                (name, clients): times_of(sides, name, clients)
                for name in TIMED
                if options.only in name
                for clients in CLIENTS
            }
        )
    report = render(costs, times, options)
    print(report)
    if options.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(report, encoding="utf-8")


def parsed() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description="Processor time and latency of warm requests, old and new in one run.")
    parser.add_argument("--baseline", default="HEAD", help="the commit to compare the working tree with")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a variable of the new side only"
    )
    parser.add_argument(
        "--peer", action="store_true", help="beside Powertools and boto3, behind TLS, in turns with both"
    )
    parser.add_argument("--only", default="", help="measure requests whose name contains this")
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--no-clients", action="store_true", help="leave out the latencies")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {RESULTS.relative_to(ROOT)}")
    return parser.parse_args()


def checked_out(commit: str, folder: Path) -> Path:
    """What functions consist of, as it was at a commit."""
    archive = subprocess.run(["git", "archive", commit, *VERSIONED], cwd=ROOT, capture_output=True, check=True).stdout  # noqa: S603, S607
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder


@contextmanager
def world(folder: Path, *, is_secure: bool) -> Iterator[tuple[Path, dict[str, str]]]:
    """The requests and the environment of the functions, while the world answers, behind TLS or not."""
    asks, address = folder / "asks.json", folder / "environment.json"
    command = [sys.executable, "-m", "benchmarks.cpu.world", str(asks), str(address), *(["--tls"] if is_secure else [])]
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603
    try:
        end = time.monotonic() + START_SECONDS
        while not address.exists():
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the world did not begin; its traceback is above")
            time.sleep(0.2)
        yield asks, json.loads(address.read_text(encoding="utf-8"))
    finally:
        process.terminate()
        process.wait()


class Cost(NamedTuple):
    """Seconds of a request in both versions, and the calls it makes in each."""

    seconds: Pair
    calls: tuple[float, float]


def cost_of(sides: Sides, name: str, turns: int) -> Cost:
    """Measure a request. Raises RuntimeError when a version refuses it, or reads something else than the other."""
    old, new = sides.of[0][0], sides.of[1][0]
    for side in (old, new):
        side.ask(ask=name, count=3)  # what is built on first use, and the recording
    warm = [side.ask(ask=name, count=5) for side in (old, new)]
    if any(each["answer"].get("statusCode", 200) not in (200, 202) for each in warm):
        raise RuntimeError(f"{name} is refused: {warm}")
    if name.startswith(READS) and warm[0]["answer"]["body"] != warm[1]["answer"]["body"]:
        raise RuntimeError(f"{name} is answered differently: {warm}")
    count = max(5, round(TURN_SECONDS / (warm[0]["seconds"] / 5)))
    pair = Pair([], [])
    for turn in range(turns):
        order = ((old, pair.before), (new, pair.now))
        for side, samples in order if turn % 2 else reversed(order):
            samples.append(side.ask(ask=name, count=count)["seconds"] / count)
    medians = (statistics.median(pair.before) * 1000, statistics.median(pair.now) * 1000, pair.ratio)
    print(f"{name}: {medians[0]:.2f} ms, now {medians[1]:.2f} ms, {medians[2]:.2f}", file=sys.stderr)
    return Cost(pair, (warm[0]["calls"], warm[1]["calls"]))


def times_of(sides: Sides, name: str, clients: int) -> tuple[list[float], list[float]]:
    """Milliseconds of a request with so many clients, in both versions."""
    sides.grow(clients)
    milliseconds: tuple[list[float], list[float]] = ([], [])
    for turn in range(-1, CLIENT_TURNS):  # the first warms
        for version in (0, 1) if turn % 2 else (1, 0):
            active_sides = sides.of[version][:clients]
            for side in active_sides:
                side.tell(ask=name, before=BEFORE, seconds=CLIENT_SECONDS if turn >= 0 else 0.2)
            answers = [side.last_answer()["milliseconds"] for side in active_sides]
            if turn >= 0:
                milliseconds[version].extend(each for answer in answers for each in answer)
    medians = [statistics.median(each) for each in milliseconds]
    print(f"{name}, {clients} clients: {medians[0]:.1f} ms, now {medians[1]:.1f} ms", file=sys.stderr)
    return milliseconds


def render(
    costs: Mapping[str, Cost],
    times: Mapping[tuple[str, int], tuple[list[float], list[float]]],
    options: argparse.Namespace,
) -> str:
    """The page."""
    rows = []
    for name, (seconds, calls) in costs.items():
        before, now = (statistics.median(each) * 1000 for each in seconds)
        call_count = f"{calls[0]:.3g}" if calls[0] == calls[1] else f"{calls[0]:.3g}, now {calls[1]:.3g}"
        rows.append(f"| {name} | {call_count} | {before:.2f} | {now:.2f} | {seconds.ratio:.2f} |")
    lines = []
    for (name, clients), (old, new) in times.items():
        figures = [
            figure for each in (old, new) for figure in (statistics.median(each), statistics.quantiles(each, n=20)[-1])
        ]
        cells = " | ".join(f"{figure:.1f}" for figure in figures)
        lines.append(f"| {name} | {clients} | {cells} | {figures[2] / figures[0]:.2f} |")
    return TEXT.format(
        turns=options.turns,
        python=platform.python_version(),
        machine=platform.machine(),
        processors=os.cpu_count(),
        variables="".join(f", now with `{each}`" for each in options.set),
        costs="\n".join(rows),
        times="\n".join(lines),
    )


if __name__ == "__main__":
    main()

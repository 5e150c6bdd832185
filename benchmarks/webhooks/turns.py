"""Deliveries of this checkout, of an older one and of bare Celery, in turns: bursts, and one event at a time.

    python -m benchmarks.webhooks.turns --peer-python PYTHON --redis-server PROGRAM [--baseline FOLDER] [--rounds 7]

Each platform is a process by the files of its checkout, told by lines of JSON what to do. A round is a burst of each,
then some single events of each; what counts are the medians of the rounds' ratios.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.template import ROOT

from .__main__ import Receiver, burst, receiver, single
from .peer import peer

RESULTS = Path(__file__).parent / "results" / "turns.md"
SCRIPT = """
import json, sys, tempfile
from pathlib import Path

from benchmarks.webhooks.ours import ours

with tempfile.TemporaryDirectory() as folder, ours(Path(folder)) as side:
    print("READY", json.dumps(side.ancestors), flush=True)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        getattr(side, name)(*arguments)
        print("DONE", flush=True)
"""
SINGLE_EVENTS = 25
FIGURES = {
    "per_second": "deliveries a second",
    "cpu_ms": "processor ms of a delivery, all processes",
    "median_ms": "write to receiver, one at a time, median ms",
}
SHARES = ("platform", "DeliverWebhook", "PublishEvents", "IndexChanges")


@dataclass
class Elsewhere:
    """A platform in a process of another checkout."""

    process: "subprocess.Popen[str]"
    ancestors: tuple[int, ...] = ()

    def wait(self) -> None:
        """Wait until the platform serves."""
        self.ancestors = tuple(json.loads(self._until("READY")))

    def webhook(self, organisation: int, url: str) -> None:
        """See Ours."""
        self._do("webhook", organisation, url)

    def happen(self, organisation: int, count: int = 1) -> None:
        """See Ours."""
        self._do("happen", organisation, count)

    def delete_webhooks(self) -> None:
        """See Ours."""
        self._do("delete_webhooks")

    def _do(self, name: str, *arguments: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps([name, arguments]) + "\n")
        self.process.stdin.flush()
        self._until("DONE")

    def _until(self, word: str) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith(word):
                return line.removeprefix(word)
        raise RuntimeError(f"the platform ended with {self.process.wait()}")


@contextmanager
def platform_of(root: Path) -> Iterator[Elsewhere]:
    """Start the platform of a checkout; it has to be waited for."""
    environment = {**os.environ, "PYTHONPATH": f"{root}:{root / 'layers' / 'core'}"}
    process = subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", SCRIPT],
        cwd=root,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Elsewhere(process)
    finally:
        assert process.stdin
        process.stdin.close()
        process.wait(60)


def measure(sides: dict[str, Any], to: Receiver, rounds: int) -> list[dict[str, dict[str, float]]]:
    """Return the figures of each round, by side; a first round warms up."""
    samples = []
    for _ in range(1 + rounds):
        bursts = {name: burst(side, to) for name, side in sides.items()}
        singles = {name: single(side, to, SINGLE_EVENTS) for name, side in sides.items()}
        samples.append({name: bursts[name] | singles[name] for name in sides})
        print({name: {key: figures[key] for key in FIGURES} for name, figures in samples[-1].items()}, flush=True)
    return samples[1:]


def render(samples: list[dict[str, dict[str, float]]]) -> str:
    """The figures as a page."""
    names = list(samples[0])

    def median(side: str, figure: str) -> float:
        return statistics.median(each[side].get(figure, 0) for each in samples)

    def ratio(side: str, figure: str) -> str:
        ratios = sorted(each["ours"][figure] / each[side][figure] for each in samples)
        return f"**{statistics.median(ratios):.2f}** ({ratios[0]:.2f} to {ratios[-1]:.2f})"

    rows = [
        f"| {text} | {' | '.join(f'{median(name, figure):.2f}' for name in names)} | "
        f"{' | '.join(ratio(name, figure) for name in names[1:])} |"
        for figure, text in FIGURES.items()
    ]
    platforms = [name for name in names if name != "celery"]
    shares = []
    for share in SHARES:
        cells = (f"{median(name, 'cpu_ms_' + share):.2f}" for name in platforms)
        shares.append(f"| {share} | {' | '.join(cells)} |")
    return "\n".join(
        [
            f"{len(samples)} rounds in turns: medians, and the medians of the rounds' ratios.",
            "",
            f"| | {' | '.join(names)} | {' | '.join(f'ours / {name}' for name in names[1:])} |",
            f"|---|{'---:|' * (2 * len(names) - 1)}",
            *rows,
            "",
            f"| processor ms of a delivery | {' | '.join(platforms)} |",
            f"|---|{'---:|' * len(platforms)}",
            *shares,
        ]
    )


def main() -> None:
    """Start all sides, measure, print, keep."""
    parser = argparse.ArgumentParser(description="Deliveries in turns with an older checkout and Celery.")
    parser.add_argument("--peer-python", type=Path)
    parser.add_argument("--redis-server", type=Path)
    parser.add_argument("--baseline", type=Path, help="an older checkout")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--write", action="store_true", help="keep the figures in results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, receiver() as to, ExitStack() as stack:
        sides: dict[str, Any] = {"ours": stack.enter_context(platform_of(ROOT))}
        if options.baseline:
            sides["before"] = stack.enter_context(platform_of(options.baseline.resolve()))
        for side in sides.values():
            side.wait()
        if options.peer_python:
            celery = peer(options.peer_python, options.redis_server, Path(folder) / "celery", "deliver")
            sides["celery"] = stack.enter_context(celery)
        samples = measure(sides, to, options.rounds)
    about = (
        f"Made by `make bench-deliveries` on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, on which "
        f"{os.getloadavg()[2]:.1f} processes ran or waited in the last quarter of an hour."
    )
    report = f"{about}\n\n{render(samples)}\n"
    print(report)
    if options.write:
        RESULTS.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Start the platform in clean clones of two versions, in turns: `make bench-start ARGS="--baseline COMMIT --write"`.

Of each clone: how long `make run` takes until all is deployed, environment included, with the packages in the caches of
uv and npm; how long after that the dashboard and the documentation are there; the memory of its processes; what Ctrl-C
leaves behind; and the second start. Beside each time stands processor time, of which a busy machine makes no more.

`--stops` instead interrupts first starts at some moments, and counts the processes that are left.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.start.clone import Figures, cloned
from tools.template import ROOT

RESULTS = Path(__file__).parent / "results" / "results.md"
BASELINE = "2fbeb347"
MOMENTS = ((1, False), (5, False), (10, False), (20, False), (30, True), (60, True))
"""Seconds after `make run` at which a first start is interrupted, and whether the runtime alone gets the signal."""

ROWS: dict[str, Callable[[Figures], float | None]] = {
    "ready, s": lambda each: each.ready.seconds,
    "ready, s of processor time": lambda each: each.ready.processor_seconds,
    "of these, the environment, s": lambda each: each.environment_seconds,
    "dashboard after ready, s": lambda each: each.dashboard_seconds,
    "documentation after ready, s": lambda each: each.documentation_seconds,
    "memory at ready, MB (PSS)": lambda each: each.megabytes,
    "processes at ready": lambda each: each.processes,
    "processes left after Ctrl-C": lambda each: each.leftovers,
    "second start, s": lambda each: each.second.seconds,
    "second start, s of processor time": lambda each: each.second.processor_seconds,
}


def main() -> None:
    """Measure and print."""
    options = parsed()
    with tempfile.TemporaryDirectory() as folder:
        if options.stops:
            print(stops(Path(folder), options.baseline))
            return
        figures: dict[str, list[Figures]] = {"before": [], "now": []}
        for turn in range(options.rounds):
            for side, commit in (("before", options.baseline), ("now", "HEAD")):
                clone = cloned(ROOT, commit, Path(folder) / f"{side}-{turn}")
                figures[side].append(clone.measure(builds=not options.without_builds))
                print(f"{side}: {figures[side][-1]}", file=sys.stderr)
    report = render(figures, options)
    print(report)
    if options.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(report + "\n", encoding="utf-8")


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--baseline", default=BASELINE, help="the commit to compare with")
    parser.add_argument("--rounds", type=int, default=1, help="how many pairs of clones take turns")
    parser.add_argument("--without-builds", action="store_true", help="neither the dashboard nor the documentation")
    parser.add_argument("--stops", action="store_true", help="interrupt first starts instead")
    parser.add_argument("--write", action="store_true", help="keep the figures in results/")
    return parser.parse_args(arguments)


def stops(folder: Path, baseline: str) -> str:
    """Interrupt first starts of both versions, then start them: what each moment leaves, as a table."""
    rows = [
        "| signal after | to | before: left | next start | now: left | next start |",
        "|---:|---|---:|---|---:|---|",
    ]
    for seconds, alone in MOMENTS:
        cells = [f"{seconds} s", "the runtime" if alone else "all, as Ctrl-C"]
        for side, commit in (("before", baseline), ("now", "HEAD")):
            clone = cloned(ROOT, commit, folder / f"{side}-{seconds}")
            leftovers = clone.interrupted(seconds, alone=alone)
            cells += [str(leftovers), "works" if clone.starts_again() else "fails"]
        rows.append(f"| {' | '.join(cells)} |")
        print(rows[-1], file=sys.stderr)
    return "\n".join(rows)


def render(figures: dict[str, list[Figures]], options: argparse.Namespace) -> str:
    """The figures as a page: medians of the rounds, and of their ratios."""
    about = (
        f"Made by `make bench-start` on {datetime.now(UTC):%Y-%m-%d}: {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[1]:.1f}; "
        f"{options.rounds} pairs of clean clones, in turns, before is {options.baseline}. Packages are in the caches "
        "of uv and npm."
    )
    lines = [about, "", "| first start | before | now | ratio |", "|---|---:|---:|---:|"]
    for name, figure in ROWS.items():
        before, now = ([figure(each) for each in figures[side]] for side in ("before", "now"))
        pairs = [(a, b) for a, b in zip(before, now, strict=True) if a is not None and b is not None]
        if not pairs:
            continue
        ratios = [b / a for a, b in pairs if a]
        ratio = f"{statistics.median(ratios):.2f}" if ratios else ""
        middle = [statistics.median(values) for values in zip(*pairs, strict=True)]
        lines.append(f"| {name} | {middle[0]:.1f} | {middle[1]:.1f} | {ratio} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

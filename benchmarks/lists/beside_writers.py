"""Compare what lists cost while somebody writes with what they cost in an older version: `make bench-lists-writing`.

Both versions get the same organisation and the same writes, each in a process of its own, and list in turns. Every
answer is compared with the naive one. Units are counted from bytes by AWS's rules, milliseconds are processor time,
the least of all turns. `--baseline COMMIT` names the older version.
"""

import argparse
import json
import pickle
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.cpu.__main__ import checked_out
from tools.template import ROOT

from .tables import Population

RESULTS = Path(__file__).parent / "results" / "beside-writers.md"
SCENARIOS = ("settled", "batch 1", "batch 100", "batch 1000", "50 writes a second", "import")
SIZES, TURNS = (10_000, 100_000), 3

TEXT = """# What lists cost while somebody writes

Read units of the index and of the page's 25 rows, and milliseconds of processor time, of {baseline} and now: the
least of {turns} turns in which both alternate. After a batch, lists are read one second later, when it is indexed. Of
50 writes a second, one in five gives a contact other tags; those of the last second are not indexed. Of an import, 500
contacts are not indexed. Every answer is the naive one. Made by `make bench-lists-writing ARGS="--baseline COMMIT
--write"` ({machine}).

## The dearest list of each state

| contacts | state | index units before | now | ms before | now | ratio of ms | beside settled: units | ms |
|---:|---|---:|---:|---:|---:|---:|---:|---:|
{summary}

## Each list

| contacts | state | list | index units before | now | rows | ms before | now |
|---:|---|---|---:|---:|---:|---:|---:|
{lists}
"""


class Side:
    """A process of beside_side.py."""

    def __init__(self, root: Path, items: Path, count: int) -> None:
        script = str(Path(__file__).with_name("beside_side.py"))
        command = [sys.executable, script, str(root), str(items), str(count)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603

    def ask(self, scenario: str) -> list[dict[str, Any]]:
        """What each list costs in a state. Raises RuntimeError for a wrong answer, or when the process has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"scenario": scenario}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("a side has ended; its traceback is above")
        rows: list[dict[str, Any]] = json.loads(line)
        wrong = [row["name"] for row in rows if row["answer"] != row["naive"]]
        if wrong:
            raise RuntimeError(f"{scenario}: wrong answers of {wrong}")
        return rows

    def end(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


class Figures(NamedTuple):
    """What a list costs."""

    index_units: float
    rows: float
    milliseconds: float


Costs = dict[tuple[str, str, str], Figures]
"""By side (before, now), state and list."""


def main() -> None:
    """Measure, print, and keep the figures with --write."""
    options = parsed()
    with tempfile.TemporaryDirectory() as folder:
        old = checked_out(options.baseline, Path(folder) / "baseline")
        costs = {size: measure(size, old, Path(folder) / "items", options.turns) for size in options.sizes}
    report = TEXT.format(
        baseline=options.baseline,
        turns=options.turns,
        machine=f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        summary="\n".join(line for size in costs for line in summary(size, costs[size])),
        lists="\n".join(line for size in costs for line in every_list(size, costs[size])),
    )
    print(report)
    if options.write:
        RESULTS.write_text(report, encoding="utf-8")


def parsed() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description="What lists cost while somebody writes, old and new in one run.")
    parser.add_argument("--baseline", default="HEAD", help="the commit to compare the working tree with")
    parser.add_argument("--sizes", type=lambda text: [int(each) for each in text.split(",")], default=SIZES)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {RESULTS.relative_to(ROOT)}")
    return parser.parse_args()


def measure(size: int, old: Path, file: Path, turns: int) -> Costs:
    """The costs of all lists in all states, in both versions."""
    population = Population(size)
    inner: Any = population.table.inner
    partitions = inner._partitions.values()  # noqa: SLF001 - a copy for both
    file.write_bytes(pickle.dumps([item for each in partitions for item in each.items.values()]))
    sides = {"before": Side(old, file, size), "now": Side(ROOT, file, size)}
    costs: Costs = {}
    for turn in range(turns):
        for scenario in SCENARIOS:
            for name in sorted(sides, reverse=bool(turn % 2)):
                for row in sides[name].ask(scenario):
                    figures = Figures(row["index"], row["rows"], row["milliseconds"])
                    at = name, scenario, row["name"]
                    least = costs.get(at, figures).milliseconds
                    costs[at] = figures._replace(milliseconds=min(least, figures.milliseconds))
            print(f"{size:,} {scenario}: turn {turn + 1}", file=sys.stderr)
    for side in sides.values():
        side.end()
    return costs


def summary(size: int, costs: Costs) -> Iterator[str]:
    """A row for each state, of its dearest list; what is beside settled is the largest ratio of any list."""
    lists = list(dict.fromkeys(name for _, _, name in costs))
    for state in SCENARIOS:
        units = [_most(costs[side, state, name].index_units for name in lists) for side in ("before", "now")]
        times = [_most(costs[side, state, name].milliseconds for name in lists) for side in ("before", "now")]
        rates = [
            _most(_units(costs["now", state, name]) / _units(costs["now", "settled", name]) for name in lists),
            _most(
                costs["now", state, name].milliseconds / costs["now", "settled", name].milliseconds for name in lists
            ),
        ]
        yield (
            f"| {size:,} | {state} | {units[0]:g} | {units[1]:g} | {times[0]:.2f} | {times[1]:.2f} "
            f"| {times[1] / times[0]:.2f} | {rates[0]:.1f} | {rates[1]:.1f} |"
        )


def _units(figures: Figures) -> float:
    return figures.index_units + figures.rows


def _most(values: Iterable[float]) -> float:
    return max(values)


def every_list(size: int, costs: Costs) -> Iterator[str]:
    """A row for each state and list."""
    for side, state, name in costs:
        if side == "now":
            before, now = costs["before", state, name], costs["now", state, name]
            yield (
                f"| {size:,} | {state} | {name} | {before.index_units:g} | {now.index_units:g} | {now.rows:g} "
                f"| {before.milliseconds:.2f} | {now.milliseconds:.2f} |"
            )


if __name__ == "__main__":
    main()

"""The first PDF of a process and the next ones, of one line and of sixty, beside reportlab's, and their memory.

Each figure is the median of new processes, which take turns. Before the clock starts, a `function` has what ours have
when they come to make a PDF: its code, and a client of AWS; a `bare` process has the code only. What is measured is
what the PDF adds, the import of the library included.
"""

import json
import os
import statistics
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
NEXT = 8
"""PDFs after the first one in the same process; the median counts."""

SCRIPT = """
import json, resource, statistics, sys, time

from benchmarks.invoices import makers

if sys.argv[4] == "function":
    import boto3

    boto3.client("dynamodb", region_name="eu-west-1")
made = makers.invoice_of(int(sys.argv[2]))
make = makers.MAKERS[sys.argv[1]]


def megabytes():
    with open("/proc/self/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1000


before, began, wall = megabytes(), time.process_time(), time.perf_counter()
make(made(0))
first, wall = time.process_time() - began, time.perf_counter() - wall
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
after = []
for number in range(1, int(sys.argv[3]) + 1):
    began = time.process_time()
    make(made(number))
    after.append(time.process_time() - began)
then = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(json.dumps([first * 1000, statistics.median(after) * 1000, wall * 1000, peak - before, then - before]))
"""


class Figures(NamedTuple):
    """Of the first PDF and the next: processor time and time waited in milliseconds, megabytes added."""

    first: float
    then: float
    waited: float
    megabytes: float
    megabytes_later: float


Case = tuple[str, int, str]
LIBRARIES, LINES, PROCESSES = ("typst", "reportlab"), (1, 60), ("function", "bare")
PEER = ("reportlab", 1, "function")
CASES: tuple[Case, ...] = tuple(product(LIBRARIES, LINES, PROCESSES))


def measure(runs: int) -> dict[Case, Figures]:
    """Return the medians of so many new processes for each library and number of lines."""
    samples: dict[Case, list[list[float]]] = {case: [] for case in CASES}
    for _ in range(runs):
        for case in CASES:
            samples[case].append(one(*case))
    return {
        case: Figures(*map(statistics.median, zip(*runs_of_case, strict=True)))
        for case, runs_of_case in samples.items()
    }


def one(library: str, lines: int, process: str, root: Path = ROOT) -> list[float]:
    """Measure in a new process, by the files of a checkout."""
    environment = {**os.environ, "PYTHONPATH": f"{root}:{root / 'layers' / 'core'}"}
    command = [sys.executable, "-c", SCRIPT, library, str(lines), str(NEXT), process]
    ran = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603
    figures: list[float] = json.loads(ran.stdout)
    return figures


def compare(baseline: Path, runs: int) -> str:
    """Return the page of a function's PDFs by an older checkout and by this one, in turns."""
    samples: dict[tuple[int, Path], list[list[float]]] = {case: [] for case in product(LINES, (baseline, ROOT))}
    for _ in range(runs):
        for (lines, root), figures in samples.items():
            figures.append(one("typst", lines, "function", root))
    medians = {case: Figures(*map(statistics.median, zip(*of, strict=True))) for case, of in samples.items()}
    (old, new), (old_long, new_long) = (tuple(medians[lines, root] for root in (baseline, ROOT)) for lines in LINES)
    rows = (
        ("first PDF of a function, 1 line", old.first, new.first),
        ("first PDF of a function, 60 lines", old_long.first, new_long.first),
        ("the next, 1 line", old.then, new.then),
        ("the next, 60 lines", old_long.then, new_long.then),
    )
    first = old_long.first / old.first, new_long.first / new.first
    then = old_long.then / old.then, new_long.then / new.then
    return "\n".join(
        [
            f"Processor milliseconds, medians of {runs} processes of each in turns.",
            "",
            "| PDF | before | now | ratio |",
            "|---|---:|---:|---:|",
            *(f"| {name} | {before:.1f} | {now:.1f} | {now / before:.2f} |" for name, before, now in rows),
            "",
            "| 60 lines to 1 line | before | now | at most |",
            "|---|---:|---:|---:|",
            f"| first PDF of a function | {first[0]:.2f} | {first[1]:.2f} | {first[0]:.2f} |",
            f"| the next PDFs | {then[0]:.2f} | {then[1]:.2f} | 1.80 |",
        ]
    )


def report(figures: dict[Case, Figures]) -> str:
    """The figures as a page."""
    ours, long, peer = (figures[case] for case in (("typst", 1, "function"), ("typst", 60, "function"), PEER))
    bare, bare_long, bare_peer = (figures[library, lines, "bare"] for library, lines, _ in (CASES[0], CASES[2], PEER))
    ratios = (
        ("first PDF of a function, to reportlab's", ours.first / peer.first, "0.50"),
        ("first PDF of a bare process, to reportlab's", bare.first / bare_peer.first, "0.50"),
        ("60 lines to 1 line, first PDF of a function", long.first / ours.first, "1.50"),
        ("60 lines to 1 line, first PDF of a bare process", bare_long.first / bare.first, "1.50"),
        ("60 lines to 1 line, the next PDFs", long.then / ours.then, "1.80"),
    )
    rows = [
        f"| {library}, {lines}, {process} | {each.first:.0f} | {each.then:.0f} | {each.waited:.0f} | "
        f"{each.megabytes:+.0f} | {each.megabytes_later:+.0f} |"
        for (library, lines, process), each in figures.items()
    ]
    return "\n".join(
        [
            "| library, lines, process | first PDF, processor ms | the next | waited | memory, MB | after nine |",
            "|---|---:|---:|---:|---:|---:|",
            *rows,
            "",
            "| ratio | measured | at most |",
            "|---|---:|---:|",
            *(f"| {name} | {value:.2f} | {most} |" for name, value, most in ratios),
            f"| memory that the first PDF adds, 1 line | {ours.megabytes:+.0f} MB | +60 MB |",
            f"| the same, 60 lines | {long.megabytes:+.0f} MB | +60 MB |",
        ]
    )

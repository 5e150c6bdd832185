"""Measure invoices: `python -m benchmarks.invoices [--only pdf|lists|issue] [--runs 15] [--baseline FOLDER] [--write]`.

With `--baseline`, the folder of an older checkout, only PDFs are made: by it and by this one, in turns.
Times are ratios of one run, taken in turns, because this machine may be busy; units are counted from bytes.
"""

import argparse
import os
import platform as machine
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.invoices import issuing, lists, pdf

RESULTS = Path(__file__).parent / "results"
PARTS: dict[str, Callable[[int], str]] = {
    "pdf": lambda runs: pdf.report(pdf.measure(runs)),
    "lists": lambda _: lists.report(lists.measure()),
    "issue": lambda _: issuing.report(issuing.written(), issuing.rates()),
}


def main() -> None:
    """Measure, print, and keep the figures if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part, instead of all")
    parser.add_argument("--runs", type=int, default=15, help="new processes for each figure of the PDFs")
    parser.add_argument("--write", action="store_true", help="keep the figures in results/")
    parser.add_argument("--baseline", type=Path, help="an older checkout, whose PDFs take turns with these")
    options = parser.parse_args()
    if options.baseline:
        keep("pdf_before", pdf.compare(options.baseline.resolve(), options.runs), is_kept=options.write)
        return
    for name in (options.only,) if options.only else PARTS:
        keep(name, PARTS[name](options.runs), is_kept=options.write)


def keep(name: str, figures: str, *, is_kept: bool) -> None:
    """Print a page, and write it to results/."""
    report = f"{_where()}\n\n{figures}\n"
    print(report)
    if is_kept:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.md").write_text(report, encoding="utf-8")


def _where() -> str:
    return (
        f"Made by `make bench-invoices` on {datetime.now(UTC):%Y-%m-%d}: {machine.machine()}, {machine.system()}, "
        f"Python {machine.python_version()}, {os.cpu_count()} processors, on which {os.getloadavg()[2]:.1f} processes "
        "ran or waited in the last quarter of an hour."
    )


if __name__ == "__main__":
    main()

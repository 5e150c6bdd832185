"""Measure the PDFs of invoices: `python -m benchmarks.invoices [--runs 15] [--write]`.

The figures are ratios of processor time in one run, taken in turns, because this machine may be busy.
"""

import argparse
import os
import platform as machine
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.invoices import pdf

RESULTS = Path(__file__).parent / "results" / "pdf.md"


def main() -> None:
    """Measure, print, and keep the figures if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="new processes for each figure")
    parser.add_argument("--write", action="store_true", help="keep the figures in results/")
    options = parser.parse_args()
    where = (
        f"Made by `make bench-invoices` on {datetime.now(UTC):%Y-%m-%d}: {machine.machine()}, {machine.system()}, "
        f"Python {machine.python_version()}, {os.cpu_count()} processors, on which {os.getloadavg()[2]:.1f} processes "
        "ran or waited in the last quarter of an hour."
    )
    report = f"{where}\n\n{pdf.report(pdf.measure(options.runs))}\n"
    print(report)
    if options.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()

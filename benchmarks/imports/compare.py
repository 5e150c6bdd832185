"""Compare the processor time of a row of an import with that of an older version, in turns.

    git archive COMMIT | tar x -C FOLDER
    python -m benchmarks.imports.compare FOLDER [--rows 10000] [--turns 5] [--write]

Each turn runs worker.py on the older version, with the client it had, and on this one with our own client, one right
after the other: a busy machine slows both. The ratio is the median of the turns' ratios.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tools.template import ROOT

from .__main__ import table

WORKER = Path(__file__).parent / "worker.py"
RESULTS = Path(__file__).parent / "results" / "worker.md"
SETTINGS = {
    "DEPLOYMENT": "local",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "eu-west-1",
}


def microseconds(version: Path, file: Path, rows: int) -> float:
    """Processor time of a row, in a process of its own."""
    environment = {**os.environ, **SETTINGS, "PYTHONPATH": str(version / "layers" / "core")}
    command = [sys.executable, str(WORKER), str(file), str(rows)]
    return float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)  # noqa: S603


def render(turns: list[tuple[float, float]], rows: int) -> str:
    """The figures as a page."""
    old, new = (statistics.median(side) for side in zip(*turns, strict=True))
    ratio = statistics.median(now / before for before, now in turns)
    report = (
        f"Made by `python -m benchmarks.imports.compare` on {datetime.now(UTC):%Y-%m-%d}: {platform.machine()}, "
        f"Python {platform.python_version()}, {os.cpu_count()} processors, on which {os.getloadavg()[2]:.1f} "
        "processes ran or waited in the last quarter of an hour."
    )
    about = (
        f"Processor time of the worker for a row (reading, checking, encoding, sending), {rows:,} rows, "
        f"{len(turns)} turns in which both versions alternate:"
    )
    return "\n".join(
        [
            report,
            "",
            about,
            "",
            "| before, by boto3 | now, by our client | ratio |",
            "|---:|---:|---:|",
            f"| {old:.0f} µs | {new:.0f} µs | {ratio:.2f} |",
        ]
    )


def main() -> None:
    """Run the turns, print, keep."""
    parser = argparse.ArgumentParser(description="Compare imports with an older version.")
    parser.add_argument("old", type=Path, help="a folder with the files of an older commit")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="keep the figures in results/")
    options = parser.parse_args()
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(table(options.rows))
        file.flush()
        turns = [
            (
                microseconds(options.old, Path(file.name), options.rows),
                microseconds(ROOT, Path(file.name), options.rows),
            )
            for _ in range(options.turns)
        ]
    report = render(turns, options.rows)
    print(report)
    if options.write:
        RESULTS.write_text(report + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

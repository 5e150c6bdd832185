"""What a cold start of each function imports, in milliseconds: `python -m benchmarks.import_cost [--write] [NAME ...]`.

Every figure is the median of fresh processes that see the layers alone, as Lambda does, and do what a cold start does:
load the handler, make the DynamoDB client. Processor time is counted, and the runs take turns: a ratio is the median of
the ratios to the yardsticks of the same turn, so that a busy machine slows both sides of it alike.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import build_layer
from tools.template import ROOT, functions

PAGE = ROOT / "docs" / "import-cost.md"
RUNS = 10
BOTO3 = "boto3 and a client"
PLAIN = "the same and `import pydantic`"
MODEL = "the same and one model of pydantic's"
YARDSTICKS = (BOTO3, PLAIN, MODEL)

CLIENT = "import boto3; boto3.client('dynamodb');"
IMPORT = "import pydantic;"
CREATE = "pydantic.create_model('Contact', name=(str, ...));"
HANDLER = (
    "import sys; sys.path.insert(0, {folder!r}); import handler;"
    "from bivelio_core import clients; clients.client('dynamodb');"
)
TIMED = "import time; started = time.process_time(); {code} print(time.process_time() - started)"

TEXT = """# What a cold start imports

Made by `python -m benchmarks.import_cost --write` on Python {python}, {machine}: milliseconds of processor time to load
the handler and make the DynamoDB client, median of {runs} fresh processes that see the layers alone. The milliseconds
are this machine's; the ratios travel: they compare with importing just boto3 and making the client, with that and a
plain `import pydantic`, and with that and one model made. pydantic loads most of itself with the first model, so the
plain import is a yardstick that no function with a model can come near: the target of 1.15 is missed there by every
endpoint. The last column is what our own code adds.
What may be imported at all is held by `tests/contracts/test_import_budget.py`.

| function | ms | to boto3 | to boto3 + `import pydantic` | to boto3 + a model |
|---|---:|---:|---:|---:|
{rows}
"""


def measure(scripts: dict[str, str], layers: list[Path], runs: int) -> dict[str, list[float]]:
    """The milliseconds of each script, one a turn."""
    environment = {
        "PYTHONPATH": os.pathsep.join(map(str, layers)),
        "PATH": os.environ["PATH"],
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "TABLE_NAME": "t",
    }
    found: dict[str, list[float]] = {name: [] for name in scripts}
    for turn in range(runs + 1):
        for name, script in scripts.items():
            command = [sys.executable, "-S", "-c", TIMED.format(code=script)]
            run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
            if turn:  # the first turn warms the disk's cache
                found[name].append(float(run.stdout.splitlines()[-1]) * 1000)
    return found


def row(name: str, times: dict[str, list[float]]) -> str:
    """A line of the table."""
    ratios = (
        statistics.median(own / yardstick for own, yardstick in zip(times[name], times[of], strict=True))
        for of in YARDSTICKS
    )
    return f"| {name} | {statistics.median(times[name]):.0f} | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |"


def main() -> None:
    """Measure, print the table, and keep it if asked."""
    parser = argparse.ArgumentParser(description="Import cost of every function.")
    parser.add_argument("names", nargs="*", help="logical ids; all by default")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--write", action="store_true", help=f"replace {PAGE.relative_to(ROOT)}")
    asked = parser.parse_args()
    chosen = [f for f in functions() if f.handler_file.exists() and (not asked.names or f.logical_id in asked.names)]
    scripts = {BOTO3: CLIENT, PLAIN: CLIENT + IMPORT, MODEL: CLIENT + IMPORT + CREATE}
    scripts |= {f.logical_id: HANDLER.format(folder=str(ROOT / f.folder)) for f in chosen}
    with tempfile.TemporaryDirectory() as folder:
        for layer in ("core", "dependencies"):
            build_layer.main([layer, "--target", "host", "--out", f"{folder}/{layer}"])
        layers = [Path(folder, layer, "python") for layer in ("core", "dependencies")]
        times = measure(scripts, layers, asked.runs)
    rows = "\n".join(row(name, times) for name in times)
    text = TEXT.format(python=platform.python_version(), machine=platform.machine(), runs=asked.runs, rows=rows)
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Invocations of agents beside creations of contacts, at 1, 8 and 24 clients, here and in another folder, in turns.

    python -m benchmarks.credits [--baseline FOLDER] [--rounds 3] [--platform]

In process, on a table whose calls take 5 ms (in_process.py), which takes seconds; with `--platform` on local platforms,
one after the other (on_platform.py). The figures that say something are ratios: of an invocation at 24 clients to one
client, and to a creation at as many, in the same run.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COLUMNS = ("where", "clients", "create, ms", "invoke, ms", "invoke / one client", "invoke / create")


def figures(script: str, folder: Path) -> dict[str, Any]:
    """What a script measures on the code of a folder."""
    python = folder / ".venv" / "bin" / "python"
    paths = os.pathsep.join((str(folder), str(folder / "layers" / "core")))
    answer = subprocess.run(  # noqa: S603 - our own script
        [python, HERE / script], cwd=folder, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, check=False
    )
    if answer.returncode:
        raise SystemExit(answer.stderr.decode()[-2_000:])
    document: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return document


def row(name: str, clients: str, runs: list[dict[str, Any]]) -> str:
    """The medians of the runs of one folder."""
    invoke = statistics.median(run["invoke"][clients] for run in runs)
    create = statistics.median(run["create"][clients] for run in runs)
    alone = statistics.median(run["invoke"][clients] / run["invoke"]["1"] for run in runs)
    beside = statistics.median(run["invoke"][clients] / run["create"][clients] for run in runs)
    return f"| {name} | {clients} | {create:.1f} | {invoke:.1f} | {alone:.2f} | {beside:.2f} |"


def main() -> None:
    """Measure in turns and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--baseline", type=Path, help="a checkout of the state before, with its .venv")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--platform", action="store_true", help="on local platforms; give it few rounds")
    options = parser.parse_args()
    script = "on_platform.py" if options.platform else "in_process.py"
    folders = {"after": ROOT} if options.baseline is None else {"before": options.baseline.resolve(), "after": ROOT}
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in folders}
    for _ in range(options.rounds):
        for name, folder in folders.items():
            runs[name].append(figures(script, folder))
            sys.stderr.write(f"{name}: {json.dumps(runs[name][-1])}\n")
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{'|'.join('---' for _ in COLUMNS)}|"]
    lines += [row(name, clients, runs[name]) for name in folders for clients in ("1", "8", "24")]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

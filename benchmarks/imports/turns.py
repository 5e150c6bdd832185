"""Imports by an older checkout and by this one, in turns: processor time of a row by process, and lists meanwhile.

Each checkout has a platform of its own, by its own files and functions. A round imports so many rows into a new
organisation on the one, then on the other, while a list without a filter is asked for twice a second.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.template import ROOT

SCRIPT = """
import json, sys, tempfile, threading, time
from pathlib import Path

from benchmarks import processes
from benchmarks.imports.__main__ import table, upload
from local.demo import make_organisation
from tests.running import runtime, settings_for
from tools.deployed import Deployed


def imported(running, content):
    organisation = make_organisation(Deployed(None, running.settings).operate, "imports", "enterprise")
    key = organisation["keys"]["live_secret"]

    def call(operation, data):
        answer = running.call(f"/v1/contacts/{operation}", {"data": data}, X_API_Key=key)
        assert answer.status in {200, 202}, answer.json()
        return answer.json()["data"]

    root = [running.process.pid]
    before, began = processes.seconds(root), time.perf_counter()
    contact_import = call("import", {})
    upload(contact_import["upload"], content)
    call("import", {"id": contact_import["id"]})
    lists = []
    while (state := call("import_status", {"id": contact_import["id"]}))["status"] == "running":
        asked = time.perf_counter()
        call("list", {})
        lists.append((time.perf_counter() - asked) * 1000)
        time.sleep(0.5)
    seconds = time.perf_counter() - began
    assert state["status"] == "completed" and not state["failed"], state
    return {"processor": settled(root, before), "seconds": seconds, "lists": lists}


def settled(root, before):
    # what follows an import, such as its last events, has ended when two seconds cost next to nothing
    used = processes.seconds(root)
    while True:
        time.sleep(2)
        now = processes.seconds(root)
        if now.total() - used.total() < 0.15:
            break
        used = now
    now.subtract(before)
    return now


with tempfile.TemporaryDirectory() as folder, runtime(settings_for(Path(folder))) as running:
    print("ready", flush=True)
    for line in sys.stdin:
        print("RESULT", json.dumps(imported(running, table(int(line)))), flush=True)
"""
FUNCTIONS = ("TransferContacts", "IndexChanges", "PublishEvents")
EMULATOR = "platform"
MOST = 1.5


class Platform:
    """The running platform of a checkout."""

    def __init__(self, root: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": f"{root}:{root / 'layers' / 'core'}"}
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter
            [sys.executable, "-c", SCRIPT],
            cwd=root,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> None:
        """Wait until it serves."""
        self._until("ready")

    def imported(self, rows: int) -> Any:
        """Import so many rows and return the figures: processor seconds by process, seconds, milliseconds of lists."""
        assert self._process.stdin
        self._process.stdin.write(f"{rows}\n")
        self._process.stdin.flush()
        return json.loads(self._until("RESULT"))

    def stop(self) -> None:
        """Stop it, and wait until it has stopped."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)

    def _until(self, word: str) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith(word):
                return line.removeprefix(word)
        raise RuntimeError(f"the platform ended with {self._process.wait()}")


def compare(baseline: Path, rows: int, rounds: int) -> str:
    """Return the page of so many rounds after one that warms up."""
    platforms = [Platform(baseline), Platform(ROOT)]
    try:
        for platform in platforms:
            platform.wait()
        samples = [[platform.imported(rows) for platform in platforms] for _ in range(1 + rounds)][1:]
    finally:
        for platform in platforms:
            platform.stop()
    return render(rows, samples)


def render(rows: int, samples: Sequence[Sequence[Any]]) -> str:
    """The figures as a page; the ratios are medians of the rounds' ratios."""

    def row(name: str, parts: Sequence[str]) -> str:
        pairs = [
            [sum(one["processor"].get(part, 0) for part in parts) / rows * 1000 for one in pair] for pair in samples
        ]
        before, now = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(now / max(before, 0.001) for before, now in pairs)
        return f"| {name} | {before:.2f} | {now:.2f} | {ratio:.2f} |"

    seconds = [statistics.median(rows / pair[side]["seconds"] for pair in samples) for side in (0, 1)]
    lists = [sorted(each for pair in samples for each in pair[side]["lists"]) for side in (0, 1)]
    return "\n".join(
        [
            f"{rows:,} rows, {len(samples)} rounds in turns, processor milliseconds of a row:",
            "",
            "| | before | now | ratio |",
            "|---|---:|---:|---:|",
            *(row(name, [name]) for name in FUNCTIONS),
            row(f"functions together, at most {MOST}", FUNCTIONS),
            row("the emulator", [EMULATOR]),
            row("all of it", [*FUNCTIONS, EMULATOR]),
            "",
            "| by the clock, both platforms on one machine | before | now |",
            "|---|---:|---:|",
            f"| rows a second | {seconds[0]:.0f} | {seconds[1]:.0f} |",
            f"| a list meanwhile, median, ms | {statistics.median(lists[0]):.0f} | {statistics.median(lists[1]):.0f} |",
            f"| a list meanwhile, longest, ms | {lists[0][-1]:.0f} | {lists[1][-1]:.0f} |",
        ]
    )

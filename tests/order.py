"""In which order the processes of a run take the tests: the longest first, so that none is alone with one at the end.

`tests/durations.json` has the seconds of each file that takes some, on whatever machine measured them: only their order
counts. `MEASURE_TESTS=1 make test` writes it again, or `MEASURE_TESTS=1` with a part of the tests for these alone.
`SHORTEST_FIRST=1` turns the order round, for who waits for the first failure.
"""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).parent.parent
FILE = Path(__file__).with_name("durations.json")
IS_MEASURED = "MEASURE_TESTS" in os.environ
SIGN = 1 if "SHORTEST_FIRST" in os.environ else -1
LEAST_SECONDS = 3.0
"""A file that takes less is not named."""

SHARE_WHAT_RUNS = ("tests/e2e/", "tests/local/")
"""Folders whose tests share a running platform or emulators, which are slow to start: one process takes them all."""

ALONE = ("tests/e2e/test_docs_site.py", "tests/e2e/test_release.py")
"""Files in these folders that start their own, or need none."""


def scope_of(nodeid: str) -> str:
    """What one process takes as a whole, for a test: its file, or the folder that shares what runs."""
    file = nodeid.partition("::")[0]
    return file if file in ALONE else next(filter(nodeid.startswith, SHARE_WHAT_RUNS), file)


class LongestFirst(LoadFileScheduling):  # type: ignore[misc]
    """Gives the next scope to the process that has done its own; the tests come in the order of `arrange`."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def arrange(items: list[pytest.Item]) -> None:
    """Put the tests of the longest scope first, and leave the order within each as it is."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for file, taken in json.loads(FILE.read_text(encoding="utf-8")).items():
        seconds[scope_of(file)] += taken
    items.sort(key=lambda item: SIGN * seconds[scope_of(item.nodeid)])


class Measured:
    """Adds up what the tests of each file take, and writes it down at the end."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test's preparation, call or end."""
        self.seconds[report.nodeid.partition("::")[0]] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write the seconds of this run's files, and keep those of others that are still there."""
        known: dict[str, Any] = {**json.loads(FILE.read_text(encoding="utf-8")), **self.seconds}
        kept = {file: round(known[file], 1) for file in sorted(known) if (ROOT / file).is_file()}
        longest = {file: seconds for file, seconds in kept.items() if seconds >= LEAST_SECONDS}
        FILE.write_text(json.dumps(longest, indent=2) + "\n", encoding="utf-8")

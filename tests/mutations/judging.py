"""Runs the tests of a changed place's domain in a copy of the repository, so that the worktree stays as it is."""

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.areas import paths_of, users_paths, words
from tests.tiers import ROOT

from .places import Change

LIMIT_SECONDS = 600
"""A change that makes the tests take longer than this is caught: they would never end, or nobody would wait."""
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?(?:\[.*?\])?)(?: - |$)", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """What became of a change: what failed, if anything did, and whether only the change made it fail."""

    change: Change
    failed: str | None
    fails_anyway: bool
    seconds: float

    @property
    def is_caught(self) -> bool:
        """Whether the tests saw the change."""
        return self.failed is not None and not self.fails_anyway

    def __str__(self) -> str:
        word = "caught  " if self.is_caught else "UNJUDGED" if self.fails_anyway else "SURVIVED"
        by = f"  by {self.failed}" if self.is_caught else f"  {self.failed} fails without it too" if self.failed else ""
        return f"{word}  {self.change}{by}  ({self.seconds:.0f} s)"


class Copy:
    """A copy of the repository's files, in which changes are made."""

    def __init__(self, folder: Path, source: Path = ROOT) -> None:
        self.folder = folder
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=source, capture_output=True, text=True, check=True).stdout.splitlines()
        for name in names:
            if (source / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source / name, folder / name)

    def judged(self, change: Change, stages: Sequence[Sequence[str]], limit: float) -> Verdict:
        """Change the place, run the tests of one stage after the other until something fails, put it back."""
        began = time.monotonic()
        file = self.folder / change.file
        original = file.read_text(encoding="utf-8")
        self._write(file, change.applied(original))
        try:
            outcomes = (self._outcome(arguments, limit) for arguments in stages)
            failed = next((outcome for outcome in outcomes if outcome), None)
        finally:
            self._write(file, original)
        fails_anyway = failed is not None and "::" in failed and self._outcome([failed], limit) is not None
        return Verdict(change, failed, fails_anyway, time.monotonic() - began)

    def _write(self, file: Path, text: str) -> None:
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
            compiled.unlink()  # it is known by a time in seconds and a size, which may be the same
        file.write_text(text, encoding="utf-8")

    def _outcome(self, arguments: Sequence[str], limit: float) -> str | None:
        """What failed: a test's name, or what the run said; None when all passed."""
        options = ["-x", "-q", "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", *options, *arguments]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env={**kept, "SHORTEST_FIRST": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as ran:
            try:
                printed, _ = ran.communicate(timeout=limit)
            except subprocess.TimeoutExpired:
                os.killpg(ran.pid, signal.SIGKILL)
                return f"the limit of {limit:.0f} s"
        if ran.returncode in {0, 5}:  # 5: no test was chosen
            return None
        failed = FAILED.search(printed)
        return failed[1] if failed else f"pytest, which left with {ran.returncode}"


def stages(change: Change) -> list[list[str]]:
    """What to run: the domain's tests, those of the few domains that use the module, the domain's contracts."""
    mine, theirs = paths_of(change.file), users_paths(change.file)
    others = [each for each in theirs if each not in mine]
    contracts = ["-k", words(change.area, mine), "tests/contracts"]
    return [["--tier=fast", *chosen] for chosen in (mine, others, contracts) if chosen]


def run(chosen: list[Change], copies: int, limit: float, say: Callable[[str], None] = print) -> list[Verdict]:
    """Judge each change in one of some copies."""
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder, ThreadPoolExecutor(copies) as threads:
        free: queue.SimpleQueue[Copy] = queue.SimpleQueue()
        for number in range(copies):
            free.put(Copy(Path(folder) / str(number)))

        def judged(change: Change) -> Verdict:
            copy = free.get()
            try:
                verdict = copy.judged(change, stages(change), limit)
            finally:
                free.put(copy)
            say(str(verdict))
            return verdict

        return list(threads.map(judged, chosen))

"""A program that answers each line of JSON by a line of JSON, and ends when its input does."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LONGEST_SECONDS = 120
"""How long it may take to end."""


class LineProgram:
    """A program that runs: `program.ask({"operation": "contacts.list"})`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Send a question, and return its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answered: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answered


@contextmanager
def started(command: Sequence[str], cwd: Path | None = None) -> Iterator[LineProgram]:
    """Start a program; it ends afterwards."""
    with subprocess.Popen(
        command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
    ) as process:
        try:
            yield LineProgram(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(LONGEST_SECONDS)

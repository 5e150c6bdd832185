"""The processes of all versions that requests are measured in."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class Side:
    """A process of side.py."""

    def __init__(self, root: Path, asks: Path, environment: Mapping[str, str]) -> None:
        script = str(Path(__file__).with_name("side.py"))
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, script, str(root), str(asks)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**environment, "PATH": os.environ["PATH"]},
        )

    def tell(self, **command: Any) -> None:
        """Send a command."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def last_answer(self) -> Any:
        """The answer to the last command. Raises RuntimeError when the process has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a side has ended; its traceback is above")
        return json.loads(line)

    def ask(self, **command: Any) -> Any:
        """Send a command and wait for its answer."""
        self.tell(**command)
        return self.last_answer()

    def end(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


class Sides:
    """Processes of some versions, and of each the same number."""

    def __init__(self, roots: Sequence[Path], asks: Path, environments: Sequence[Mapping[str, str]]) -> None:
        self._specs = [(root, environment) for root, environment in zip(roots, environments, strict=True)]
        self._asks = asks
        self.of: list[list[Side]] = [[] for _ in self._specs]

    def grow(self, count: int) -> None:
        """Have so many processes of each version."""
        for version, (root, environment) in enumerate(self._specs):
            while len(self.of[version]) < count:
                self.of[version].append(Side(root, self._asks, environment))

    def end(self) -> None:
        """End all processes."""
        for side in (side for sides in self.of for side in sides):
            side.end()

"""A process of its own that reads content of unknown origin for this one, within limits of memory and time.

Parsers can allocate a gigabyte for a small file, run for minutes or crash, and none of that can be stopped inside a
process. So they run in another, which is started at the first content, serves all that follows, and is killed when it
exceeds its limits. Starting it takes about 150 ms, asking it about 1 ms. What runs in it is `bounded_child`.
"""

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from typing import Any

MAXIMUM_MEMORY = 512 * 1024 * 1024
"""Bytes of address space: the interpreter's and the libraries' are among them."""
START_SECONDS = 20
"""For the start alone, which on a cold disk takes longer than any content."""
CHUNK_BYTES = 1 << 20
PIPE_BYTES = 1 << 20
"""So that most content is handed over in one piece (Linux; elsewhere the system decides)."""


class Exceeded(Exception):
    """The content exceeded the limits of the process, or crashed it; the text says which, and repeats none of it."""


class BoundedProcess:
    """A child process that runs a module, started when it is first asked; one request at a time."""

    def __init__(self, module: str, maximum_memory: int = MAXIMUM_MEMORY) -> None:
        self._module, self._maximum_memory = module, maximum_memory
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0
        atexit.register(self.close)

    def ask(self, content: bytes, *, seconds: float, **options: Any) -> dict[str, Any]:
        """Return the module's answer to content and options, which JSON can say. Raises Exceeded.

        A process that has served others before may have little memory left, so its failure is tried again in a new
        one; not its lateness, which is the content's own.
        """
        with self._lock:
            used = self._served > 0
            answer = self._attempt(content, seconds, options)
            if "exceeded" in answer and used:
                answer = self._attempt(content, seconds, options)
        if "exceeded" in answer:
            raise Exceeded(answer["exceeded"])
        return answer

    @property
    def process_id(self) -> int | None:
        """The id of the process, None before it is started."""
        return None if self._child is None else self._child.pid

    def close(self) -> None:
        """End the process."""
        child, self._child, self._served = self._child, None, 0
        if child is not None:
            child.kill()
            child.communicate()

    def _attempt(self, content: bytes, seconds: float, options: dict[str, Any]) -> dict[str, Any]:
        """Return the answer, or `exceeded` with what the content did to the process, which has ended then."""
        child = self._running()
        self._served += 1
        request = json.dumps({"bytes": len(content), **options}).encode() + b"\n"
        try:
            _write(child, request + content)
            answer = _answer(child, seconds)
        except (BrokenPipeError, EOFError):
            self.close()
            return {"exceeded": "the process that read it exceeded its memory or crashed"}
        except TimeoutError as error:
            self.close()
            raise Exceeded(f"not read within {seconds} seconds") from error
        if "exceeded" in answer:
            self.close()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the process, starting it when there is none. Raises RuntimeError when it does not start."""
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.close()
        command = [sys.executable, "-m", self._module, str(self._maximum_memory)]
        environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONSAFEPATH": "1"}
        child = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            pipesize=PIPE_BYTES,
        )
        self._child = child
        try:
            _answer(child, START_SECONDS)
        except (EOFError, TimeoutError) as error:
            self.close()
            raise RuntimeError(f"the process of {self._module} does not start") from error
        return child


def _write(child: subprocess.Popen[bytes], content: bytes) -> None:
    if child.stdin is None:
        raise BrokenPipeError
    child.stdin.write(content)
    child.stdin.flush()


def _answer(child: subprocess.Popen[bytes], seconds: float) -> dict[str, Any]:
    """Read one answer. Raises EOFError when the process ends before, TimeoutError when it takes too long."""
    if child.stdout is None:
        raise EOFError
    deadline, received, expected = time.monotonic() + seconds, bytearray(), -1
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while expected < 0 or len(received) < expected:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            chunk = os.read(child.stdout.fileno(), CHUNK_BYTES)
            if not chunk:
                raise EOFError
            received += chunk
            if expected < 0 and (end := received.find(b"\n")) >= 0:
                expected = int(received[:end])
                del received[: end + 1]
    answer: dict[str, Any] = json.loads(received)
    return answer

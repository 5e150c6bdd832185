"""The one process that parses documents for this one, within limits of memory and time.

PDFium and libxml2 are large C and C++ libraries, and a file can make them allocate a gigabyte (a small stream that
decompresses to it), run for minutes (forms that draw forms) or crash. None of that can be stopped inside a process, so
they run in another, which is started at the first document, serves all that follow, and is killed when it exceeds its
limits. Starting it takes about 150 ms, asking it about 1 ms.
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

from .refusals import Refused

MAXIMUM_MEMORY = 512 * 1024 * 1024
"""Bytes of address space: about 120 MB are the interpreter's and the libraries'."""
START_SECONDS = 20
"""For the start alone, which on a cold disk takes longer than any document."""
CHUNK_BYTES = 1 << 20
PIPE_BYTES = 1 << 20
"""So that most documents are handed over in one piece (Linux; elsewhere the system decides)."""


class ReaderProcess:
    """A child process, started when it is first asked; one request at a time."""

    def __init__(self, maximum_memory: int = MAXIMUM_MEMORY) -> None:
        self._maximum_memory = maximum_memory
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0

    def ask(self, content: bytes, *, seconds: float, **options: int) -> dict[str, Any]:
        """Return the answer of `child` to a file and the options of `parsing.parse`.

        Raises Refused (too_complex) for a document that exceeds the limits.

        A process that has served others before may have little memory left, so its failure is tried again in a new
        one.
        """
        with self._lock:
            used = self._served > 0
            answer = self._attempt(content, seconds, options)
            if answer is None and used:
                answer = self._attempt(content, seconds, options)
        if answer is None:
            raise Refused("too_complex", "the process that read it exceeded its memory or crashed")
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

    def _attempt(self, content: bytes, seconds: float, options: dict[str, int]) -> dict[str, Any] | None:
        """Return the answer, or None when the process died of the document."""
        child = self._running()
        self._served += 1
        request = json.dumps({"bytes": len(content), **options}).encode() + b"\n"
        try:
            _write(child, request + content)
            answer = _answer(child, seconds)
        except (BrokenPipeError, EOFError):
            self.close()
            return None
        except TimeoutError as error:
            self.close()
            raise Refused("too_complex", f"not read within {seconds} seconds") from error
        if answer.get("refused") == "too_complex":
            self.close()
            return None
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the process, starting it when there is none. Raises RuntimeError when it does not start."""
        if self._child is not None and self._child.poll() is None:
            return self._child
        self.close()
        command = [sys.executable, "-m", f"{__package__}.child", str(self._maximum_memory)]
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
            raise RuntimeError("the process that reads documents does not start") from error
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


SHARED = ReaderProcess()
atexit.register(SHARED.close)

"""One invocation in a function's process, over its three pipes: by the thread that asks, or by the event loop."""

import asyncio
import json
import os
import select
import time
from subprocess import Popen
from typing import Any

_READ_BYTES = 1 << 18
_KNOWN = ("ready", "ok", "error")
DIED = "Worker process died"


class Invocation:
    """Sends a line to a process and reads the line it answers with, and its log meanwhile: a full pipe would stop it.

    No method waits but `wait` and `waited`. `answer` is None until the process has answered or died.
    """

    def __init__(self, process: Popen[str], message: dict[str, Any]) -> None:
        self._process = process  # its pipes stay open for as long as this reads them
        pipes = (process.stdin, process.stdout, process.stderr)
        self.into, self.out, self.log_out = (pipe.fileno() for pipe in pipes if pipe is not None)
        for pipe in (self.into, self.out, self.log_out):
            os.set_blocking(pipe, False)
        self.answer: dict[str, Any] | None = None
        self._unsent = memoryview(json.dumps(message).encode() + b"\n")
        self._line: list[bytes] = []
        self._log: list[bytes] = []
        self._is_log_open = True
        self.send()

    @property
    def log(self) -> str:
        """Return what the function has printed so far."""
        return b"".join(self._log).decode("utf-8", "replace").rstrip("\n")

    def send(self) -> bool:
        """Write what the pipe takes; tell whether nothing is left to write."""
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self.into, self._unsent) :]
        except BlockingIOError:
            return False
        except OSError:  # nobody reads any more: the answer's pipe tells why
            self._unsent = memoryview(b"")
        return True

    def read_log(self) -> bool:
        """Read what there is of the log; tell whether there may be more later."""
        while self._is_log_open and (chunk := _read(self.log_out)) is not None:
            self._log.append(chunk)
            self._is_log_open = bool(chunk)
        return self._is_log_open

    def read(self) -> bool:
        """Read what there is of the answer; tell whether it is complete. Its log was written before it."""
        while self.answer is None and (chunk := _read(self.out)) is not None:
            *ends, rest = chunk.split(b"\n")
            for end in ends:
                self.answer = self.answer or _answer(b"".join((*self._line, end)))
                self._line = []
            if rest:
                self._line.append(rest)
            if not chunk:
                self.answer = {"status": "error", "error": DIED}
        if self.answer is not None:
            self.read_log()
        return self.answer is not None

    def wait(self, seconds: float) -> bool:
        """Wait in this thread until the process has answered; tell whether it did in time."""
        waiting, until = select.poll(), time.monotonic() + seconds
        waiting.register(self.out, select.POLLIN)
        waiting.register(self.log_out, select.POLLIN)
        if self._unsent:
            waiting.register(self.into, select.POLLOUT)
        while self.answer is None:
            ready = waiting.poll(max(0.0, until - time.monotonic()) * 1000)
            if not ready:
                return False
            for pipe, _ in ready:
                if pipe == self.out:
                    self.read()
                elif self.send() if pipe == self.into else not self.read_log():
                    waiting.unregister(pipe)
        return True

    async def waited(self, seconds: float) -> bool:
        """Wait on the event loop until the process has answered; tell whether it did in time."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[bool] = loop.create_future()

        def read() -> None:
            if self.read() and not answered.done():
                answered.set_result(True)

        def read_log() -> None:
            if not self.read_log():
                loop.remove_reader(self.log_out)

        def send() -> None:
            if self.send():
                loop.remove_writer(self.into)

        def end() -> None:
            if not answered.done():
                answered.set_result(False)

        loop.add_reader(self.out, read)
        loop.add_reader(self.log_out, read_log)
        if self._unsent:
            loop.add_writer(self.into, send)
        timer = loop.call_later(seconds, end)
        try:
            return await answered
        finally:
            timer.cancel()
            loop.remove_reader(self.out)
            loop.remove_reader(self.log_out)
            loop.remove_writer(self.into)


def _read(pipe: int) -> bytes | None:
    """Read from a pipe: nothing (None) when there is nothing now, no bytes at its end."""
    try:
        return os.read(pipe, _READ_BYTES)
    except BlockingIOError:
        return None


def _answer(line: bytes) -> dict[str, Any] | None:
    """Return the answer that a line is; None for what a function's own code wrote there."""
    if not line.startswith(b"{"):
        return None
    try:
        answer = json.loads(line)
    except ValueError:
        return None
    return answer if answer.get("status") in _KNOWN else None

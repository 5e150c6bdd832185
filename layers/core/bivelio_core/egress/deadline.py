"""A connected socket whose every call ends by one deadline."""

import io
import socket
import time
from typing import Any


class DeadlineSocket:
    """The part of a socket that http.client and smtplib use; no call outlives the deadline, however slow the peer."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._socket = connected
        self._deadline = deadline

    def _arm(self) -> None:
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("the deadline has passed")
        self._socket.settimeout(remaining)

    def sendall(self, data: Any) -> None:
        """Send every byte, in time."""
        view = memoryview(data)
        while view:
            self._arm()
            view = view[self._socket.send(view) :]

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002 - both ask for "rb"
        """A buffered reader over `_Reader`."""
        return io.BufferedReader(_Reader(self))

    def receive_into(self, buffer: Any) -> int:
        """Read the bytes that have arrived, in time."""
        self._arm()
        return self._socket.recv_into(buffer)

    def close(self) -> None:
        """Do nothing: who connected the socket closes it."""


class _Reader(io.RawIOBase):
    """The reading side, as a raw stream."""

    def __init__(self, source: DeadlineSocket) -> None:
        self._source = source

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """See io.RawIOBase."""
        return self._source.receive_into(buffer)

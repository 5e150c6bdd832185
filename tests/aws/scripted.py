"""A server that answers each request as a test says, byte by byte if need be."""

import json
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Reply = Callable[[socket.socket], bool]
"""Answers a request that has been read; returns whether the connection stays open."""

FOUND = {"Item": {"PK": {"S": "a"}, "raw": {"B": "AP8="}}}


def message(
    content: Any = FOUND,
    status: int = 200,
    *,
    length: int | None = None,
    crc: int | None = None,
    head: str = "",
) -> bytes:
    """A whole answer with the headers of DynamoDB's; `length` and `crc` may be wrong."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return (
        f"HTTP/1.1 {status} Whatever\r\nServer: Server\r\nx-amzn-RequestId: R1\r\n{head}"
        f"Content-Length: {len(body) if length is None else length}\r\n"
        f"x-amz-crc32: {zlib.crc32(body) if crc is None else crc}\r\n\r\n"
    ).encode() + body


def says(answer: bytes, *, stays: bool = True, pause: float = 0.0) -> Reply:
    """Sends these bytes, after a pause."""

    def reply(connection: socket.socket) -> bool:
        time.sleep(pause)
        connection.sendall(answer)
        return stays

    return reply


def refuses(code: str, status: int = 400, **more: Any) -> Reply:
    """Answers an error of DynamoDB's."""
    return says(message({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "not now", **more}, status))


def trickles(answer: bytes, every: float) -> Reply:
    """Sends one byte after the other."""

    def reply(connection: socket.socket) -> bool:
        for byte in answer:
            connection.sendall(bytes([byte]))
            time.sleep(every)
        return True

    return reply


class Scripted:
    """What the server was asked so far, by connection, and what it answers next; then it answers what is FOUND."""

    def __init__(self, listening: socket.socket) -> None:
        self.port: int = listening.getsockname()[1]
        self.script: list[Reply] = []
        self.asked: list[tuple[int, bytes, bytes]] = []
        self.connections = 0
        self._listening, self._lock = listening, threading.Lock()

    def serve(self) -> None:
        """Take connections until the socket is closed."""
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                number = self.connections
            threading.Thread(target=self._converse, args=(connection, number), daemon=True).start()

    def _converse(self, connection: socket.socket, number: int) -> None:
        reader = connection.makefile("rb")
        with connection, reader:
            try:
                while head := _head_of(reader):
                    lines = head.lower().split(b"\r\n")
                    length = next((line for line in lines if line.startswith(b"content-length")), b"none: 0")
                    body = reader.read(int(length.partition(b":")[2]))
                    with self._lock:
                        self.asked.append((number, head, body))
                        reply = self.script.pop(0) if self.script else says(message())
                    if not reply(connection):
                        return
            except OSError:
                return  # the client has gone


def _head_of(reader: Any) -> bytes:
    lines = []
    while (line := reader.readline()) not in {b"\r\n", b""}:
        lines.append(line)
    return b"".join(lines)


@contextmanager
def scripted() -> Iterator[Scripted]:
    """A running server."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listening:
        server = Scripted(listening)
        threading.Thread(target=server.serve, daemon=True).start()
        yield server
        listening.shutdown(socket.SHUT_RDWR)

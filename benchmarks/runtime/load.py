"""A load of many clients that costs little itself: each keeps its connection, and one thread serves all of them."""

import json
import selectors
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from local.settings import HOST

_READ_BYTES = 1 << 20
_LONGEST_SECONDS = 120.0


@dataclass
class Load:
    """What a load has seen: the seconds of each answer, and how many had which status."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def add(self, other: "Load") -> None:
        """Take the figures of another one in."""
        self.seconds += other.seconds
        self.times += other.times
        self.statuses += other.statuses

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def milliseconds(self, share: float) -> float:
        """The time that a share of the answers took at most."""
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))] * 1000


def request_of(port: int, path: str, key: str, body: Any) -> bytes:
    """The bytes of a request of the API."""
    content = json.dumps(body).encode()
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: localhost:{port}",
        f"X-API-Key: {key}",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
    )
    return "\r\n".join((*lines, "", "")).encode() + content


class _Client:
    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=_LONGEST_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request, self._answer, self._began = request, b"", 0.0

    def ask(self) -> None:
        """Send the request again."""
        self._answer, self._began = b"", time.perf_counter()
        self.socket.sendall(self._request)

    def read(self) -> tuple[int, float] | None:
        """Read what there is; return the status and the seconds when the answer is complete."""
        chunk = self.socket.recv(_READ_BYTES)
        if not chunk:
            raise ConnectionError("the platform has closed the connection")
        self._answer += chunk
        head, separator, body = self._answer.partition(b"\r\n\r\n")
        if not separator:
            return None
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return (int(head.split(b" ", 2)[1]), time.perf_counter() - self._began) if len(body) >= length else None


def load(port: int, request: bytes, clients: int, seconds: float) -> Load:
    """Have clients send a request again and again for some seconds."""
    result, began, selector = Load(), time.perf_counter(), selectors.DefaultSelector()
    for _ in range(clients):
        client = _Client(port, request)
        selector.register(client.socket, selectors.EVENT_READ, client)
        client.ask()
    while selector.get_map():
        for key, _events in selector.select(_LONGEST_SECONDS):
            client = key.data
            if (answer := client.read()) is None:
                continue
            result.statuses[answer[0]] += 1
            result.times.append(answer[1])
            if time.perf_counter() - began < seconds:
                client.ask()
            else:
                selector.unregister(client.socket)
                client.socket.close()
    result.seconds = time.perf_counter() - began
    return result

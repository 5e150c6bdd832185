"""HTTP/1.1 as far as AWS's endpoints need it, over connections that are kept open.

Python's http.client reads headers with its e-mail package: it takes longer to import than this whole client, and longer
for each answer. A deadline covers all of an answer, so a server that sends a byte now and then holds no function up;
only looking up a name has none, as everywhere in Python. Proxies that the environment names are not used.
docs/adr/0049-own-table-client.md has the figures. Source: RFC 9112.
"""

import select
import socket
import time
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from bivelio_core.aws_calls import retry_tokens

from . import tls
from .parties import Endpoint
from .refusals import TryAgain

LONGEST_HEAD_BYTES = 64 * 1024
LONGEST_BODY_BYTES = 64 * 1024 * 1024
"""An answer of DynamoDB has 16 MB of items at most, which JSON writes with more characters."""

PIECE_BYTES = 64 * 1024
"""Space for more would be fetched from the system and given back with each piece (mallopt(3), M_MMAP_THRESHOLD)."""

NEARLY_SECONDS = 0.05
"""What a deadline may be missed by: the socket is told of another one only if it differs by more."""

MOST_IDLE = 20
"""As many connections are kept as threads of a function call at once (workflows/execution/in_function.py)."""

FINAL = 200
"""Answers below are followed by another one."""

BODILESS = frozenset({204, 304})
"""Answers that end with their headers, whatever those say of a body (RFC 9112, section 6.3)."""


class Answer(NamedTuple):
    """An HTTP answer; the headers by their names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Send(Protocol):
    """The port to the network: sends a request, and raises TryAgain when no whole answer comes."""

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer to a request; the path has its query."""


class Broken(Exception):
    """What came is no answer, or not all of one."""


class Connections:
    """The connections of a process to one server, used by any number of threads, each by one at a time."""

    def __init__(self, endpoint: Endpoint, agent: str, connect_seconds: float, read_seconds: float) -> None:
        self._endpoint, self._agent = endpoint, agent
        self._connect_seconds, self._read_seconds = connect_seconds, read_seconds
        self._idle: list[_Connection] = []

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """See Send. An idle connection that turns out to be closed costs no pause: a new one is made at once."""
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        head = f"{method} {path} HTTP/1.1\r\n{lines}User-Agent: {self._agent}\r\nContent-Length: {len(body)}\r\n\r\n"
        used = self._idle_connection()
        connection = used
        try:
            connection = connection or self._connected()
            return connection.ask(head.encode() + body, time.monotonic() + self._read_seconds)
        except (OSError, Broken) as failure:
            is_stale = used is not None and used.is_unanswered_end(failure)
            if is_stale:
                self.close()  # the others are as old
            tokens = retry_tokens(None, is_timeout=isinstance(failure, TimeoutError))
            raise TryAgain(f"no answer: {failure!r}", at_once=is_stale, tokens=tokens) from failure
        finally:
            if connection is not None:
                self._give_back(connection)

    def open(self) -> None:
        """Have a connection ready for the first request. Raises OSError."""
        self._idle.append(self._connected())

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().close()

    def _idle_connection(self) -> "_Connection | None":
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if not connection.is_closed_by_the_server():
                return connection
            connection.close()

    def _give_back(self, connection: "_Connection") -> None:
        if connection.is_reusable and len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _connected(self) -> "_Connection":
        """A new connection, to the first of the server's addresses that takes one."""
        ends, failure = time.monotonic() + self._connect_seconds, OSError("the name has no address")
        name = (
            self._endpoint.host.encode()
        )  # of a text Python would look for letters beyond ASCII, by a codec of its own
        addresses = socket.getaddrinfo(name, self._endpoint.port, type=socket.SOCK_STREAM)
        for at, (family, kind, protocol, _, address) in enumerate(addresses):
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(_seconds_left(ends) / (len(addresses) - at))
                sock.connect(address)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                if self._endpoint.is_secure:
                    sock.settimeout(_seconds_left(ends))
                    sock = tls.context(self._endpoint.host).wrap_socket(sock, server_hostname=name)
            except OSError as error:
                sock.close()
                failure = error
                if self._endpoint.is_secure:
                    tls.refused(self._endpoint.host, error)
            except BaseException:
                sock.close()
                raise
            else:
                return _Connection(sock)
        raise failure


class _Connection:
    """One connection, which carries one request at a time."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket, self._received, self._is_answered = connected, b"", False
        self._watch = select.poll()
        self._watch.register(connected, select.POLLIN)
        self._timeout = 0.0
        self.is_reusable = False

    def close(self) -> None:
        self._socket.close()

    def is_closed_by_the_server(self) -> bool:
        """Whether something came while nothing was asked: the end, or what is no answer to us."""
        return bool(self._watch.poll(0))

    def is_unanswered_end(self, failure: Exception) -> bool:
        """Whether the server has closed without a byte of an answer, as it does with what was idle for long."""
        return not self._is_answered and isinstance(failure, ConnectionError | Broken)

    def ask(self, request: bytes, ends: float) -> Answer:
        """The answer to a request. Raises OSError and Broken."""
        self.is_reusable = self._is_answered = False
        self._wait_until(ends)
        if (sent := self._socket.send(request)) < len(request):
            self._socket.sendall(memoryview(request)[sent:])
        status, headers = self._head(ends)
        while status < FINAL:
            status, headers = self._head(ends)
        body, is_delimited = (b"", True) if status in BODILESS else self._body(headers, ends)
        if headers.get("content-encoding", "identity") != "identity":
            raise Broken("an encoding that was not asked for")
        self.is_reusable = is_delimited and not self._received and headers.get("connection", "").lower() != "close"
        return Answer(status, headers, body)

    def _head(self, ends: float) -> tuple[int, dict[str, str]]:
        while (end := self._received.find(b"\r\n\r\n")) < 0:
            if len(self._received) > LONGEST_HEAD_BYTES:
                raise Broken("headers without an end")
            self._received += self._more(ends)
        head, self._received = self._received[:end].decode("latin-1"), self._received[end + 4 :]
        first, *lines = head.split("\r\n")
        version, _, status = first.partition(" ")
        if not version.startswith("HTTP/1.") or not status[:3].isdecimal():
            raise Broken("no HTTP")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if version == "HTTP/1.0":
            headers["connection"] = "close"
        return int(status[:3]), headers

    def _body(self, headers: Mapping[str, str], ends: float) -> tuple[bytes, bool]:
        """The body, and whether the connection goes on behind it."""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunks(ends), True
        if (length := headers.get("content-length")) is not None:
            if not length.isdecimal() or int(length) > LONGEST_BODY_BYTES:
                raise Broken("a length that no answer has")
            return self._exactly(int(length), ends), True
        while len(self._received) <= LONGEST_BODY_BYTES:
            self._wait_until(ends)
            if not (piece := self._socket.recv(PIECE_BYTES)):
                body, self._received = self._received, b""
                return body, False
            self._received += piece
        raise Broken("an answer without an end")

    def _chunks(self, ends: float) -> bytes:
        body = bytearray()
        while size := self._chunk_size(ends):
            if len(body) + size > LONGEST_BODY_BYTES:
                raise Broken("an answer without an end")
            body += self._exactly(size, ends)
            if self._line(ends):
                raise Broken("a chunk with a wrong size")
        while self._line(ends):  # trailers
            pass
        return bytes(body)

    def _chunk_size(self, ends: float) -> int:
        try:
            return int(self._line(ends).partition(b";")[0], 16)
        except ValueError:
            raise Broken("a chunk without a size") from None

    def _line(self, ends: float) -> bytes:
        while (end := self._received.find(b"\r\n")) < 0:
            if len(self._received) > LONGEST_HEAD_BYTES:
                raise Broken("a line without an end")
            self._received += self._more(ends)
        line, self._received = self._received[:end], self._received[end + 2 :]
        return line

    def _exactly(self, size: int, ends: float) -> bytes:
        if len(self._received) < size:
            pieces, missing = [self._received], size - len(self._received)
            while missing > 0:
                pieces.append(piece := self._more(ends))
                missing -= len(piece)
            self._received = b"".join(pieces)
        content, self._received = self._received[:size], self._received[size:]
        return content

    def _wait_until(self, ends: float) -> None:
        """Have the socket wait until a deadline, or nearly."""
        seconds = _seconds_left(ends)
        if abs(seconds - self._timeout) > NEARLY_SECONDS or seconds < NEARLY_SECONDS:
            self._socket.settimeout(seconds)
            self._timeout = seconds

    def _more(self, ends: float) -> bytes:
        self._wait_until(ends)
        if not (piece := self._socket.recv(PIECE_BYTES)):
            raise Broken("the connection was closed")
        self._is_answered = True
        return piece


def _seconds_left(ends: float) -> float:
    """The seconds until a deadline."""
    if (seconds := ends - time.monotonic()) <= 0:
        raise TimeoutError("no answer in time")
    return seconds

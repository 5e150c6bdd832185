"""Malformed HTTP responses, and a receiver that sends them."""

import contextlib
import socket
import threading
from typing import Self

from hypothesis import strategies as st

NUMBERS = [b"-5", b"-1", b"-0", b"+3", b"0", b"3", b"0x3", b"1_0", b"ffffffffffffffffffff", b"9" * 5000, b"", b"zz"]
LINES = [
    b"HTTP/1.1 200 OK",
    b"HTTP/1.1 302 Found",
    b"HTTP/1.0 200",
    b"HTTP/0.9 200 OK",
    b"HTTP/1.1 100 Continue",
    b"HTTP/1.1 204 No Content",
    b"HTTP/1.1 999 X",
    b"HTTP/1.1 -1 X",
    b"HTTP/9999.1 200 OK",
    b"ICY 200 OK",
    b"",
]
NAMES = [
    b"Content-Length: ",
    b"Transfer-Encoding: ",
    b"Location: ",
    b"Retry-After: ",
    b"Content-Type: ",
    b"Connection: ",
    b" continued ",
    b": ",
    b"",
]
VALUES = [
    *NUMBERS,
    b"chunked",
    b"chunked, chunked",
    b"gzip",
    b"close",
    b"text/plain; charset=\xff",
    b"=?utf-8?q?=ff?=",
    b"http://[bad",
    b"http://\xff\xfe/",
    b"//a\xef\xbc\x8fb",
    b"http://127.0.0.1:-1/",
    b"http://127.0.0.1:99999999999/",
    b"Mon, 99 Foo 99999 99:99:99 +9999",
]
MARKS = [b"\r\n", b"\n", b"\r", b"\0", b";", b"\xff", b"\xed\xa0\x80", b"x" * 70_000]
SNIPPETS = [*NUMBERS, *LINES, *NAMES, *VALUES, *MARKS]

_ends = st.sampled_from([b"\r\n"] * 12 + [b"\n", b"\r", b""])
_numbers = st.sampled_from(NUMBERS) | st.integers(-(2**70), 2**70).map(lambda number: b"%x" % number)
_few = st.binary(max_size=8)
_head = st.tuples(st.sampled_from(NAMES) | _few, st.sampled_from(VALUES) | _few, _ends)
_chunk = st.tuples(_numbers, st.sampled_from([b"", b"", b";a=b", b" "]), _ends, st.binary(max_size=12), _ends)


def _flat(parts: list[tuple[bytes, ...]]) -> bytes:
    return b"".join(piece for part in parts for piece in part)


_shaped = st.builds(
    lambda line, end, heads, is_chunked, gap, chunks, rest: b"".join(
        [line, end, _flat(heads), b"Transfer-Encoding: chunked\r\n" if is_chunked else b"", gap, _flat(chunks), rest]
    ),
    st.just(LINES[0]) | st.sampled_from(LINES),
    _ends,
    st.lists(_head, max_size=3),
    st.booleans(),
    _ends,
    st.lists(_chunk, max_size=4),
    st.binary(max_size=20),
)


def _mutated(answer: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """An answer with pieces cut out and put in."""
    for at, length, piece in changes:
        place = at % (len(answer) + 1)
        answer = answer[:place] + piece + answer[place + length :]
    return answer


_changes = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 6), st.sampled_from(SNIPPETS)), max_size=2)

answers = _shaped | st.builds(_mutated, _shaped, _changes) | st.binary(max_size=60)
"""Bytes that a receiver might answer; most begin like HTTP, so that they reach the parser's depths."""


class MalformedReceiver:
    """Writes `answer` to each caller and hangs up."""

    def __init__(self) -> None:
        self.answer = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/hook"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # the listener is shut down
            while True:
                connection, _ = self._listener.accept()
                with connection, contextlib.suppress(OSError):  # the caller had enough
                    connection.recv(65_536)
                    connection.sendall(self.answer)

"""A real name server on a UDP socket of 127.0.0.1, whose answers a test sets and changes."""

import socket
import struct
import threading
from ipaddress import ip_address
from typing import Self

A, AAAA = 1, 28


class Nameserver:
    """Answers A and AAAA questions from `records`; a list of lists is given out in turn, the last one for good."""

    def __init__(self) -> None:
        self.records: dict[str, list[list[str]]] = {}
        self.questions: list[tuple[str, int]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(2)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            message, client = self._socket.recvfrom(2048)
            if not message:
                return
            self._socket.sendto(self._answer(message), client)

    def _answer(self, message: bytes) -> bytes:
        end = message.index(b"\0", 12) + 5
        labels, position = [], 12
        while length := message[position]:
            labels.append(message[position + 1 : position + 1 + length].decode())
            position += length + 1
        name, (kind,) = ".".join(labels), struct.unpack_from("!H", message, end - 4)
        self.questions.append((name, kind))
        turns = self.records.get(name)
        rows = [] if turns is None else [ip_address(text).packed for text in turns[0]]
        rows = [row for row in rows if len(row) == (4 if kind == A else 16)]
        if turns and len(turns) > 1 and kind == AAAA:  # an exchange asks for A, then for AAAA
            turns.pop(0)
        flags = 0x8180 if turns is not None else 0x8183
        header = message[:2] + struct.pack("!HHHHH", flags, 1, len(rows), 0, 0)
        answers = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, len(row)) + row for row in rows)
        return header + message[12:end] + answers

"""A server that answers AWS's JSON protocols with recorded bytes, so that a client's own cost is what is measured.

The first request of an address is passed to moto, and its answer is kept. Requests of the same address are then
answered by it: who reads the same items, or writes into the same partitions, gets the same bytes. Counters and numbers
therefore stand still, and no request changes what the next one finds.
"""

import http.client
import json
import re
import selectors
import socket
import ssl
import threading
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TARGET = re.compile(rb"\r\nx-amz-target: *([^\r]+)", re.IGNORECASE)
_SERVICE = re.compile(rb"Credential=[^/]+/\d+/[^/]+/([^/]+)/")
_TIME = re.compile(r"\d{6,}")
"""What stands for the time in an address: the minute of a counter."""

WITHOUT_ANSWER = frozenset(
    {"PutItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem", "StartExecution", "SendMessage"}
)
"""Writes whose answer says nothing that is read: the partition or queue is address enough. Sort keys may be random."""

RECEIVED = 65_536
Answer = Callable[[bytes, bytes, bytes], bytes]
"""`answer(target, head, body)` returns the bytes of a whole response."""


class Address(NamedTuple):
    """What distinguishes requests whose answers differ."""

    target: str
    names: str


def address_of(target: str, body: bytes) -> Address:
    """The address of a request of a JSON protocol."""
    operation = target.rpartition(".")[2]
    document = json.loads(body or b"{}")
    if operation in WITHOUT_ANSWER:
        identity: Any = document.get("QueueUrl") or _keys_of(document)
    else:
        identity = document.get("Key") or _request_parts(document)
    return Address(target, _TIME.sub("", json.dumps(identity, sort_keys=True)))


def _request_parts(document: dict[str, Any]) -> dict[str, Any]:
    """The parts of a read; what is only said beside them (a token, a timeout) changes no answer."""
    return {
        name: part for name, part in document.items() if name not in ("ClientRequestToken", "ReturnConsumedCapacity")
    }


def _keys_of(part: Any) -> list[str]:
    """The partition keys that a document names, in order."""
    if isinstance(part, list):
        return [key for each in part for key in _keys_of(each)]
    if not isinstance(part, dict):
        return []
    own = [part["PK"]["S"]] if "PK" in part else []
    return own + [key for name, each in part.items() if name != "PK" for key in _keys_of(each)]


class Recorder:
    """Answers from memory, and asks moto for what is not there."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._answers: dict[Address, bytes] = {}
        self._asking = threading.Lock()

    def answer(self, target: bytes, head: bytes, body: bytes) -> bytes:
        """The whole response to a request."""
        address = address_of(target.decode(), body)
        if (recorded_answer := self._answers.get(address)) is not None:
            return recorded_answer
        with self._asking:
            status, answered = self._ask_moto(head, body)
        response = _response(status, answered)
        if status == http.client.OK:
            self._answers[address] = response
        return response

    def _ask_moto(self, head: bytes, body: bytes) -> tuple[int, bytes]:
        lines = [line.split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line]
        headers = HTTPHeaders.from_dict({name.decode(): value.strip().decode() for name, value in lines})
        service = _SERVICE.search(head)
        assert service is not None, head
        url = f"https://{service[1].decode()}.{self._region}.amazonaws.com/"
        answer = botocore_stubber("before-send", AWSPreparedRequest("POST", url, headers, body, stream_output=False))
        assert answer is not None, url
        return answer.status_code, answer.content


def _response(status: int, content: bytes) -> bytes:
    """A response as DynamoDB writes it: compact JSON with its checksum."""
    text = json.dumps(json.loads(content or b"{}"), separators=(",", ":"), ensure_ascii=False).encode()
    head = (
        f"HTTP/1.1 {status} {http.client.responses[status]}\r\nServer: Server\r\n"
        "Date: Thu, 26 Nov 2026 12:00:00 GMT\r\nContent-Type: application/x-amz-json-1.0\r\n"
        f"Content-Length: {len(text)}\r\nConnection: keep-alive\r\n"
        "x-amzn-RequestId: 4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG\r\n"
        f"x-amz-crc32: {zlib.crc32(text)}\r\n\r\n"
    )
    return head.encode() + text


def serve(listener: socket.socket, answer: Answer) -> None:
    """Answer every connection in one thread, without end."""
    listener.setblocking(False)
    ready = selectors.DefaultSelector()
    ready.register(listener, selectors.EVENT_READ)
    waiting: dict[socket.socket, bytes] = {}
    while True:
        for key, _ in ready.select():
            sock: Any = key.fileobj
            if sock is listener:
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                ready.register(connection, selectors.EVENT_READ)
                waiting[connection] = b""
            elif (rest := _served(sock, waiting[sock], answer)) is None:
                ready.unregister(sock)
                del waiting[sock]
                sock.close()
            else:
                waiting[sock] = rest


def serve_behind_tls(listener: socket.socket, context: ssl.SSLContext, answer: Answer) -> None:
    """Answer every connection in a thread of its own, without end."""

    def answer_one(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as sock:
            rest: bytes | None = b""
            while rest is not None:
                rest = _served(sock, rest, answer)

    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=answer_one, args=(connection,), daemon=True).start()


def _served(sock: socket.socket, buffer: bytes, answer: Answer) -> bytes | None:
    """Answer what has arrived in full, and return the rest; None when the client has gone."""
    try:
        received = sock.recv(RECEIVED)
    except ConnectionError:
        return None
    if not received:
        return None
    buffer += received
    while (end := buffer.find(b"\r\n\r\n")) >= 0:
        head = buffer[:end]
        match = _LENGTH.search(head)
        whole = end + 4 + (int(match[1]) if match else 0)
        if len(buffer) < whole:
            break
        target = _TARGET.search(head)
        sock.sendall(answer(target[1] if target else b"", head, buffer[end + 4 : whole]))
        buffer = buffer[whole:]
    return buffer

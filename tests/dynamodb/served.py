"""Moto's table behind a socket: for clients, a server like any other."""

import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bivelio_core.aws_calls import CallPolicy
from bivelio_core.dynamodb.client import DynamoClient
from bivelio_core.dynamodb.connection import Connections
from bivelio_core.dynamodb.settings import Endpoint
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from tests.services import REGION

TABLE = f"https://dynamodb.{REGION}.amazonaws.com/"
PATIENT = CallPolicy(connect=30, read=30, again_within=60)
"""For servers that do answer, on a machine that may be busy."""


class Handler(BaseHTTPRequestHandler):
    """Hands requests to moto's mock, which has to be running."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer is one packet: the second of two would wait for the first one's confirmation

    def do_POST(self) -> None:
        """Answer as DynamoDB does, with a checksum and the request's id."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.say(*self.answer(self.headers["X-Amz-Target"], body))

    def say(self, status: int, content: bytes) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/x-amz-json-1.0",
            "Content-Length": str(len(content)),
            "x-amzn-RequestId": "REQUEST",
            "x-amz-crc32": str(zlib.crc32(content)),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def answer(self, target: str, body: bytes) -> tuple[int, bytes]:
        """The status and the body of moto's answer."""
        headers = HTTPHeaders.from_pairs((name, value) for name, value in self.headers.items() if name != "Host")
        request = AWSPreparedRequest("POST", TABLE, headers, body, False)
        answer: Any = botocore_stubber(f"before-send.dynamodb.{target.partition('.')[2]}", request)
        return answer.status_code, answer.content

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class's name
        """Write no log."""


@contextmanager
def moto_server(handler: type[Handler] = Handler) -> Iterator[int]:
    """The port of a server for the mock that is running."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


MADE: list[Connections] = []
"""The connections of clients that tests made, to be closed when a test is over."""


def client_of(port: int, policy: CallPolicy = PATIENT, sent: Callable[[], None] = lambda: None) -> DynamoClient:
    """Our client for a server on this machine."""
    endpoint = Endpoint(REGION, f"127.0.0.1:{port}", "127.0.0.1", port, is_secure=False)
    connections = Connections(endpoint, "tests", policy.connect, policy.read)
    MADE.append(connections)
    return DynamoClient(endpoint, policy, connections, sent)


def close_all() -> None:
    """Close the connections of all clients."""
    while MADE:
        MADE.pop().close()

"""Moto's services behind a socket: for clients, a server like any other."""

import re
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bivelio_core.aws.client import Client
from bivelio_core.aws.connection import Connections
from bivelio_core.aws.parties import Endpoint
from bivelio_core.aws.services import SERVICES
from bivelio_core.aws_calls import CallPolicy
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from tests.services import REGION

SIGNED_FOR = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/")
OF_REFUSALS = {"x-amzn-errortype", "x-amzn-query-error"}
PATIENT = CallPolicy(connect=30, read=30, again_within=60)
"""For servers that do answer, on a machine that may be busy."""


class Handler(BaseHTTPRequestHandler):
    """Hands requests to moto's mock, which has to be running."""

    protocol_version = "HTTP/1.1"
    about_refusal: Mapping[str, str] = {}
    wbufsize = -1  # an answer is one packet: the second of two would wait for the first one's confirmation

    def do_POST(self) -> None:
        """Answer as the service does that the request is signed for, with the request's id."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.say(*self.answer(self.headers.get("X-Amz-Target", ""), body))

    do_PUT = do_DELETE = do_POST  # noqa: N815 - the base class's names

    def say(self, status: int, content: bytes) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in {
            "Content-Type": self.headers.get("Content-Type", "application/json"),
            "Content-Length": str(len(content)),
            "x-amzn-RequestId": "REQUEST",
            "x-amz-crc32": str(zlib.crc32(content)),
            **self.about_refusal,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def answer(self, target: str, body: bytes) -> tuple[int, bytes]:
        """The status and the body of moto's answer."""
        headers = HTTPHeaders.from_pairs((name, value) for name, value in self.headers.items() if name != "Host")
        signed = SIGNED_FOR.search(self.headers.get("Authorization", ""))
        service = signed[1] if signed else "dynamodb"
        address = f"https://{service}.{REGION}.amazonaws.com{self.path}"
        request = AWSPreparedRequest(self.command, address, headers, body, False)
        answer: Any = botocore_stubber(f"before-send.{service}.{target.partition('.')[2]}", request)
        self.about_refusal = {name: text for name, text in answer.headers.items() if name.lower() in OF_REFUSALS}
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


def client_of(
    port: int, policy: CallPolicy = PATIENT, sent: Callable[[], None] = lambda: None, service: str = "dynamodb"
) -> Client:
    """Our client of a service, for a server on this machine."""
    known = SERVICES[service]
    endpoint = Endpoint(known.name, REGION, f"127.0.0.1:{port}", "127.0.0.1", port, is_secure=False)
    connections = Connections(endpoint, "tests", policy.connect, policy.read)
    MADE.append(connections)
    return Client(known, endpoint, policy, connections, sent)


def close_all() -> None:
    """Close the connections of all clients."""
    while MADE:
        MADE.pop().close()

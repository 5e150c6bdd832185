"""The API in this process, as a transport of httpx or as a server: requests go to the real handlers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import httpx

from tests.contracts.answered import WAITED_FOR
from tests.functions.documents.world import working
from tests.permissions import with_its_policy
from tools.endpoints import Operation, load_handler, operations
from tools.events import event_of

BASE = "http://localhost:8080"
ROUTES: dict[str, Operation] = {f"/sandbox/v1{route}": o for o in operations() for route in o.endpoint.paths}


def answer(request: httpx.Request) -> httpx.Response:
    """The answer of the function that serves a path, to the administrator of the sample events."""
    operation = ROUTES[request.url.path]
    event = event_of(operation)
    event["headers"] |= {"Idempotency-Key": key} if (key := request.headers.get("idempotency-key")) else {}
    event["body"] = request.content.decode()
    event["queryStringParameters"] = dict(request.url.params) or None
    handler = with_its_policy(operation.function.folder, load_handler(operation.function.handler_file))
    context = SimpleNamespace(function_name="f", aws_request_id="r", get_remaining_time_in_millis=lambda: 10_000)
    with working() if operation.endpoint.resource in WAITED_FOR else nullcontext():
        answered = handler(event, context)
    return httpx.Response(answered["statusCode"], headers=answered.get("headers", {}), content=answered["body"])


class Sandbox(httpx.Client):
    """A client of httpx that remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []
        super().__init__(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return answer(request)

    @property
    def last(self) -> object:
        """The body of the last request."""
        return json.loads(self.sent[-1].content)


@contextmanager
def served() -> Iterator[tuple[str, list[httpx.Request]]]:
    """Serve the API of this process on a free port: its address, and the requests as they come."""
    sent: list[httpx.Request] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent.append(httpx.Request("POST", f"{BASE}{self.path}", headers=list(self.headers.items()), content=body))
            answered = answer(sent[-1])
            self.send_response(answered.status_code)
            for name, value in {**answered.headers, "content-length": str(len(answered.content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answered.content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", sent
        finally:
            server.shutdown()

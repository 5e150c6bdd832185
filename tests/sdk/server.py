"""A server that fails as told: it answers each request by the next entry of its script, then as the API would."""

import json
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

FAULTS = (
    "dropped",
    "dropped_after",
    "throttled",
    "unavailable",
    "cut_off",
    "cut_json",
    "html",
    "timeout_408",
    "under_way",
)
"""What may happen to a request that is sent again; the names are explained where they are carried out."""

RETRY_AFTER: dict[str, str] = {"Retry-After": "0"}


def failure(code: str, *, retryable: bool, **more: Any) -> bytes:
    """The envelope of a failure."""
    error = {"code": code, "message": "M", "request_id": "r-1", "retryable": retryable, "doc_url": "https://d/1"}
    return json.dumps({"success": False, "error": error | more}).encode()


Answered = tuple[int, bytes, dict[str, str]]
"""What an API answers: the status, the body and the headers."""

Upstream = Callable[[str, bytes, dict[str, str]], Answered]
"""What carries a request out that is not lost on its way: its path, body and headers by lower-case name."""


def forwarded_to(url: str) -> Upstream:
    """An API that runs: what the server does not lose goes there."""

    def carry_out(path: str, body: bytes, headers: dict[str, str]) -> Answered:
        kept = {name: value for name, value in headers.items() if name not in {"host", "accept-encoding"}}
        answer = httpx.post(url + path, content=body, headers=kept, timeout=120)
        return answer.status_code, answer.content, {"Content-Type": answer.headers["content-type"]}

    return carry_out


class Faulty:
    """The state of the server: requests by Idempotency-Key, the effects they had, and what comes next."""

    def __init__(self, script: list[Any], upstream: Upstream | None = None) -> None:
        self.script = script
        self.upstream = upstream or self._have_effect
        self.faults: Counter[str | None] = Counter()
        self.keys: list[str | None] = []
        self.headers: list[dict[str, str]] = []
        self.effects: dict[str, int] = {}
        self.url = ""
        self._lock = threading.Lock()

    def next(self) -> Any:
        """The next fault; None when the request succeeds."""
        with self._lock:
            fault = self.script.pop(0) if self.script else None
            self.faults[fault if isinstance(fault, str) else None] += 1
            return fault

    def _have_effect(self, _path: str, _body: bytes, headers: dict[str, str]) -> Answered:
        """Carry a write out, once for a key: what the API does with an Idempotency-Key."""
        with self._lock:
            self.effects.setdefault(headers.get("idempotency-key", ""), 1)
        body = {"success": True, "data": {"id": "ct_1", "tags": [], "new_field": {"a": 1}}}
        return 200, json.dumps(body).encode(), {"X-Request-Id": "r-1"}


@contextmanager
def faulty(*script: Any, upstream: Upstream | None = None) -> Iterator[Faulty]:
    """Serve on a free port until the end of the block."""
    state = Faulty(list(script), upstream)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            key = self.headers.get("Idempotency-Key")
            state.keys.append(key)
            state.headers.append(dict(self.headers))
            fault = state.next()
            if isinstance(fault, tuple):
                self._answer(*fault)
            else:
                self._carry_out(fault, content)

        def _carry_out(self, fault: str | None, content: bytes) -> None:
            answers: dict[str, Callable[[], None]] = {
                "throttled": lambda: self._answer(429, failure("RATE_LIMIT_EXCEEDED", retryable=True), RETRY_AFTER),
                "unavailable": lambda: self._answer(503, failure("INTERNAL_ERROR", retryable=True), RETRY_AFTER),
                "html": lambda: self._answer(502, b"<html>Bad gateway</html>", {"Content-Type": "text/html"}),
                "timeout_408": lambda: self._answer(408, b"", {}),
                "under_way": lambda: self._answer(409, failure("IDEMPOTENCY_CONFLICT", retryable=True), RETRY_AFTER),
            }
            if fault in answers:
                answers[fault]()
            elif fault == "dropped":  # before anything was done
                self._hang_up()
            else:
                sent = {name.lower(): value for name, value in self.headers.items()}
                status, body, headers = state.upstream(self.path, content, sent)
                if fault == "dropped_after":  # done, and the answer is lost
                    self._hang_up()
                elif fault == "cut_off":  # done, and half of the answer arrives
                    self._answer(status, body[:20], headers | {"Content-Length": str(len(body))})
                    self._hang_up()
                elif fault == "cut_json":  # the same, without a length to know it by
                    self._answer(status, body[:20], headers)
                else:
                    self._answer(status, body, headers)

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            named = {"Content-Type": "application/json", "Content-Length": str(len(body))} | (headers or {})
            for name, value in named.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def _hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()

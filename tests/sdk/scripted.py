"""An API that answers by a function, as the connections of both clients, and remembers what it was sent."""

import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
from bivelio import AsyncBiVelio, BiVelio

KEY = "bv_test_sk_secret"
Reply = Callable[[str, dict[str, Any]], Any]
"""What to answer to a path and its data: the data of a success, a response, or an error of httpx to raise."""


class Scripted:
    """The API. `sent` are the requests, `paths` the last two words of their paths."""

    def __init__(self, reply: Reply) -> None:
        self.sent: list[httpx.Request] = []
        self._reply = reply
        self._lock = threading.Lock()

    @property
    def paths(self) -> list[str]:
        return ["/".join(request.url.path.split("/")[-2:]) for request in self.sent]

    def client(self, **options: Any) -> BiVelio:
        """A client of it that does not wait between attempts."""
        own = httpx.Client(transport=httpx.MockTransport(self.answer))
        return BiVelio(**{"api_key": KEY, "http_client": own, "retry_delay": 0, **options})

    def asynchronous(self, **options: Any) -> AsyncBiVelio:
        """The asynchronous one."""
        own = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))
        return AsyncBiVelio(**{"api_key": KEY, "http_client": own, "retry_delay": 0, **options})

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        with self._lock:
            self.sent.append(request)
        path = "/".join(request.url.path.split("/")[-2:])
        is_json = request.headers.get("content-type") == "application/json"
        found = self._reply(path, json.loads(request.content) if is_json else {})
        if isinstance(found, Exception):
            raise found
        if isinstance(found, httpx.Response):
            return found
        return httpx.Response(200, json=found if path == "auth/token" else {"success": True, "data": found})


def failure(status: int, code: str, *, retryable: bool = False, details: Any = None, **headers: str) -> httpx.Response:
    """An error of the API."""
    error = {"code": code, "details": details or {}, "message": "M", "request_id": "r-1", "retryable": retryable}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json={"success": False, "error": error}, headers=named)

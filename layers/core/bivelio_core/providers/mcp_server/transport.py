"""The HTTP transport of the SDK's client, over the guard of outgoing requests (egress).

An answer is read whole before the SDK sees it, which is enough for one call: a stream of events that a server never
ends is cut by the deadline. The GET stream, on which a server may say what nobody asked, is answered 405 without a
call, which the protocol allows a server ("Streamable HTTP", Listening for Messages). What went wrong is kept here,
because the SDK reports each of it as a closed connection.
"""

import json
import time
from collections.abc import Iterator
from typing import Any

import anyio.to_thread
import httpx2

from bivelio_core import egress
from bivelio_core.egress.client import FRAMING_HEADERS, retry_after_seconds

from .failures import McpRefused, McpUnavailable
from .port import CALL_SECONDS

MAXIMUM_ANSWER_BYTES = 1_048_576
"""The largest answer of a server: a list of tools may be larger than a result."""

CLOSING_SECONDS = 2.0
"""The longest that the end of a session takes (DELETE): its outcome matters to nobody."""

NOT_SENT = FRAMING_HEADERS | {"user-agent"}
"""Headers that egress writes itself."""

REDIRECTS, CLIENT_ERRORS, TOO_MANY_REQUESTS, SERVER_ERRORS = 300, 400, 429, 500
UNAUTHORIZED, FORBIDDEN = 401, 403


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Sends each request of a session through egress, until the deadline of them all.

    `cause` is what prevented an answer, if anything did; `refusal` what the last answer means when it is none that the
    SDK can use. The second may be part of the protocol: an older server refuses the first question of a newer client.
    """

    def __init__(self, seconds: float = CALL_SECONDS) -> None:
        self._ends_at = time.monotonic() + seconds
        self.cause: McpRefused | McpUnavailable | None = None
        self.refusal: McpRefused | McpUnavailable | None = None

    def remaining(self) -> float:
        """The seconds left, 0 when the deadline has passed."""
        return max(0.0, self._ends_at - time.monotonic())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to one request. Raises httpx2.TransportError, and keeps the cause."""
        if request.method == "GET":
            return httpx2.Response(405, request=request)
        content = await request.aread()
        try:
            answer = await anyio.to_thread.run_sync(self._fetch, request, content, abandon_on_cancel=True)
            if request.method == "POST":
                self.refusal = _meaning(content, answer)
        except (McpRefused, McpUnavailable) as cause:
            if request.method == "POST":
                self.cause = cause
            raise httpx2.TransportError(str(cause.details["reason"]), request=request) from cause
        headers = {name: value for name, value in answer.headers.items() if name not in FRAMING_HEADERS}
        return httpx2.Response(answer.status, headers=headers, content=answer.body, request=request)

    def _fetch(self, request: httpx2.Request, content: bytes) -> egress.FetchResult:
        seconds = self.remaining() if request.method == "POST" else min(self.remaining(), CLOSING_SECONDS)
        if not seconds:
            raise McpUnavailable("timeout")
        headers = {name: value for name, value in request.headers.items() if name.lower() not in NOT_SENT}
        try:
            return egress.fetch(
                request.method,
                str(request.url),
                headers=headers,
                body=content,
                timeout_seconds=seconds,
                maximum_bytes=MAXIMUM_ANSWER_BYTES,
            )
        except egress.EgressRefused as error:
            raise McpRefused("url_not_allowed", error.reason) from error
        except egress.EgressFailed as error:
            raise _failure(error) from error


def _failure(error: egress.EgressFailed) -> McpRefused | McpUnavailable:
    match error.kind:
        case "too_large":
            return McpRefused("too_large")
        case "protocol":
            return McpRefused("invalid_answer")
        case "timeout":
            return McpUnavailable("timeout")
        case _:
            return McpUnavailable("unreachable")


def _meaning(content: bytes, answer: egress.FetchResult) -> McpRefused | McpUnavailable | None:
    """What an answer says when the call fails with it. Raises McpRefused for the answer to another request."""
    if answer.status < REDIRECTS:
        return _require_answer_to(content, answer)
    if answer.status < CLIENT_ERRORS:
        return McpRefused("redirected")
    if answer.status == UNAUTHORIZED:
        return McpRefused("unauthorized")
    if answer.status == FORBIDDEN:
        return McpRefused("forbidden")
    if answer.status == TOO_MANY_REQUESTS:
        return McpUnavailable("rate_limited", retry_after=int(min(retry_after_seconds(answer.headers) or 5, 3600)))
    return McpUnavailable("unavailable") if answer.status >= SERVER_ERRORS else None


def _require_answer_to(content: bytes, answer: egress.FetchResult) -> McpUnavailable | None:
    """Raise McpRefused unless the answer to a request has that request's id; a stream may end without an answer.

    The SDK waits for the right id until its deadline, and within a stream of events takes any id for the right one.
    """
    request_id = json.loads(content).get("id")
    if request_id is None:
        return None
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_stream = kind == "text/event-stream"
    try:
        messages = list(_events(answer.body)) if is_stream else [repeatable(answer.body)]
    except (ValueError, RecursionError) as error:
        raise McpRefused("invalid_answer") from error
    answers = [each for each in messages if isinstance(each, dict) and ("result" in each or "error" in each)]
    if any(each.get("id") != request_id for each in answers) or not (answers or is_stream):
        raise McpRefused("invalid_answer")
    return None if answers else McpUnavailable("unavailable")


def _events(body: bytes) -> Iterator[Any]:
    """The messages in a stream of events (HTML Standard, "Server-sent events"); events without data are passed over."""
    text = body.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    for block in text.split("\n\n"):
        lines = [line[5:].removeprefix(" ") for line in block.split("\n") if line.startswith("data:")]
        if data := "\n".join(lines).strip():
            yield repeatable(data)


def repeatable(text: str | bytes) -> Any:
    """The value of a JSON text, as an answer of ours can repeat it.

    Raises ValueError or RecursionError for what only Python takes for JSON (NaN), for a number that is infinite here,
    and for half a character.
    """
    value = json.loads(text)
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return value

"""An AWS endpoint that throttles, fails or does not answer, as often as a test says."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import (
    BotoCoreError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from moto.core.models import botocore_stubber

from tests.network import events_of

UNANSWERED = (ConnectTimeoutError, ReadTimeoutError, ConnectionClosedError, EndpointConnectionError)

Refusal = tuple[int, str] | type[BotoCoreError]
"""A status with a code, or what is raised instead of an answer."""

TABLE_REFUSALS: tuple[Refusal, ...] = (
    (400, "ProvisionedThroughputExceededException"),
    (400, "ThrottlingException"),
    (400, "RequestLimitExceeded"),
    (400, "TransactionConflictException"),
    (500, "InternalServerError"),
    (503, "ServiceUnavailable"),
    *UNANSWERED,
)


class _Raw:
    """The body of an answer, as botocore reads it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body


def answer_of(refusal: Refusal, request: Any) -> AWSResponse:
    """What AWS answers when it refuses; raises when it does not answer."""
    if isinstance(refusal, type):
        raise refusal(endpoint_url=request.url, error="nobody there")
    status, code = refusal
    error = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "not now"}
    answer = answer_with(status, error, request)
    answer.headers["x-amzn-ErrorType"] = code
    return answer


def answer_with(status: int, content: Any, request: Any) -> AWSResponse:
    """An answer of AWS's in JSON."""
    headers = HTTPHeaders()
    headers["Content-Type"] = "application/x-amz-json-1.0"
    return AWSResponse(request.url, status, headers, _Raw(json.dumps(content).encode()))


@contextmanager
def refusing(client: Any, decide: Callable[[str], Refusal | None]) -> Iterator[list[str]]:
    """A client's requests are refused as `decide` says of each operation; yields the operations asked so far."""
    asked: list[str] = []

    def send(event_name: str, request: Any, **_: Any) -> Any:
        operation = event_name.rpartition(".")[2]
        asked.append(operation)
        refusal = decide(operation)
        return botocore_stubber(event_name, request) if refusal is None else answer_of(refusal, request)

    events = events_of(client)
    events.unregister("before-send", botocore_stubber)  # it would carry out what is refused
    events.register("before-send", send)
    try:
        yield asked
    finally:
        events.unregister("before-send", send)
        events.register("before-send", botocore_stubber)

"""The log of the functions in this process, and the function that consumes it."""

import base64
import gzip
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from bivelio_core import clock

from tests.api import ORGANISATION, load


def lines(captured: pytest.CaptureFixture[str]) -> list[str]:
    """What was written to the log since the last look."""
    return captured.readouterr().out.splitlines()


def requests(captured: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Those of the lines that tell of a request."""
    found = [json.loads(line) for line in lines(captured) if line.startswith("{")]
    return [line for line in found if line.get("message") == "request"]


def line(number: int = 1, **about: Any) -> str:
    """The line of a request, by default of a failed `contacts.create`; `number` tells requests apart."""
    told = {
        "message": "request",
        "Operation": "contacts.create",
        "Environment": "live",
        "status": 400,
        "Latency": 12.4,
        "request_id": f"request-{number}",
        "organisation": ORGANISATION,
        "actor": "key_1",
        "actor_kind": "api_key",
        "code": "VALIDATION_ERROR",
    }
    return json.dumps({**told, **about})


def batch(*messages: str, at: datetime | None = None, first: int = 0, kind: str = "DATA_MESSAGE") -> dict[str, Any]:
    """The event with which CloudWatch Logs brings lines; `first` is the number of the first one's id."""
    stamp = int((at or clock.now()).timestamp() * 1000)
    events = [
        {"id": f"{first + position:056}", "timestamp": stamp, "message": message}
        for position, message in enumerate(messages)
    ]
    about = {"messageType": kind, "logGroup": "g", "logStream": "s", "logEvents": events}
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(about).encode())).decode()}}


def consume(event: dict[str, Any]) -> None:
    """Hand a batch to the function, under its policy."""
    load("workers/record_requests").handler(event, None)


def bring(messages: Sequence[str], **about: Any) -> None:
    """The same for lines."""
    consume(batch(*messages, **about))

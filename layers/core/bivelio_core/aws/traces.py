"""Subsegments of X-Ray: what a traced request asks of AWS, call by call. Loaded by traced requests alone.

Each is a packet to the daemon beside the function, which nobody waits for; a lost one is missing in the trace and
changes nothing else. They say what X-Ray's SDK says of a call: never a key or a value.
Source: X-Ray Developer Guide, "Segment documents" and "Sending trace data"; Lambda's environment variables.
"""

import json
import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

from bivelio_core.aws_calls import SERVER_ERROR, THROTTLED, TOO_MANY_REQUESTS

from .refusals import ClientError

HEADER = b'{"format": "json", "version": 1}\n'
REFUSED = 400
ID_BYTES = 8
NAMED_IN_TRACES = {"TableName": "table_name", "IndexName": "index_name", "QueueUrl": "queue_url"}
"""The parameters that a subsegment tells, as X-Ray's SDK does."""


class Call(NamedTuple):
    """A call of a service, by the names that X-Ray knows them by."""

    service: str
    region: str
    operation: str
    parameters: Mapping[str, Any]


def recorded(trace: str, call: Call, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer to a call, of which a subsegment is sent. Raises what the call raises.

    `trace` is Lambda's variable: `Root=...;Parent=...;Sampled=1`.
    """
    began = time.time()
    metadata: Mapping[str, Any] = {}
    code, retries = "", 0
    try:
        answer = ask()
    except ClientError as refused:
        metadata, code = refused.response["ResponseMetadata"], refused.code
        raise
    except Exception as failure:
        code, retries = type(failure).__name__, getattr(failure, "retries", 0)
        raise
    else:
        metadata = answer["ResponseMetadata"]
        return answer
    finally:
        about = {"retries": retries, **_about(call, metadata)}
        send(_document(trace, call, (began, time.time()), about, metadata.get("HTTPStatusCode"), code))


def _about(call: Call, metadata: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: call.parameters[member] for member, name in NAMED_IN_TRACES.items() if member in call.parameters}
    if isinstance(batch := call.parameters.get("RequestItems"), Mapping):
        named["table_names"] = list(batch)
    answered = {"retries": metadata["RetryAttempts"]} if "RetryAttempts" in metadata else {}
    request = {"request_id": metadata["RequestId"]} if metadata.get("RequestId") else {}
    return {"operation": call.operation, "region": call.region, **named, **request, **answered}


def _document(
    trace: str, call: Call, times: tuple[float, float], about: Mapping[str, Any], status: int | None, code: str
) -> dict[str, Any]:
    parts = dict(part.partition("=")[::2] for part in trace.split(";"))
    document: dict[str, Any] = {
        "name": call.service,
        "id": os.urandom(ID_BYTES).hex(),
        "trace_id": parts.get("Root", ""),
        "parent_id": parts.get("Parent", ""),
        "type": "subsegment",
        "namespace": "aws",
        "start_time": times[0],
        "end_time": times[1],
        "aws": about,
    }
    if status is not None:
        document["http"] = {"response": {"status": status}}
    if code:
        is_error = status is not None and REFUSED <= status < SERVER_ERROR
        document["error" if is_error else "fault"] = True
        if status == TOO_MANY_REQUESTS or code in THROTTLED:
            document["throttle"] = True
        document["cause"] = {"exceptions": [{"id": os.urandom(ID_BYTES).hex(), "type": code, "remote": True}]}
    return document


def send(document: Mapping[str, Any]) -> None:
    """Send a document to the daemon that the environment names, if any."""
    if address := daemon(os.environ.get("AWS_XRAY_DAEMON_ADDRESS", "")):
        with suppress(OSError):  # a request does not fail for its trace
            _socket().sendto(HEADER + json.dumps(document).encode(), address)


def daemon(variable: str) -> tuple[str, int] | None:
    """Where packets go: `host:port`, or `tcp:host:port udp:host:port`; None when it says nothing of the kind."""
    for part in variable.split():
        address = part.removeprefix("udp:")
        host, _, port = address.rpartition(":")
        if host and port.isdecimal() and not host.startswith("tcp:"):
            return host, int(port)
    return None


@cache
def _socket() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    return sock

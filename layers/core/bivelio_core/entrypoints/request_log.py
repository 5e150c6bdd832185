"""Log lines we write ourselves: one a request, which may also be its metrics (CloudWatch embedded metric format).

Source: CloudWatch User Guide, "Specification: Embedded metric format". Powertools' modules for it take longer to import
than everything else in this layer (docs/import-cost.md), and its logger is too slow for the authorizer.

Metrics of an operation or a kind of step are paid for each operation and environment that is used, so they are made
only where the parameter `OperationMetrics` says so (docs/costs.md). The lines have the same figures without it.
"""

import json
import os
import sys
from typing import Any

from bivelio_core import clock, snapshot

snapshot.reseed_after_restore()  # every function writes lines, so every function does this

_METRICS = [
    {"Name": "Latency", "Unit": "Milliseconds"},
    {"Name": "Requests", "Unit": "Count"},
    {"Name": "ClientErrors", "Unit": "Count"},
    {"Name": "ServerErrors", "Unit": "Count"},
    {"Name": "AwsCalls", "Unit": "Count"},
]


def service() -> str:
    """The name of the stack: of the service in a log line, and the namespace of metrics, so that stacks do not mix."""
    return os.environ.get("SERVICE_NAME", "bivelio-api")


def write_request_line(
    *, operation: str, environment: str, status: int, latency_ms: float, aws_calls: int, timestamp_ms: int, **about: Any
) -> None:
    """The line of one request. `about` holds what to search by: request id, organisation, actor, error code."""
    line = {
        "message": "request",
        "Operation": operation,
        "Environment": environment,
        "status": status,
        "Latency": round(latency_ms, 2),
        "AwsCalls": aws_calls,
        **about,
    }
    if measures_operations():
        line |= {
            "_aws": _metrics_of(_METRICS, timestamp_ms, ["Operation", "Environment"]),
            "Requests": 1,
            "ClientErrors": int(400 <= status < 500),  # noqa: PLR2004 - the class of the status
            "ServerErrors": int(status >= 500),  # noqa: PLR2004
        }
    sys.stdout.write(json.dumps(line, separators=(",", ":"), default=str) + "\n")


def write_refused_line(*, path: str, environment: str, status: int, code: str, **about: Any) -> None:
    """The line of a request that the authorizer refused, without metrics: API Gateway counts it.

    `path` is that of the API, `/contacts/list`; the last word is added where the path is the resource alone.
    """
    first, _, rest = path.strip("/").partition("/")
    operation = f"{first}.{rest.replace('/', '_') or 'list'}"
    line = {"message": "request", "Operation": operation, "Environment": environment, "status": status, "code": code}
    sys.stdout.write(json.dumps({**line, **about}, separators=(",", ":"), default=str) + "\n")


def write_metrics(
    metrics: dict[str, tuple[float, str]], timestamp_ms: int, *, of_operation: bool = False, **dimensions: str
) -> None:
    """A line of other metrics: name -> (value, CloudWatch unit), with their dimensions.

    Those `of_operation` are a line without metrics where the parameter `OperationMetrics` is off.
    """
    line: dict[str, Any] = {**dimensions, **{name: value for name, (value, _) in metrics.items()}}
    if not of_operation or measures_operations():
        described = [{"Name": name, "Unit": unit} for name, (_, unit) in metrics.items()]
        line = {"_aws": _metrics_of(described, timestamp_ms, sorted(dimensions)), **line}
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")


def measures_operations() -> bool:
    """Whether the lines of operations and steps are metrics too, by the stack's parameter `OperationMetrics`."""
    return os.environ.get("OPERATION_METRICS") == "true"


def _metrics_of(metrics: list[dict[str, str]], timestamp_ms: int, dimensions: list[str]) -> dict[str, Any]:
    """What makes a line metrics: its member `_aws`."""
    described = {"Namespace": service(), "Dimensions": [dimensions], "Metrics": metrics}
    return {"Timestamp": timestamp_ms, "CloudWatchMetrics": [described]}


def write_line(level: str, message: str, **about: Any) -> None:
    """A line in the logger's format, for functions in which the logger would be the largest import."""
    line = {
        "level": level,
        "message": message,
        "timestamp": clock.stamp(),
        "service": service(),
        **about,
    }
    sys.stdout.write(json.dumps(line, separators=(",", ":"), default=str) + "\n")

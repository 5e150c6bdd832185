"""Log lines we write ourselves: one a request, which is also its metrics (CloudWatch embedded metric format).

Source: CloudWatch User Guide, "Specification: Embedded metric format". Powertools' modules for it take longer to import
than everything else in this layer (docs/import-cost.md), and its logger is too slow for the authorizer.
"""

import json
import os
import sys
from typing import Any

from bivelio_core import clock

_METRICS = [
    {"Name": "Latency", "Unit": "Milliseconds"},
    {"Name": "Requests", "Unit": "Count"},
    {"Name": "ClientErrors", "Unit": "Count"},
    {"Name": "ServerErrors", "Unit": "Count"},
    {"Name": "AwsCalls", "Unit": "Count"},
]


def service() -> str:
    """The name of the stack: of the service in a log line, and the namespace of metrics, so that stacks do not mix."""
    return os.environ.get("POWERTOOLS_SERVICE_NAME", "bivelio-api")


def write_request_line(
    *, operation: str, environment: str, status: int, latency_ms: float, aws_calls: int, timestamp_ms: int, **about: Any
) -> None:
    """The line of one request. `about` holds what to search by: request id, organisation, actor, error code."""
    line = {
        "_aws": {
            "Timestamp": timestamp_ms,
            "CloudWatchMetrics": [
                {"Namespace": service(), "Dimensions": [["Operation", "Environment"]], "Metrics": _METRICS}
            ],
        },
        "message": "request",
        "Operation": operation,
        "Environment": environment,
        "status": status,
        "Latency": round(latency_ms, 2),
        "Requests": 1,
        "ClientErrors": int(400 <= status < 500),  # noqa: PLR2004 - the class of the status
        "ServerErrors": int(status >= 500),  # noqa: PLR2004
        "AwsCalls": aws_calls,
        **about,
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


def write_metrics(metrics: dict[str, tuple[float, str]], timestamp_ms: int, **dimensions: str) -> None:
    """A line of other metrics: name -> (value, CloudWatch unit), with their dimensions."""
    line = {
        "_aws": {
            "Timestamp": timestamp_ms,
            "CloudWatchMetrics": [
                {
                    "Namespace": service(),
                    "Dimensions": [sorted(dimensions)],
                    "Metrics": [{"Name": name, "Unit": unit} for name, (_, unit) in metrics.items()],
                }
            ],
        },
        **dimensions,
        **{name: value for name, (value, _) in metrics.items()},
    }
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")


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

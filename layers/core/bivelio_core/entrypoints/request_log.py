"""Write log lines that may be metrics (CloudWatch embedded metric format, by Powertools): one per request, and others.

Each line is collected and written by itself: a function that is killed loses the line in hand, and no other's. Values
are single numbers, where Powertools writes lists of one: the lines are searched and read too (requests/line.py).

Metrics of an operation or a kind of step are paid for each operation and environment that is used, so they are made
only where the parameter `OperationMetrics` says so (docs/costs.md). The lines have the same figures without it.
"""

import json
import os
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from aws_lambda_powertools.metrics import EphemeralMetrics
from aws_lambda_powertools.metrics.provider import cold_start

from bivelio_core import clock

from .lean_lines import service

Values = dict[str, tuple[float, str]]
"""Metrics by their name: the value and CloudWatch's unit."""

REMEMBERED = 200
"""So many kinds of line are declared once in a process; a function has a few."""


def write_request_line(
    *, operation: str, environment: str, status: int, latency_ms: float, aws_calls: int, timestamp_ms: int, **about: Any
) -> None:
    """The line of one request. `about` holds what to search by: request id, organisation, actor, error code."""
    values: Values = {"Latency": (round(latency_ms, 2), "Milliseconds"), "AwsCalls": (aws_calls, "Count")}
    if is_measured := measures_operations():
        values |= {
            "Requests": (1, "Count"),
            "ClientErrors": (int(400 <= status < 500), "Count"),  # noqa: PLR2004 - the class of the status
            "ServerErrors": (int(status >= 500), "Count"),  # noqa: PLR2004
        }
    fields = {"message": "request", "status": status, **about}
    _write(values, timestamp_ms, {"Operation": operation, "Environment": environment}, fields, is_measured=is_measured)


def write_metrics(
    metrics: Values,
    timestamp_ms: int,
    *,
    of_operation: bool = False,
    about: Mapping[str, Any] | None = None,
    **dimensions: str,
) -> None:
    """A line of other metrics with their dimensions. `about` holds what to search by.

    Those `of_operation` are a line without metrics where the parameter `OperationMetrics` is off.
    """
    is_measured = not of_operation or measures_operations()
    _write(metrics, timestamp_ms, dict(sorted(dimensions.items())), dict(about or {}), is_measured=is_measured)


def count_cold_start() -> None:
    """Count an environment's first invocation, as Powertools' ColdStart of the function: one metric for each function.

    Powertools' own way writes it after the handler, in two pieces.
    """
    if cold_start.is_cold_start and measures_operations():
        name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "none")
        write_metrics({"ColdStart": (1, "Count")}, int(clock.epoch() * 1000), function_name=name)
    cold_start.is_cold_start = False


def measures_operations() -> bool:
    """Whether the lines of operations and steps are metrics too, by the stack's parameter `OperationMetrics`."""
    return os.environ.get("OPERATION_METRICS") == "true"


def _write(
    values: Values, timestamp_ms: int, dimensions: dict[str, str], about: dict[str, Any], *, is_measured: bool
) -> None:
    """Write a line at once and whole: threads of a worker write too, and Powertools' own `print` has two pieces."""
    line = {name: value for name, value in about.items() if value is not None}
    if is_measured:
        units = tuple((name, unit) for name, (_, unit) in values.items())
        line["_aws"] = {"Timestamp": timestamp_ms, "CloudWatchMetrics": _declared(service(), tuple(dimensions), units)}
    line |= dimensions
    line |= {name: value for name, (value, _) in values.items()}
    sys.stdout.write(_encode(line) + "\n")


_encode = json.JSONEncoder(separators=(",", ":"), default=str).encode


@lru_cache(REMEMBERED)
def _declared(namespace: str, dimensions: tuple[str, ...], units: tuple[tuple[str, str], ...]) -> Any:
    """What a line says of the metrics in it, as Powertools writes it: the same for all lines of a kind."""
    metrics = EphemeralMetrics(namespace=namespace)
    for name in dimensions:
        metrics.add_dimension(name, "of a line")
    for name, unit in units:
        metrics.add_metric(name, unit, 0)
    return metrics.serialize_metric_set()["_aws"]["CloudWatchMetrics"]

"""The bytes of log lines that no run of the platform shows: metrics, the access log, and Lambda's own."""

import contextlib
import io
import json
import os
import re
from collections.abc import Callable
from functools import cache
from unittest import mock

from tools.template import template

from bivelio_core.entrypoints import request_log  # isort: skip - tools has put the layer on the path
from bivelio_core.webhooks.deliver import Attempt  # isort: skip
from bivelio_core.webhooks.measures import fields, measures  # isort: skip
from bivelio_core.webhooks.request import ReceiverAnswer  # isort: skip

EVENT = 26
"""What CloudWatch Logs adds to the bytes of each line (CloudWatch Logs API Reference, "PutLogEvents")."""
REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
TIME = 1_775_563_800_000
ACCESS = {
    "requestId": REQUEST_ID,
    "requestTimeEpoch": str(TIME),
    "stage": "v1",
    "httpMethod": "POST",
    "status": "200",
    "authorizer.organisation": "org_0123456789abcdef",
    "identity.sourceIp": "203.0.113.123",
    "authorizer.address": "-",
    "responseLatency": "48",
    "integration.latency": "31",
    "integration.status": "200",
    "authorizer.latency": "9",
    "responseLength": "1234",
    "error.responseType": "-",
}
PLATFORM = (
    {
        "time": "2026-04-07T12:10:00.000Z",
        "type": "platform.start",
        "record": {"requestId": REQUEST_ID, "version": "42"},
    },
    {
        "time": "2026-04-07T12:10:00.031Z",
        "type": "platform.report",
        "record": {
            "requestId": REQUEST_ID,
            "metrics": {"durationMs": 30.51, "billedDurationMs": 31, "memorySizeMB": 512, "maxMemoryUsedMB": 112},
            "status": "success",
        },
    },
)
"""Lambda Telemetry API, "Event schema reference": what Lambda writes of an invocation at INFO."""


def access(operation: str) -> int:
    """The bytes of a request's line in the access log, by the format of the API."""
    values = {**ACCESS, "resourcePath": "/" + operation.replace(".", "/")}
    written = re.sub(r"\$context\.([\w.]+)", lambda match: values[match[1]], _access_format())
    return len(written) + EVENT


@cache
def _access_format() -> str:
    return str(template()["Resources"]["Api"]["Properties"]["AccessLogSetting"]["Format"])


def of_platform() -> int:
    """The bytes of Lambda's two lines of an invocation."""
    return sum(len(json.dumps(each, separators=(",", ":"))) + EVENT for each in PLATFORM)


@cache
def of_delivery() -> int:
    """The bytes of the line of a delivery, which is its metrics."""
    answer = ReceiverAnswer("delivered", 48, 200, "")
    attempt = Attempt(answer, number=1, age_seconds=1.234, is_final=True, disabled=False)
    return len(_written(lambda: _write_attempt(attempt))) + EVENT


def _write_attempt(attempt: Attempt) -> None:
    request_log.write_metrics(measures(attempt), TIME, about=fields(attempt), Environment="live")


@cache
def of_metrics() -> int:
    """The bytes that make the line of a request metrics."""
    with mock.patch.dict(os.environ, OPERATION_METRICS="true"):
        measured = _written(_request)
    with mock.patch.dict(os.environ, OPERATION_METRICS="false"):
        return len(measured) - len(_written(_request))


@cache
def metrics_of_an_operation() -> int:
    """How many metrics an operation has in each environment in which it is called."""
    with mock.patch.dict(os.environ, OPERATION_METRICS="true"):
        line = json.loads(_written(_request))
    return sum(len(each["Metrics"]) for each in line["_aws"]["CloudWatchMetrics"])


def _request() -> None:
    request_log.write_request_line(
        operation="contacts.get", environment="live", status=200, latency_ms=12.34, aws_calls=2, timestamp_ms=TIME
    )


def _written(write: Callable[[], None]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        write()
    return out.getvalue().rstrip("\n")

"""Write log lines without Powertools, for the authorizer: every request waits for its imports.

The lines have the same fields as those that Powertools' Logger writes in all other functions (logs.py); a test compares
the two.
"""

import json
import logging
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from bivelio_core import clock, snapshot

from .plain_lines import plain_line

snapshot.reseed_after_restore()  # every function writes lines, so every function does this

LEVEL = os.environ.get("LOG_LEVEL") or "INFO"
"""The level of lines, of requests that are not sampled."""

if "AWS_LAMBDA_LOG_LEVEL" in os.environ:
    # Lambda's own is DEBUG where a share of requests is sampled (the parameter LogSampleRate), and its runtime gives it
    # to the logger of all libraries, which would tell of every request, and what they send.
    logging.getLogger().setLevel("WARNING")
for _handler in (*logging.getLogger().handlers, logging.lastResort):  # that of Lambda's runtime, and where it is not
    if _handler is not None:
        _handler.addFilter(plain_line)


def service() -> str:
    """Return the stack's name: the service in log lines and the namespace of metrics, which keeps stacks apart."""
    return os.environ.get("SERVICE_NAME", "bivelio-api")


def release() -> str | None:
    """Return the stamp of the release that this function is of (tools/stamp.py), by which its failures are counted."""
    return os.environ.get("RELEASE")


def write_line(level: str, message: str, **about: Any) -> None:
    """A line in the logger's format."""
    caller = sys._getframe(1).f_code, sys._getframe(1).f_lineno  # noqa: SLF001 - as Python's logging finds it
    module = os.path.basename(caller[0].co_filename).removesuffix(".py")  # noqa: PTH119 - pathlib is a large import
    write_lines(level, f"{module}.{caller[0].co_name}:{caller[1]}", message, [about])


def write_lines(level: str, location: str, message: str, each_about: Iterable[Mapping[str, Any]]) -> None:
    """Lines in the logger's format that tell the same of several things."""
    trace = os.environ.get("_X_AMZN_TRACE_ID")
    shared = {
        "level": level,
        "location": location,
        "message": message,
        "timestamp": clock.real_stamp(),
        "service": service(),
        "release": release(),
        "xray_trace_id": trace.partition(";")[0].removeprefix("Root=") if trace else None,
    }
    beginning = _encode(_present(shared)).removesuffix("}")
    for about in each_about:
        rest = _encode(_present(about)).removeprefix("{")
        sys.stdout.write(f"{beginning}{'' if rest == '}' else ','}{rest}\n")


def write_refused_line(*, path: str, environment: str, status: int, code: str, **about: Any) -> None:
    """The line of a request that the authorizer refused, without metrics: API Gateway counts it.

    `path` is that of the API, `/contacts/list`; the last word is added where the path is the resource alone.
    """
    first, _, rest = path.strip("/").partition("/")
    operation = f"{first}.{rest.replace('/', '_') or 'list'}"
    line = {"message": "request", "Operation": operation, "Environment": environment, "status": status, "code": code}
    _write(line | about)


def _write(line: dict[str, Any]) -> None:
    """Write a line at once and whole, without the fields that have no value, as Powertools does."""
    sys.stdout.write(_encode(_present(line)) + "\n")


def _present(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if value is not None}


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=str).encode

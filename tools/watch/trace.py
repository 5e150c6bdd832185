"""`make trace ID=<request id>`: what a request led to, in order of time, from the log lines that have its id.

A request's id goes on to what follows from it: messages of queues, the items that it writes, their events, deliveries
and runs, and what these write (bivelio_core/correlation.py). On AWS the lines are found by Logs Insights in both logs;
locally in `.local/runtime.log`.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.settings import read_settings
from tools.deployed import Deployed
from tools.watch.logs import run

DAY_MINUTES = 24 * 60
QUERY = (
    "fields @timestamp, @message | filter @message like /{id}/ "
    "| filter correlation_id = '{id}' or request_id = '{id}' | sort @timestamp asc | limit 1000"
)
ID = re.compile(r"[0-9A-Za-z-]{8,64}")
LOGGED_AT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}")
ABOUT = {
    "request": ("Operation", "status", "code", "Latency", "AwsCalls", "organisation", "actor"),
    "access": ("path", "status", "latency_ms", "authorizer_ms", "integration_ms", "error"),
    "event": ("event", "type"),
    "attempt": ("webhook", "event", "number", "Delivered", "DeliveryLatency"),
    "step": ("instance", "step", "StepType", "StepStatus", "StepDuration"),
    "line": ("level", "message", "operation", "consumer", "instance", "exception_name", "location"),
}
"""What is shown of a line of each kind."""


@dataclass(frozen=True)
class Moment:
    """Something that happened: when (UTC), what kind of line tells of it, and its fields."""

    at: datetime
    kind: str
    fields: Mapping[str, Any]

    def __str__(self) -> str:
        """One line: the time, the kind, and what is shown of that kind."""
        pairs = ((name, self.fields[name]) for name in ABOUT[self.kind] if self.fields.get(name) not in (None, ""))
        return f"{self.at:%Y-%m-%d %H:%M:%S.%f}"[:-3] + f"  {self.kind:8} " + "  ".join(f"{n}={v}" for n, v in pairs)


def moments(lines: Iterable[str], request_id: str, times: Mapping[str, str] | None = None) -> list[Moment]:
    """The lines of a request in order of time.

    Args:
        lines: of logs, in which other lines may be.
        request_id: what to look for.
        times: CloudWatch's own, by line. A line without any time has that of the line before it.
    """
    whole, at = [], datetime.fromtimestamp(0, UTC)
    for text in lines:
        if (fields := _fields(text)) is None:
            continue
        at = _time_of(fields) or _time_before(text) or (_of_cloudwatch(times[text]) if times else at)
        if request_id in (fields.get("correlation_id"), fields.get("request_id")):
            whole.append(Moment(at, kind_of(fields), fields))
    return sorted(whole, key=lambda each: each.at)


def kind_of(fields: Mapping[str, Any]) -> str:
    """The kind of a line, a key of ABOUT."""
    if fields.get("message") in ("request", "event"):
        return str(fields["message"])
    for name, kind in (("DeliveryAttempts", "attempt"), ("StepDuration", "step"), ("latency_ms", "access")):
        if name in fields:
            return kind
    return "line"


def _fields(text: str) -> dict[str, Any] | None:
    start = text.find("{")
    try:
        fields = json.loads(text[start:]) if start >= 0 else None
    except ValueError:
        return None
    return fields if isinstance(fields, dict) else None


def _time_of(fields: Mapping[str, Any]) -> datetime | None:
    if milliseconds := fields.get("_aws", {}).get("Timestamp") or fields.get("at_ms") or fields.get("time"):
        return datetime.fromtimestamp(float(milliseconds) / 1000, UTC)
    return datetime.fromisoformat(str(fields["timestamp"])) if "timestamp" in fields else None


def _time_before(text: str) -> datetime | None:
    """The time that the local runtime writes before a line, in the zone of this machine."""
    stamp = LOGGED_AT.match(text)
    return datetime.strptime(stamp[0], "%Y-%m-%d %H:%M:%S,%f").astimezone(UTC) if stamp else None


def _of_cloudwatch(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local_lines(log: Path) -> Iterator[str]:
    """The lines of the local runtime's log."""
    with log.open(encoding="utf-8", errors="replace") as file:
        yield from file


def main() -> None:
    """Print what the request led to; or exit with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("request_id", help="the X-Request-Id of an answer")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    parser.add_argument("--minutes", type=int, default=DAY_MINUTES, help="how far back to look on AWS")
    arguments = parser.parse_args()
    request_id = arguments.request_id
    if not ID.fullmatch(request_id):
        sys.exit("that is no request id: it is the header X-Request-Id of an answer")
    if arguments.stack:
        rows = run(Deployed(arguments.stack), QUERY.format(id=request_id), arguments.minutes)
        times = {row["@message"]: row["@timestamp"] for row in rows}
        whole = moments(times, request_id, times)
    else:
        whole = moments(local_lines(read_settings().state / "runtime.log"), request_id)
    if not whole:
        sys.exit("no line has this id: is it of this stack, and of the time that is looked at (MINUTES=)?")
    for each in whole:
        print(each)


if __name__ == "__main__":
    main()

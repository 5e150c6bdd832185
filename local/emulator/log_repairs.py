"""Repair of subscriptions to logs: which lines they pass on, how many at once, and what becomes of failures."""

import base64
import contextvars
import gzip
import json
import re
import threading
import time
import uuid
from typing import Any

from ministack.services import cloudwatch_logs, lambda_svc

from local.emulator.patching import restores

_GATHERED_SECONDS = 0.5
_EQUALITY = re.compile(r'\{\s*\$\.(\w+)\s*=\s*"([^"]*)"\s*\}')
"""The one form of pattern that our templates use: a field of a JSON line that equals a text."""

_gathered: dict[tuple[str, str], list[dict[str, Any]]] = {}
_gathering = threading.Lock()


@restores(
    "A subscription gets the lines that its pattern names, gathered; an invocation that fails is repeated and parked.",
    needed_at="1.5.33",
    shown_by="tests/local/test_log_repairs.py::test_a_subscription_gets_the_lines_that_its_pattern_names",
)
def subscribe_to_logs_as_aws_does() -> None:
    """Pass the lines of half a second on together, by an asynchronous invocation of the alias.

    The unrepaired emulator reads a pattern as words that occur in the line, invokes a function for each invocation of
    another, ignores the alias, and forgets what fails.
    """

    def fan_out(group_name: str, stream_name: str, events: list[dict[str, Any]]) -> None:
        group = cloudwatch_logs._log_groups.get(group_name) or {}
        for subscribed in (group.get("subscriptionFilters") or {}).values():
            matching_events = [
                event for event in events if _matches(subscribed.get("filterPattern", ""), event["message"])
            ]
            if matching_events:
                _gather(group_name, stream_name, subscribed, matching_events)

    cloudwatch_logs._fanout_to_subscription_filters = fan_out


def _matches(pattern: str, line: str) -> bool:
    if not pattern.strip():
        return True
    if (match := _EQUALITY.fullmatch(pattern.strip())) is None:
        raise ValueError(f"the local runtime does not know this pattern of a subscription: {pattern}")
    if not line.startswith("{"):
        return False
    try:
        document = json.loads(line)
    except ValueError:
        return False
    return isinstance(document, dict) and document.get(match[1]) == match[2]


def _gather(group_name: str, stream_name: str, subscribed: dict[str, Any], events: list[dict[str, Any]]) -> None:
    """Add lines to those that wait; who adds the first sees to it that they are sent."""
    key = (group_name, subscribed["filterName"])
    lines = [{"id": uuid.uuid4().hex, "timestamp": event["timestamp"], "message": event["message"]} for event in events]
    with _gathering:
        waiting = _gathered.setdefault(key, [])
        waiting += lines
        if len(waiting) > len(lines):
            return
    context = contextvars.copy_context()
    timer = threading.Timer(_GATHERED_SECONDS, context.run, (_send, key, stream_name, subscribed))
    timer.daemon = True
    timer.start()


def _send(key: tuple[str, str], stream_name: str, subscribed: dict[str, Any]) -> None:
    with _gathering:
        lines = _gathered.pop(key, [])
    arn = subscribed["destinationArn"]
    function, config, _ = lambda_svc._get_func_record_for_ref(arn)
    if function is None or not lines:
        return
    about = {
        "messageType": "DATA_MESSAGE",
        "owner": arn.split(":")[4],
        "logGroup": key[0],
        "logStream": stream_name,
        "subscriptionFilters": [key[1]],
        "logEvents": lines,
    }
    data = base64.b64encode(gzip.compress(json.dumps(about).encode(), mtime=int(time.time()))).decode()
    lambda_svc.invoke_async_with_retry(_with_destination(function, config, arn), {"awslogs": {"data": data}})


def _with_destination(function: dict[str, Any], config: dict[str, Any] | None, arn: str) -> dict[str, Any]:
    """The function with what its alias says of failures; the emulator looks at those of the function itself."""
    destination = (function.get("event_invoke_configs") or {}).get(arn.rpartition(":")[2])
    return {**function, "config": config, **({"event_invoke_config": destination} if destination else {})}

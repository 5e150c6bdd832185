"""The id of the API's request that is served, or that caused the message in hand.

All log lines have it as `correlation_id` (entrypoints/logs.py), and so do the messages that are sent meanwhile.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

NAME = "correlation_id"
_current: ContextVar[str | None] = ContextVar(NAME, default=None)


def name(request_id: str | None) -> str | None:
    """Say what this thread works for from now on; answers what it worked for before."""
    before = _current.get()
    _current.set(request_id)
    return before


def attributes() -> dict[str, Any]:
    """The `MessageAttributes` of a message to SQS that is sent now."""
    current = _current.get()
    return {NAME: {"DataType": "String", "StringValue": current}} if current else {}


def of_message(record: Mapping[str, Any]) -> str | None:
    """The id that a message brings, a record of Lambda's event from SQS."""
    correlation_id: str | None = record.get("messageAttributes", {}).get(NAME, {}).get("stringValue")
    return correlation_id

"""Consumes the log of all functions: keeps failed requests, and counts all requests."""

from typing import Any

from bivelio_core import clock
from bivelio_core.entrypoints.logs import bind, write_metrics
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.requests import consume


def handler(event: dict[str, Any], _lambda_context: Any = None) -> None:
    """Handle one batch of log events; an exception has Lambda try again, and park the batch in the end."""
    bind(consumer="record_requests")
    lines = consume.lines_of(event)
    lost = consume.consume(lines, store_of)
    if lost:
        write_metrics({"RequestsNotKept": (lost, "Count")}, int(clock.epoch() * 1000), Environment="all")

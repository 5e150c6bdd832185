"""Consumes the log of all functions: keeps failed requests, and counts all requests."""

from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.entrypoints.logs import begin_invocation, write_metrics
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.requests import consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> None:
    """Handle one batch of log events; an exception has Lambda try again, and park the batch in the end."""
    begin_invocation(consumer="record_requests")
    lines = consume.lines_of(event)
    lost = consume.consume(lines, store_of)
    if lost:
        write_metrics({"RequestsNotKept": (lost, "Count")}, int(clock.epoch() * 1000), Environment="all")

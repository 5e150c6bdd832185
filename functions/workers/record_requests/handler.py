"""Consumes the log of all functions: keeps failed requests, and counts all requests."""

from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation, write_metrics
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import ERASURES, Access, Needs, live
from bivelio_core.requests import consume
from bivelio_core.store import keys
from bivelio_core.triggers import FromLog, Parked

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


NEEDS = Needs(
    reads=Access((live(keys.REQUEST_SETTINGS), keys.USAGE, keys.USAGE_BATCH, ERASURES), ("GetItem", "BatchGetItem")),
    also=(
        Access(
            (keys.REQUEST_RECORD, keys.REQUEST_PLACE, keys.REQUEST_SHARE, keys.USAGE, keys.USAGE_BATCH),
            ("PutItem", "UpdateItem", "BatchWriteItem", "ConditionCheckItem"),
        ),
        Access((live(keys.REQUEST_SETTINGS), live(keys.REQUEST_KEY)), ("PutItem", "UpdateItem")),
    ),
    uses=("seal_secrets",),
    timeout=60,
    fed_by=(
        FromLog(
            '{ $.message = "request" }',
            parked=Parked(
                "ParkedRequests",
                alarm="Lines of requests could not be counted three times and wait to be replayed (docs/requests.md).",
            ),
        ),
    ),
)


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> None:
    """Handle one batch of log events; an exception has Lambda try again, and park the batch in the end."""
    begin_invocation(consumer="record_requests")
    lines = consume.lines_of(event)
    lost = consume.consume(lines, store_of)
    if lost:
        write_metrics({"RequestsNotKept": (lost, "Count")}, int(clock.epoch() * 1000), Environment="all")

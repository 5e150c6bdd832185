"""Runs every minute: gives organisations gateway keys of their own, has them share, and makes the keys that are shared.

It reads a few keys of a sparse index that hold only organisations whose gateway keys are to change.
"""

import time
from itertools import chain
from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation, logger, write_metrics
from bivelio_core.entrypoints.sweeps import end_of_sweep
from bivelio_core.identity import gateway_moves, gateway_pool, gateway_quota
from bivelio_core.identity.gateway_keys import SLOTS
from bivelio_core.identity.usage_plans import UsagePlan
from bivelio_core.needs import API_KEYS, GATEWAY, ORGANISATIONS, Access, Needs
from bivelio_core.store.connect import table
from bivelio_core.triggers import EveryMinute

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

TIME_SECONDS = 40.0
"""No organisation is begun after this time: the function has 60 seconds, and is invoked again each minute."""

NEEDS = Needs(
    reads=Access((ORGANISATIONS, API_KEYS, GATEWAY), ("GetItem", "BatchGetItem", "Query")),
    also=(Access((ORGANISATIONS, API_KEYS, GATEWAY), ("PutItem", "UpdateItem")),),
    marks=("GATEWAY#MOVES", "GATEWAY#WAITING"),
    uses=("gateway_keys",),
    timeout=60,
    fed_by=(
        EveryMinute(
            alarm=(
                "The sweeper of gateway keys failed in three of five minutes - "
                "new organisations go on sharing gateway keys."
            )
        ),
    ),
)


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, int]:
    """Do what is due for gateway keys; return how many organisations were taken up and how many failed."""
    begin_invocation(consumer="sweep_gateway_keys")
    end = end_of_sweep(event, TIME_SECONDS)
    were_made = [gateway_pool.fill(table(), UsagePlan.of_plan(plan), end) for plan in SLOTS]
    counts = {"taken_up": 0, "failed": 0}
    for key in chain(gateway_moves.moving(table()), gateway_moves.waiting(table())):
        if time.monotonic() > end:
            break
        try:
            counts["taken_up"] += gateway_moves.take_up(table(), key)
        except Exception as error:  # noqa: BLE001 - the entrypoint: what fails waits, and holds up nothing else
            logger.exception("not taken up", exc_info=error, extra={"pk": key.pk, "sk": key.sk})
            counts["failed"] += 1
    if any(were_made) or counts["taken_up"] or clock.real_now().minute == 0:
        write_metrics(
            {"GatewayKeys": (gateway_quota.key_count(), "Count")}, int(clock.epoch() * 1000), Environment="live"
        )
    if counts["failed"]:
        logger.warning("swept", extra=counts)
    return counts

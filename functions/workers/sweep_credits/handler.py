"""Runs every minute and refunds credits that a function reserved and, since it died, neither settled nor refunded.

It also enters in the ledger what was reserved and has ended, where nobody has for a quarter of an hour.

It reads a few keys of a sparse index that hold only open reservations, in order of the time they are due.
"""

import time
from typing import TYPE_CHECKING, Any

from bivelio_core.credits import sweep
from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation, logger
from bivelio_core.entrypoints.sweeps import end_of_sweep
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.triggers import EveryMinute

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

TIME_SECONDS = 45.0
"""No new refund is begun after this time: the function has 60 seconds, and is invoked again each minute."""


NEEDS = Needs(
    reads=Access(
        (keys.CREDIT_BALANCE, keys.CREDIT_ENTRY, keys.CREDIT_RESERVATION), ("GetItem", "BatchGetItem", "Query")
    ),
    also=(
        Access(
            (keys.CREDIT_BALANCE, keys.CREDIT_ENTRY, keys.CREDIT_RESERVATION), ("PutItem", "UpdateItem", "DeleteItem")
        ),
    ),
    marks=("CRR#OPEN#*",),
    timeout=60,
    fed_by=(
        EveryMinute(
            alarm=(
                "The sweeper of credits failed in three of five minutes - "
                "credits of operations that died stay reserved."
            )
        ),
    ),
)


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, int]:
    """Refund the reservations that are overdue; return how many were refunded and how many failed."""
    begin_invocation(consumer="sweep_credits")
    end = end_of_sweep(event, TIME_SECONDS)
    counts = {"refunded": 0, "failed": 0}
    for key in sweep.overdue(table()):
        if time.monotonic() > end:
            break
        try:
            counts["refunded"] += sweep.refund_overdue(table(), key)
        except Exception as error:  # noqa: BLE001 - the entrypoint: what fails waits, and holds up nothing else
            logger.exception("not refunded", exc_info=error, extra={"pk": key.pk, "sk": key.sk})
            counts["failed"] += 1
    if any(counts.values()):
        logger.warning("swept", extra=counts)
    return counts

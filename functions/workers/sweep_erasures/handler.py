"""Runs every minute and has a worker go on with the erasures that are due: whose grace is over, or whose worker died.

It begins those of contacts that have been archived for as long as their organisation wants, too.

It reads a few keys of a sparse index that has only erasures under way, and organisations whose contacts are looked at.
"""

import time
from typing import TYPE_CHECKING, Any

from bivelio_core.contacts import archived, retention
from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation, logger
from bivelio_core.entrypoints.sweeps import end_of_sweep
from bivelio_core.erasure import erasures, queue
from bivelio_core.needs import AUDIT, ERASURES, Access, Needs, live
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.triggers import EveryMinute

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

TIME_SECONDS = 45.0
"""Nothing new is begun after this time: the function has 60 seconds, and is invoked again each minute."""

NEEDS = Needs(
    reads=Access((live(keys.REQUEST_SETTINGS), live(keys.CONTACT)), ("GetItem",)),
    also=(
        # one statement: of a transaction, each action is judged by all its partitions
        Access((ERASURES, AUDIT, live(keys.CONTACT)), ("PutItem", "UpdateItem")),
        Access((live(keys.REQUEST_SETTINGS),), ("UpdateItem",)),
    ),
    marks=(erasures.DUE, archived.LOOKED_AT, f"{archived.PREFIX}*"),
    sends=("erasures",),
    timeout=60,
    fed_by=(
        EveryMinute(alarm="The sweeper of erasures failed in three of five minutes - erasures do not begin or go on."),
    ),
)


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, int]:
    """Send a message for each erasure that is due, and begin those of archived contacts; return how many."""
    begin_invocation(consumer="sweep_erasures")
    end = end_of_sweep(event, TIME_SECONDS)
    counts = {"erasures": 0, "contacts": 0, "failed": 0}
    for key in erasures.overdue(table()):
        if time.monotonic() > end:
            break
        queue.send(key)
        counts["erasures"] += 1
    for key in retention.due(table()):
        if time.monotonic() > end:
            break
        try:
            counts["contacts"] += retention.take_up(table(), key)
        except Exception as error:  # noqa: BLE001 - the entrypoint: what fails waits, and holds up nothing else
            logger.exception("not taken up", exc_info=error, extra={"pk": key.pk, "sk": key.sk})
            counts["failed"] += 1
    if any(counts.values()):
        logger.info("swept", extra=counts)
    return counts

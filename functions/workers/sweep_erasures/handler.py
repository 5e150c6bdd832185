"""Runs every minute and has a worker go on with the erasures that are due: whose grace is over, or whose worker died.

It reads a few keys of a sparse index that has only erasures under way.
"""

from typing import TYPE_CHECKING, Any

from bivelio_core.entrypoints.logs import begin_invocation, logger
from bivelio_core.entrypoints.plain_failures import fails_plainly
from bivelio_core.erasure import erasures, queue
from bivelio_core.needs import Needs
from bivelio_core.store.connect import table
from bivelio_core.triggers import EveryMinute

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

NEEDS = Needs(
    reads=None,
    marks=(erasures.DUE,),
    sends=("erasures",),
    timeout=60,
    fed_by=(
        EveryMinute(alarm="The sweeper of erasures failed in three of five minutes - erasures do not begin or go on."),
    ),
)


@fails_plainly
def handler(_event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, int]:
    """Send a message for each erasure that is due; return how many."""
    begin_invocation(consumer="sweep_erasures")
    count = 0
    for key in erasures.overdue(table()):
        queue.send(key)
        count += 1
    if count:
        logger.info("swept", extra={"erasures": count})
    return {"erasures": count}

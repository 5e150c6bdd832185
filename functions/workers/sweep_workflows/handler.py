"""Runs every minute and completes what a function that died had begun: a run, a decision, a missing schedule.

It also starts the runs of scheduled times that nothing has started.

It reads a few keys of a sparse index that hold only what is due, so it costs the same however many runs there are. When
much is due, such as after an outage of Step Functions, it works in parallel until its time has nearly passed.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import TYPE_CHECKING, Any

from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation, logger
from bivelio_core.entrypoints.sandbox_day import open_day
from bivelio_core.entrypoints.sweeps import end_of_sweep
from bivelio_core.needs import MEMBERS, ORGANISATIONS, Access, Needs
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.store.writes import Key
from bivelio_core.triggers import EveryMinute
from bivelio_core.workflows.sweeping import sweep

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

AT_ONCE = 16
"""How many items are processed in parallel: as many as a client has connections."""

TIME_SECONDS = 50.0
"""No new item is begun after this time: the function has 60 seconds, and is invoked again each minute."""

FAILED = "failed"
Due = tuple[str, Key]


NEEDS = Needs(
    # who is asked to decide an approval, the key under which their links are signed, schedules
    also=(
        Access((MEMBERS,), ("GetItem", "Query")),
        Access((ORGANISATIONS,), ("GetItem",)),  # its language and time zone
        Access((keys.CHAIN_KEY,), ("PutItem",)),
        Access((keys.WORKFLOW,), ("UpdateItem",)),
    ),
    marks=("WFI#WATCHED#*", "WFI#PENDING#*", "WFS#DECIDED", "WFS#ASKED", "WF#UNSCHEDULED", "WF#SCHEDULED"),
    uses=("inbound_url", "mail", "runs", "sandbox_day", "schedules", "stop_runs"),
    timeout=60,
    memory=1769,  # a whole processor: it starts what is pending in parallel
    fed_by=(
        EveryMinute(alarm="The sweeper of workflows failed in three of five minutes - what is half begun stays so."),
    ),
)


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, int]:
    """Process the items that are due; return how many of each kind were resumed and how many failed."""
    begin_invocation(consumer="sweep_workflows")
    end = end_of_sweep(event, TIME_SECONDS)
    counts = dict.fromkeys((*sweep.KINDS, FAILED), 0)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for turn in sweep.turns(table()):
            if len(turn) < AT_ONCE:  # too few for threads
                outcomes = [_take_up(due, end) for due in turn]
            else:
                outcomes = list(pool.map(_take_up, turn, repeat(end)))
            for outcome in filter(None, outcomes):
                counts[outcome] += 1
            if time.monotonic() > end:
                break
    if any(counts.values()):
        logger.warning("taken up", extra=counts)
    return counts


def _take_up(due: Due, end: float) -> str | None:
    """Return the kind of the item that was resumed, `failed`, or None when nothing was due or no time was left."""
    if time.monotonic() > end:
        return None
    from bivelio_core.workflows.sweeping import unfinished  # noqa: PLC0415 - most minutes nothing is due

    kind, key = due
    try:
        return kind if unfinished.take_up(table(), kind, key, open_day) else None
    except Exception as error:  # noqa: BLE001 - the entrypoint: what fails waits, and holds up nothing else
        logger.exception("not taken up", exc_info=error, extra={"pk": key.pk, "sk": key.sk})
        return FAILED

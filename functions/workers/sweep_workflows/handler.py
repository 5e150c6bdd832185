"""Every minute: finishes what a function that died had begun. A run, a decision, a schedule that is not in place.

It reads a few keys of a sparse index that hold only what is due, so it costs the same however many runs there are. When
much is due, after an hour in which Step Functions took nothing, it goes on in parallel until its time is nearly over.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import Any

from bivelio_core.entrypoints.logs import logger
from bivelio_core.store.connect import table
from bivelio_core.store.writes import Key
from bivelio_core.workflows import sweep

AT_ONCE = 16
"""How many are looked at in parallel: as many connections as a client has."""

TIME_SECONDS = 50.0
"""How long new looks begin: the function has 60 seconds, and is called again each minute."""

FAILED = "failed"
Due = tuple[str, Key]


def handler(_event: dict[str, Any], _lambda_context: Any = None) -> dict[str, int]:
    """Take up what is due; returns how many of each kind were taken up, and how many failed."""
    logger.structure_logs(append=False, consumer="sweep_workflows")
    end = time.monotonic() + TIME_SECONDS
    found = dict.fromkeys((*sweep.KINDS, FAILED), 0)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for turn in sweep.turns(table()):
            if len(turn) < AT_ONCE:  # not worth threads
                outcomes = [_take_up(due, end) for due in turn]
            else:
                outcomes = list(pool.map(_take_up, turn, repeat(end)))
            for outcome in filter(None, outcomes):
                found[outcome] += 1
            if time.monotonic() > end:
                break
    if any(found.values()):
        logger.warning("taken up", extra=found)
    return found


def _take_up(due: Due, end: float) -> str | None:
    """The kind of what was taken up, `failed`, or None when there was nothing to do, or no time for it."""
    if time.monotonic() > end:
        return None
    kind, key = due
    try:
        return kind if sweep.take_up(table(), kind, key) else None
    except Exception as error:  # noqa: BLE001 - the entrypoint: what fails waits, and holds up nothing else
        logger.exception("not taken up", exc_info=error, extra={"pk": key.pk, "sk": key.sk})
        return FAILED

"""Every minute: finishes what a function that died had begun. A run, a decision, a schedule that is not in place.

It reads a few keys of a sparse index that hold only what is due, so it costs the same however many runs there are.
"""

from typing import Any

from bivelio_core.entrypoints.logs import logger
from bivelio_core.store.connect import table
from bivelio_core.workflows import sweep


def handler(_event: dict[str, Any], _lambda_context: Any = None) -> dict[str, int]:
    """Take up what is due; returns how many of each kind were taken up, and how many failed."""
    logger.structure_logs(append=False, consumer="sweep_workflows")
    found = dict.fromkeys((*sweep.PARTITIONS, "failed"), 0)
    for kind, key in sweep.due(table()):
        try:
            found[kind] += sweep.take_up(table(), kind, key)
        except Exception as error:  # noqa: BLE001 - the entrypoint: what fails waits, and holds up nothing else
            logger.exception("not taken up", exc_info=error, extra={"pk": key.pk, "sk": key.sk})
            found["failed"] += 1
    if any(found.values()):
        logger.warning("taken up", extra=found)
    return found

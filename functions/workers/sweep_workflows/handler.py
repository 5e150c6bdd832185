"""Every minute: finishes what a function that died had begun. A run, a decision, a schedule that is not in place.

It reads a few keys of a sparse index that hold only what is due, so it costs the same however many runs there are.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bivelio_core import clock
from bivelio_core.entrypoints.logs import logger
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import parse_partition
from bivelio_core.workflows import sweep
from bivelio_core.workflows.execution import sweep_marks
from bivelio_core.workflows.triggers import schedules

AT_ONCE = 100


def handler(_event: dict[str, Any], _lambda_context: Any = None) -> dict[str, int]:
    """Take up what is due; returns how many of each kind were taken up, and how many failed."""
    logger.structure_logs(append=False, consumer="sweep_workflows")
    work = {
        "runs": [sweep_marks.partition(shard) for shard in range(sweep_marks.SHARDS)],
        "decisions": [sweep_marks.DECIDED],
        "schedules": [schedules.UNSCHEDULED],
    }
    found = {"runs": 0, "decisions": 0, "schedules": 0, "failed": 0}
    for kind, partitions in work.items():
        for key in (key for partition in partitions for key in _due(partition)):
            try:
                found[kind] += TAKE_UP[kind](key)
            except Exception as error:  # noqa: BLE001 - the entrypoint: what fails waits, and holds up nothing else
                logger.exception("not taken up", exc_info=error, extra={"pk": key.pk, "sk": key.sk})
                found["failed"] += 1
    if any(found.values()):
        logger.warning("taken up", extra=found)
    return found


def _due(partition: str) -> Iterator[Key]:
    yield from table().query_index(partition, high=clock.stamp(), limit=AT_ONCE)


def _of_tenant(take_up: Callable[[TenantStore, str], bool], key: Key) -> bool:
    parsed = parse_partition(key.pk)
    return parsed is not None and take_up(store_of(parsed.tenant), key.sk)


TAKE_UP: dict[str, Callable[[Key], bool]] = {
    "runs": partial(_of_tenant, sweep.take_up_run),
    "decisions": lambda key: sweep.wake_decided(table(), key),
    "schedules": partial(_of_tenant, sweep.put_in_place),
}

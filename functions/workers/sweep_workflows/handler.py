"""Every minute: finishes what a function that died had begun, a run that was not started, a schedule not put in place.

It reads two keys of a sparse index that hold nothing else, so it costs the same however many runs there are.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.entrypoints.logs import logger
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import parse_partition
from bivelio_core.workflows import sweep
from bivelio_core.workflows.schedules import UNSCHEDULED
from bivelio_core.workflows.start import STARTING_SHARDS, starting_partition

GRACE = timedelta(seconds=30)
AT_ONCE = 100


def handler(_event: dict[str, Any], _lambda_context: Any = None) -> dict[str, int]:
    """Take up what has waited longer than any function lives; answers how many of each there were."""
    logger.structure_logs(append=False, consumer="sweep_workflows")
    begun = [left for shard in range(STARTING_SHARDS) for left in _left(starting_partition(shard))]
    runs = sum(sweep.take_up_run(store, sk) for store, sk in begun)
    schedules = sum(sweep.put_in_place(store, sk) for store, sk in _left(UNSCHEDULED))
    if runs or schedules:
        logger.warning("taken up", extra={"runs": runs, "schedules": schedules})
    return {"runs": runs, "schedules": schedules}


def _left(partition: str) -> Iterator[tuple[TenantStore, str]]:
    for key in table().query_index(partition, high=clock.stamp(clock.now() - GRACE), limit=AT_ONCE):
        if (parsed := parse_partition(key.pk)) is not None:
            yield store_of(parsed.tenant), key.sk

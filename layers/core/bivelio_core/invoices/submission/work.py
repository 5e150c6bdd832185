"""Serve the queue of records, and wake the lanes whose message was lost."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store import due as store_due
from bivelio_core.store.keys import SUBMISSION_LANE
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, equals
from bivelio_core.tenancy import Tenant

from . import lanes, queue, turns
from .ports import Port
from .queue import Turn

WOKEN = timedelta(minutes=5)
"""After how long a lane is woken again whose turn has not come."""


def serve(turn: Turn, store: TenantStore, port: Port) -> None:
    """Take a turn, and queue the next one. One that was replaced by another leaves the lane alone."""
    lane = lanes.load(store)
    if turn.wake and turn.wake != lane.wake:
        return
    at = turns.serve(store, port)
    if at is None:
        return
    wake = lanes.arm(store, lanes.load(store), at)
    if wake is not None:  # otherwise whoever has changed the lane queues a turn
        queue.send(store.tenant, wake, (at - clock.real_now()).total_seconds())


def due(table: Table) -> Iterator[Key]:
    """The keys of the lanes that have to be woken."""
    return store_due.keys_of(table, map(lanes.partition, range(lanes.SHARDS)))


def wake_up(table: Table, key: Key) -> bool:
    """Queue a turn of a lane; False when there was nothing to do."""
    if (due_item := store_due.item_of(table, key, SUBMISSION_LANE)) is None:
        return False
    store, item = due_item
    queue.send(store.tenant)
    change = Update(set={"GSI1SK": clock.stamp(clock.real_now() + WOKEN)})
    with suppress(ConditionFailed):  # marked anew meanwhile
        store.update(SUBMISSION_LANE, key.sk, change, condition=equals("GSI1SK", item["GSI1SK"]))
    return True


def port_of(tenant: Tenant, store: TenantStore) -> Port:
    """AEAT's service for a tenant: in the sandbox one that only says what it would answer."""
    if tenant.is_sandbox:
        from bivelio_core.invoices.verifactu.simulated import SimulatedAeat  # noqa: PLC0415 - only in the sandbox

        return SimulatedAeat()
    from .https import service_of  # noqa: PLC0415 - TLS, only where something is sent

    return service_of(store)

"""Refund the reservations whose work died: a function that was killed, a message that went to the dead letters."""

from collections.abc import Iterator

from bivelio_core import clock
from bivelio_core.store.table import Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import parse_partition

from . import account, marks

PAGE = 100


def overdue(table: Table) -> Iterator[Key]:
    """The reservations that are due now, the oldest of each shard first; each is given once."""
    for shard in range(marks.SHARDS):
        given: set[Key] = set()
        while page := table.query_index(marks.partition(shard), high=clock.stamp(), limit=PAGE):
            new = [key for key in page if key not in given]
            given.update(new)
            yield from new
            if not new or len(page) < PAGE:
                break


def refund_overdue(table: Table, key: Key) -> bool:
    """Refund one of them; False when it was closed meanwhile."""
    parsed = parse_partition(key.pk)
    if parsed is None:
        return False
    store = TenantStore(table, parsed.tenant)
    held = account.find(store, key.sk)
    if held is None or held.status != "reserved":
        return False
    try:
        account.refund(store, held)
    except account.ReservationClosed:
        return False  # its work has just ended
    return True

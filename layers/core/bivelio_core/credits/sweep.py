"""Refund the reservations whose work died: a function that was killed, a message that went to the dead letters."""

from collections.abc import Iterator

from bivelio_core.store import due
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Key

from . import account, marks


def overdue(table: Table) -> Iterator[Key]:
    """The reservations that are due now, the oldest of each shard first; each is given once."""
    return due.keys_of(table, map(marks.partition, range(marks.SHARDS)))


def refund_overdue(table: Table, key: Key) -> bool:
    """Refund one of them; False when it was closed meanwhile."""
    store = due.store_of(table, key)
    if store is None:
        return False
    held = account.find(store, key.sk)
    if held is None or held.status != "reserved":
        return False
    try:
        account.refund(store, held)
    except account.ReservationClosed:
        return False  # its work has just ended
    return True

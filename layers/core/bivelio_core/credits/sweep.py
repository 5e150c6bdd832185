"""Refund the reservations whose work died: a function that was killed, a message that went to the dead letters."""

from collections.abc import Iterator
from contextlib import suppress

from bivelio_core import clock
from bivelio_core.store import due
from bivelio_core.store.keys import CREDIT_BALANCE
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, equals

from . import account, claims, ledger, marks, orphans
from .marks import MARK
from .plans import BALANCE_SK
from .reservation import Reservation


def overdue(table: Table) -> Iterator[Key]:
    """The reservations that are due now, the oldest of each shard first; each is given once."""
    return due.keys_of(table, map(marks.partition, range(marks.SHARDS)))


def refund_overdue(table: Table, key: Key) -> bool:
    """Refund one of them; False when it was closed meanwhile."""
    store = due.store_of(table, key)
    if store is None:
        return False
    if key.sk == BALANCE_SK:
        return _entered(store)
    held = account.find(store, key.sk)
    if held is None or held.status != "reserved":
        return False
    try:
        account.refund(store, held)
    except account.ReservationClosed:
        return False  # its work has just ended
    return True


def _entered(store: TenantStore) -> bool:
    """Enter the claims of a balance that nobody has entered; refund those whose function died before it said so."""
    _, view = ledger.read(store)
    if view is None:
        return False
    puts = orphans.completing(store, view.claimed[: ledger.MOST_CLAIMS], view.ended)
    if view.claimed and not ledger.enter(store, view):
        return False  # somebody else does; the mark stays for the next minute
    now = clock.stamp(clock.real_now())
    refunded = [account.refund(store, Reservation.of(put.item)) for put in puts if put.item[MARK[1]] <= now]
    _mark(store)
    return bool(refunded)


def _mark(store: TenantStore) -> None:
    """Take the mark from a balance without claims, or move it on."""
    _, view = ledger.read(store)
    later = marks.mark(store.tenant, BALANCE_SK, clock.real_now() + claims.OVERDUE)
    if view is not None and not view.claimed:
        with suppress(ConditionFailed):  # claimed meanwhile
            store.update(CREDIT_BALANCE, BALANCE_SK, Update(remove=MARK), condition=equals("last", view.balance.last))
            return
    store.update(CREDIT_BALANCE, BALANCE_SK, Update(set=later))

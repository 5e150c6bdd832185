"""Writes of a balance together with its ledger entries: one transaction, on condition that nothing came between.

An entry's number follows the number of the one before it, and its `balance_after` the balance before it, so the ledger
has no gap and adds up to the balance. The numbers are those of a list (store/index): entries are found by kind and day.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.store import keys, turns
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CREDIT_BALANCE, CREDIT_ENTRY
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent, equals

from .balance import Balance, Entry, granted, raised
from .plans import BALANCE_SK, plan_in, plan_of

ATTEMPT_IN_READS = 5
"""How much longer an attempt takes than a read of the balance: it is a read, then a transaction of several items."""


def current(store: TenantStore) -> Balance:
    """The balance, with the grant of the period that has begun and of a larger plan."""
    return look(store)[0]


def look(store: TenantStore) -> tuple[Balance, bool]:
    """The same, and whether others wait for their turn to change it."""
    while True:
        items = {item["SK"]: item for item in store.query(CREDIT_BALANCE, consistent=True)}
        item = items.get(BALANCE_SK)
        balance = Balance.of(item) if item and "last" in item else None
        if balance is None or balance.is_over(store.tenant):
            change = granted(balance, store.tenant, plan_of(store) if store.tenant.is_sandbox else plan_in(item))
        elif store.tenant.is_sandbox or (more := raised(balance, plan_in(item))) is None:
            return balance, turns.is_crowded(items.get(turns.TURNS_SK))
        else:
            change = more
        after, entries = change
        try:
            store.transact_at_once(changing(store, balance, after, entries))
        except (TransactionFailed, TableBusy):
            continue  # another request is making the grant, or has changed the balance
        return after._replace(last=after.last + len(entries)), turns.is_crowded(items.get(turns.TURNS_SK))


def seen(store: TenantStore) -> Balance:
    """What `current` would say, without making the grant: for who only reads."""
    item = store.get(CREDIT_BALANCE, BALANCE_SK)
    balance = Balance.of(item) if item and "last" in item else None
    if balance is None or balance.is_over(store.tenant):
        return granted(balance, store.tenant, plan_of(store) if store.tenant.is_sandbox else plan_in(item))[0]
    more = None if store.tenant.is_sandbox else raised(balance, plan_in(item))
    return more[0] if more else balance


def attempts(store: TenantStore, within: float) -> Iterator[Balance]:
    """The balance for one attempt to change it after the other, each in its turn, as long as the caller asks.

    Raises TableBusy when no turn is left within so many seconds.
    """
    end, is_first = time.monotonic() + within, True
    while True:
        began = time.monotonic()
        balance, is_crowded = look(store)
        if is_crowded or not is_first:
            turns.wait_for_turn(store, CREDIT_BALANCE, ATTEMPT_IN_READS * (time.monotonic() - began), end)
            balance, _ = look(store)
        yield balance
        is_first = False


def changing(store: TenantStore, before: Balance | None, after: Balance, entries: Sequence[Entry]) -> list[Write]:
    """The writes of a change; the first one's condition fails when the balance is no longer `before`."""
    last = before.last if before else 0
    amount = before.available if before else 0
    writes: list[Write] = []
    for number, entry in enumerate(entries, start=last + 1):
        amount += entry.credits
        writes.append(store.put_write(CREDIT_ENTRY, keys.sequence_sk(number), _attributes(entry, amount)))
    if amount != after.available:
        raise ValueError("the entries do not add up to the balance")
    newest = last + len(entries)
    unchanged = absent("last") if before is None else equals("last", last)
    set_ = Update(set=after._replace(last=newest)._asdict())
    return [
        store.update_write(CREDIT_BALANCE, BALANCE_SK, set_, condition=unchanged),
        store.update_write(
            keys.index_of(CREDIT_ENTRY), keys.SEQUENCE_SK, Update(set={"last": newest}), CREDIT_ENTRY.partition
        ),
        *writes,
    ]


def _attributes(entry: Entry, balance_after: int) -> Item:
    about: dict[str, Any] = {
        "random": ids.random_text(ids.RANDOM_LENGTH),
        "version": 1,
        "at": clock.timestamp(),
        "balance_after": balance_after,
        **entry._asdict(),
    }
    return {name: value for name, value in about.items() if value is not None}

"""Writes of a balance together with its ledger entries: one transaction, on condition that nothing came between.

An entry's number follows the number of the one before it, and its `balance_after` the balance before it, so the ledger
has no gap and adds up to the balance. The numbers are those of a list (store/index): entries are found by kind and day.
What has ended since the last change is read with the balance, and entered with the next one (endings.py).
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from bivelio_core import clock, ids
from bivelio_core.store import keys, turns
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CREDIT_BALANCE, CREDIT_ENTRY
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent, equals

from . import endings
from .balance import Balance, Entry, granted, raised
from .endings import Ending
from .plans import BALANCE_SK, plan_in, plan_of

ATTEMPT_IN_READS = 5
"""How much longer an attempt takes than a read of the balance: it is a read, then a transaction of several items."""

LONGEST_TURN_MS = 400
"""The longest turn. One that ends before its attempt does lets the next begin, and both are in vain; a longer one makes
all behind it wait. Where a read takes milliseconds, no turn comes near it."""

CATCH_UP_SECONDS = 2.0
"""How long who reads the ledger waits for turns to enter what has ended."""


class View(NamedTuple):
    """A balance as one read shows it: its item, and what has ended since the item was changed."""

    balance: Balance
    ended: tuple[Ending, ...]
    is_crowded: bool
    """Whether others wait for their turn to change it."""

    @property
    def now(self) -> Balance:
        """The balance, with what has ended."""
        return endings.applied(self.balance, self.ended)

    @property
    def entering(self) -> tuple[Ending, ...]:
        """What the next change enters: all of it, unless it is too much for one transaction."""
        return self.ended[: endings.MOST_ENTERED]


class _Due(NamedTuple):
    """A change that somebody has to make before the balance is used."""

    after: Balance
    entries: list[Entry]
    entering: tuple[Ending, ...] = ()


def current(store: TenantStore) -> Balance:
    """The balance, with the grant of the period that has begun and of a larger plan."""
    return look(store).now


def look(store: TenantStore) -> View:
    """The same, as it was read."""
    while True:
        items = {item["SK"]: item for item in store.query(CREDIT_BALANCE, consistent=True)}
        item, ended = items.get(BALANCE_SK), endings.among(items.values())
        is_crowded = turns.is_crowded(items.get(turns.TURNS_SK))
        balance = Balance.of(item) if item and "last" in item else None
        due = _due(store, balance, ended, item)
        if due is None and balance is not None:
            return View(balance, ended, is_crowded)
        if due is None:
            raise AssertionError("the first grant is due where there is no balance")
        writes = changing(store, balance, due.after, due.entries, due.entering)
        try:
            store.transact_at_once(writes)
        except (TransactionFailed, TableBusy):
            continue  # another request is making the grant, or has changed the balance
        last = (balance.last if balance else 0) + len(due.entering) + len(due.entries)
        after = due.after._replace(last=last)
        if not after.is_over(store.tenant):
            return View(after, ended[len(due.entering) :], is_crowded)


def _due(store: TenantStore, balance: Balance | None, ended: tuple[Ending, ...], item: Item | None) -> _Due | None:
    """The grant that is due. What has ended in the period that is over is entered before it: it expires with it."""
    tenant = store.tenant
    if balance is None:
        return _Due(*granted(None, tenant, plan_of(store) if tenant.is_sandbox else plan_in(item)))
    if balance.is_over(tenant):
        entering = ended[: endings.MOST_ENTERED]
        before = endings.applied(balance, entering)
        if len(entering) < len(ended):
            return _Due(before, [], entering)
        return _Due(*granted(before, tenant, plan_in(item)), entering)
    more = None if tenant.is_sandbox else raised(balance, plan_in(item))
    return _Due(*more) if more else None


def seen(store: TenantStore) -> Balance:
    """What `current` would say, without making the grant: for who only reads."""
    items = {item["SK"]: item for item in store.query(CREDIT_BALANCE, consistent=True)}
    item = items.get(BALANCE_SK)
    stored = Balance.of(item) if item and "last" in item else None
    balance = endings.applied(stored, endings.among(items.values())) if stored else None
    if balance is None or balance.is_over(store.tenant):
        return granted(balance, store.tenant, plan_of(store) if store.tenant.is_sandbox else plan_in(item))[0]
    more = None if store.tenant.is_sandbox else raised(balance, plan_in(item))
    return more[0] if more else balance


def attempts(store: TenantStore, within: float) -> Iterator[View]:
    """The balance for one attempt to change it after the other, each in its turn, as long as the caller asks.

    Raises TableBusy when no turn is left within so many seconds.
    """
    end, is_first = time.monotonic() + within, True
    while True:
        began = time.monotonic()
        view = look(store)
        if view.is_crowded or not is_first:
            span = ATTEMPT_IN_READS * (time.monotonic() - began)
            turns.wait_for_turn(store, CREDIT_BALANCE, span, end, longest_ms=LONGEST_TURN_MS)
            view = look(store)
        yield view
        is_first = False


def catch_up(store: TenantStore) -> None:
    """Enter what has ended. Where others keep changing the balance, their changes enter it soon after."""
    with suppress(TableBusy):
        for view in attempts(store, CATCH_UP_SECONDS):
            if not view.ended:
                return
            enter(store, view)


def enter(store: TenantStore, view: View) -> None:
    """Enter what has ended, as much as one change takes, unless the balance has changed meanwhile."""
    after = endings.applied(view.balance, view.entering)
    with suppress(TransactionFailed, TableBusy):
        store.transact_at_once(changing(store, view.balance, after, [], view.entering))


def changing(
    store: TenantStore,
    before: Balance | None,
    after: Balance,
    entries: Sequence[Entry],
    entering: Sequence[Ending] = (),
) -> list[Write]:
    """The writes of a change; the first one's condition fails when the balance is no longer `before`.

    `after` is the balance with what is `entering`, whose entries come before the others.
    """
    last = before.last if before else 0
    amount = before.available if before else 0
    writes: list[Write] = []
    for number, entry in enumerate([*(ending.entry for ending in entering), *entries], start=last + 1):
        amount += entry.credits
        writes.append(store.put_write(CREDIT_ENTRY, keys.sequence_sk(number), _attributes(entry, amount)))
    if amount != after.available:
        raise ValueError("the entries do not add up to the balance")
    newest = last + len(writes)
    unchanged = absent("last") if before is None else equals("last", last)
    set_ = Update(set=after._replace(last=newest)._asdict())
    return [
        store.update_write(CREDIT_BALANCE, BALANCE_SK, set_, condition=unchanged),
        store.update_write(
            keys.index_of(CREDIT_ENTRY), keys.SEQUENCE_SK, Update(set={"last": newest}), CREDIT_ENTRY.partition
        ),
        *writes,
        *endings.deletions(store, entering),
    ]


def _attributes(entry: Entry, balance_after: int) -> Item:
    about: dict[str, Any] = {
        "random": ids.random_text(ids.RANDOM_LENGTH),
        "version": 1,
        "balance_after": balance_after,
        **entry._asdict(),
        "at": entry.at or clock.real_timestamp(),
    }
    return {name: value for name, value in about.items() if value is not None}

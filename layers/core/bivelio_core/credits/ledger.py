"""Writes of ledger entries together with the balance: one transaction, on condition that no entry came between.

An entry's number follows the number of the one before it, and its `balance_after` the balance before it, so the ledger
has no gap and adds up to the balance. The numbers are those of a list (store/index): entries are found by kind and day.
What was claimed (claims.py) and what has ended (endings.py) since then is read with the balance, and entered many at a
time. It has changed the balance already, by amounts, so claims go on meanwhile: only its numbers are given out here.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from typing import Any, NamedTuple

from bivelio_core import clock, ids
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CREDIT_BALANCE, CREDIT_ENTRY
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, Write, absent, all_of, equals, same

from . import claims, endings, orphans
from .balance import Balance, Entry, granted, raised
from .claims import CLAIMED, ENTERED, HORIZON, Claim
from .endings import Ending
from .plans import BALANCE_SK, plan_in, plan_of

MOST_CLAIMS = 25
"""How many claims one change enters: each is a write, or two when its function died."""

CATCH_UP_SECONDS = 2.0
"""How long who reads the ledger tries to enter what is not in it."""


class View(NamedTuple):
    """A balance as one read shows it: its item, and what was claimed and has ended since the newest entry."""

    balance: Balance
    ended: tuple[Ending, ...]
    claimed: tuple[Claim, ...]
    item: Item

    @property
    def now(self) -> Balance:
        """The balance, with what has ended. What was claimed is no part of its item's amounts any more."""
        return endings.applied(self.balance, self.ended)

    @property
    def is_even(self) -> bool:
        """Whether the release before has written no entry since the newest of ours; claims are refused until then."""
        return bool(self.item.get(CLAIMED) == self.balance.last)


def read(store: TenantStore) -> tuple[Item | None, View | None]:
    """The item of a balance, and what it shows, None before the first grant."""
    items = {item["SK"]: item for item in store.query(CREDIT_BALANCE, consistent=True)}
    item = items.get(BALANCE_SK)
    if item is None or "last" not in item:
        return item, None
    return item, View(Balance.of(item), endings.among(items.values()), claims.of(item), item)


def current(store: TenantStore) -> Balance:
    """The balance, with the grant of the period that has begun and of a larger plan."""
    return settled(store).now


def settled(store: TenantStore) -> View:
    """The same, as it was read."""
    for tries in count():
        item, view = read(store)
        writes = _due(store, item, view)
        if writes is None and view is not None:
            return view
        try:
            store.transact_at_once(writes or [])
        except (TransactionFailed, TableBusy):  # another request makes the grant, or has changed the balance
            time.sleep(pause_seconds(tries))
    raise AssertionError("counting does not end")


def look(store: TenantStore) -> View:
    """The same, with all that was claimed in the ledger, unless others keep claiming."""
    end = time.monotonic() + CATCH_UP_SECONDS
    for tries in count():
        view = settled(store)
        if (not view.claimed and view.is_even) or time.monotonic() > end:
            return view
        if not enter(store, view, ends=0):
            time.sleep(pause_seconds(tries))
    raise AssertionError("counting does not end")


def _due(store: TenantStore, item: Item | None, view: View | None) -> list[Write] | None:
    """The grant that is due. What has ended in the period that is over is entered before it: it expires with it."""
    tenant = store.tenant
    if view is None:
        plan = plan_of(store) if tenant.is_sandbox else plan_in(item)
        return changing(store, None, *granted(None, tenant, plan))
    if view.balance.is_over(tenant):
        if view.claimed or view.ended or not view.is_even:
            return entering(store, view)
        return changing(store, view.balance, *granted(view.balance, tenant, plan_in(item)))
    if tenant.is_sandbox or (more := raised(view.balance, plan_in(item))) is None:
        return None
    if not view.is_even:
        return entering(store, view)
    after, entries = more
    about = {"plan": after.plan, "granted": after.granted}
    return entering(store, view, entries, monthly=after.monthly - view.balance.monthly, about=about)


def seen(store: TenantStore) -> Balance:
    """What `current` would say, without making the grant: for who only reads."""
    item, view = read(store)
    plan = plan_of(store) if store.tenant.is_sandbox else plan_in(item)
    if view is None or view.balance.is_over(store.tenant):
        return granted(view.now if view else None, store.tenant, plan)[0]
    more = None if store.tenant.is_sandbox else raised(view.now, plan)
    return more[0] if more else view.now


def attempts(store: TenantStore, within: float) -> Iterator[View]:
    """The balance for one attempt to change it after the other, as long as the caller asks.

    Raises TableBusy after so many seconds.
    """
    end = time.monotonic() + within
    for tries in count():
        yield settled(store)
        if time.monotonic() > end:
            raise TableBusy("the balance kept changing")
        time.sleep(pause_seconds(tries))


def catch_up(store: TenantStore) -> None:
    """Enter what was claimed and has ended. Where others keep on claiming, the last follow soon after."""
    with suppress(TableBusy):
        for view in attempts(store, CATCH_UP_SECONDS):
            while view.claimed or view.ended or not view.is_even:
                if not enter(store, view):
                    break
                view = settled(store)  # noqa: PLW2901 - the rest of what one read showed
            else:
                return


def enter(store: TenantStore, view: View, *, ends: int = endings.MOST_ENTERED) -> bool:
    """Enter as much as one change takes; False when somebody else entered meanwhile."""
    try:
        store.transact_at_once(entering(store, view, ends=ends))
    except (TransactionFailed, TableBusy):
        return False
    return True


def entering(
    store: TenantStore,
    view: View,
    entries: Sequence[Entry] = (),
    *,
    monthly: int = 0,
    extra: int = 0,
    about: Item | None = None,
    ends: int = endings.MOST_ENTERED,
) -> list[Write]:
    """The writes that enter what a view shows, and further entries behind it, by which the balance gains so much.

    The first one's condition fails when another change has given out numbers since. Nothing but claims is entered
    where the release before has written entries behind them (`is_even`); then the rest follows with the next change.
    """
    claimed = view.claimed[:MOST_CLAIMS]
    first = view.item.get(ENTERED, view.balance.last)
    if view.is_even:
        later = {claim.token for claim in view.claimed[MOST_CLAIMS:]}
        ended = [ending for ending in view.ended if ending.claim not in later][:ends]
    else:
        ended = []
    lines = [*_in_order(claimed, ended), *entries]
    back = endings.applied(view.balance, ended)
    gained = {
        "monthly": back.monthly - view.balance.monthly + monthly,
        "extra": back.extra - view.balance.extra + extra,
        "reserved": back.reserved - view.balance.reserved,
        **dict.fromkeys(("last", CLAIMED), len(lines) - len(claimed)),
    }
    is_all = not view.is_even and len(claimed) == len(view.claimed)
    newest = view.balance.last if is_all else first + len(lines)
    numbers = {ENTERED: newest, **({CLAIMED: newest} if is_all else {})}
    horizon = {HORIZON: max(claimed[-1].time, view.item.get(HORIZON, 0))} if claimed else {}
    change = Update(
        set={**numbers, **horizon, **(about or {})},
        add={name: amount for name, amount in gained.items() if amount},
        remove=[claim.name for claim in claimed],
    )
    return [
        store.update_write(CREDIT_BALANCE, BALANCE_SK, change, condition=_unentered(view)),
        *([_listed(store, newest)] if view.is_even else []),
        *_numbered(store, first, _amount(store, view), lines),
        *endings.deletions(store, ended),
        *orphans.completing(store, claimed, view.ended),
    ]


def changing(store: TenantStore, before: Balance | None, after: Balance, entries: Sequence[Entry]) -> list[Write]:
    """The writes of a change while nobody claims; the first one's condition fails if it is no longer `before`."""
    first = before.last if before else 0
    amount = before.available if before else 0
    if amount + sum(entry.credits for entry in entries) != after.available:
        raise ValueError("the entries do not add up to the balance")
    newest = first + len(entries)
    unchanged = absent("last") if before is None else equals("last", first)
    numbers = {"last": newest, CLAIMED: newest, ENTERED: newest}
    change = Update(set={**after._asdict(), **numbers})
    return [
        store.update_write(CREDIT_BALANCE, BALANCE_SK, change, condition=unchanged),
        _listed(store, newest),
        *_numbered(store, first, amount, entries),
    ]


def _in_order(claimed: Sequence[Claim], ended: Sequence[Ending]) -> list[Entry]:
    """The lines of claims and ends by their time, an end behind its claim whatever the clocks said."""
    times: dict[str | None, int] = {claim.token: claim.time for claim in claimed}
    lines = [(claim.time, 0, claim.entry) for claim in claimed]
    lines += [(max(ending.time, times.get(ending.claim, 0)), 1, ending.entry) for ending in ended]
    return [entry for _, _, entry in sorted(lines, key=lambda line: line[:2])]


def _unentered(view: View) -> Condition:
    """The condition that no number was given out since the view was read; claims take none."""
    entered = equals(ENTERED, view.item[ENTERED]) if ENTERED in view.item else absent(ENTERED)
    return all_of(entered, same("last", CLAIMED) if view.is_even else equals("last", view.balance.last))


def _amount(store: TenantStore, view: View) -> int:
    """The balance after the newest entry of ours."""
    amount = view.balance.available
    if not view.is_even and CLAIMED in view.item:
        item = store.get(CREDIT_ENTRY, keys.sequence_sk(view.item[CLAIMED] + 1))
        amount = item["balance_after"] - item["credits"] if item else amount
    return amount + sum(claim.credits for claim in view.claimed)


def _listed(store: TenantStore, newest: int) -> Write:
    change = Update(set={"last": newest})
    return store.update_write(keys.index_of(CREDIT_ENTRY), keys.SEQUENCE_SK, change, CREDIT_ENTRY.partition)


def _numbered(store: TenantStore, first: int, amount: int, entries: Sequence[Entry]) -> Iterator[Write]:
    """The puts of entries, whose numbers follow `first` and whose balance `amount`."""
    for number, entry in enumerate(entries, start=first + 1):
        amount += entry.credits
        yield store.put_write(CREDIT_ENTRY, keys.sequence_sk(number), _attributes(entry, amount))


def _attributes(entry: Entry, balance_after: int) -> Item:
    about: dict[str, Any] = {
        "random": ids.random_text(ids.RANDOM_LENGTH),
        "version": 1,
        "balance_after": balance_after,
        **entry._asdict(),
        "at": entry.at or clock.real_timestamp(),
    }
    return {name: value for name, value in about.items() if value is not None}

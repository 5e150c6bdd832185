"""Reserve credits: claim them from the balance, then make the reservation that says so."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count

from bivelio_core.aws_calls import pause_seconds
from bivelio_core.store import effect_marker
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import CREDIT_BALANCE, CREDIT_RESERVATION
from bivelio_core.store.table import ConditionFailed, TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, Write, absent

from . import claims, endings, ledger, orphans, reservation
from .balance import Balance
from .claims import Claim
from .errors import CreditsExhausted
from .ledger import View
from .marks import mark
from .plans import BALANCE_SK
from .reservation import Reservation

ENTERED_AT = 10
"""Who makes each so many claims that are in the balance enters them, so mostly one at a time does."""


class _Exists(Exception):
    """The key has a reservation by now, or a claim of which one can be made."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item


def reserve(
    store: TenantStore, key: EffectKey, price: int, reference: str, also: Sequence[Write], end: float
) -> Reservation:
    """See account.reserve; `end` (monotonic) is when no further attempt begins."""
    name = reference if key.idempotency_key is None else effect_marker.digest(key)
    item = store.get(CREDIT_RESERVATION, name)
    while True:
        if item is not None and item["status"] != "refunded":
            return _same(item, key)
        claim = Claim.new(key, name, reference, price)
        try:
            if also or item is not None:
                return _together(store, claim, item, also, end)
            return _apart(store, claim, end)
        except _Exists as exists:
            item = exists.item


def _apart(store: TenantStore, claim: Claim, end: float) -> Reservation:
    """Claim the credits, then make the reservation of a key that had none. Whoever enters the claim may be first."""
    claim, balance = _claimed(store, claim, end, lambda claim: _update(store, claim))
    item = _followed(store, claim)
    if balance is not None and sum(name.startswith(claims.PREFIX) for name in balance) % ENTERED_AT == 0:
        _enter(store)
    return Reservation.of(item, is_new=True)


def _update(store: TenantStore, claim: Claim) -> Item:
    write = claims.making(store, claim)
    return store.table.update(write.key, write.update, write.condition)


def _followed(store: TenantStore, claim: Claim) -> Item:
    put = orphans.following(store, claim)
    try:
        store.table.put(put.item, put.condition)
    except ConditionFailed as failure:
        if (item := failure.item) is None:
            raise TableBusy("the reservation kept changing") from failure
        return item if item.get("claim") == claim.token else _lost(store, claim, item)
    except TableBusy:
        item = store.get(CREDIT_RESERVATION, claim.reservation)
        if item is None or item.get("claim") != claim.token:
            raise
        return item
    return put.item


def _adopted(store: TenantStore, claim: Claim) -> None:
    """Go on with a claim that another try of the same request made, which died or is under way."""
    raise _Exists(_followed(store, claim))


def _lost(store: TenantStore, claim: Claim, item: Item) -> Item:
    """Give back what was claimed for a key that another request has reserved meanwhile."""
    put = orphans.in_vain(store, claim)
    held = Reservation.of(put.item)
    change = reservation.closing(held, "refunded", 0, None)
    closed = {**{name: value for name, value in put.item.items() if name not in change.remove}, **change.set}
    with suppress(TransactionFailed):  # who entered the claim has made it, and the sweeper gives it back
        store.transact([put._replace(item=closed), endings.written(store, held, "refund", 0)])
    raise _Exists(item)


def _together(
    store: TenantStore, claim: Claim, refunded: Item | None, also: Sequence[Write], end: float
) -> Reservation:
    """Claim the credits and make the reservation in one transaction, with the writes of `also`."""
    claim = claim._replace(attempt=refunded["attempt"] + 1 if refunded else 1)
    unused = absent() if refunded is None else reservation.is_at(refunded["attempt"], "refunded")
    last_put: list[Put] = []

    def transact(claim: Claim) -> None:
        about = {
            **reservation.of_claim(claim),
            **mark(store.tenant, claim.reservation, claim.instant + claims.OVERDUE),
        }
        put = store.put_write(CREDIT_RESERVATION, claim.reservation, about, condition=unused)
        last_put[:] = [put]
        try:
            store.transact_at_once([*also, put, claims.making(store, claim)])
        except TransactionFailed as failure:
            reservation_at, balance_at = len(also), len(also) + 1
            if (existing_item := failure.items.get(reservation_at)) is not None:
                raise _Exists(existing_item) from failure
            if failed := {position: item for position, item in failure.items.items() if position < reservation_at}:
                raise TransactionFailed(failed) from failure
            raise ConditionFailed(failure.items.get(balance_at)) from failure

    _claimed(store, claim, end, transact)
    return Reservation.of(last_put[0].item, is_new=True)


def _claimed(
    store: TenantStore, claim: Claim, end: float, send: Callable[[Claim], Item | None]
) -> tuple[Claim, Item | None]:
    """Send a claim until it is made; returns it, with the balance after it where `send` does.

    Raises CreditsExhausted, TableBusy at the end of the time.
    """
    for tries in count():
        try:
            return claim, send(claim)
        except (TableBusy, ConditionFailed) as refusal:
            is_refused = isinstance(refusal, ConditionFailed)
            item = refusal.item if isinstance(refusal, ConditionFailed) else store.get(CREDIT_BALANCE, BALANCE_SK)
            if _is_made(store, claim, item):
                return claim, None
            if time.monotonic() > end and (tries or not is_refused):
                raise TableBusy("the balance kept changing") from refusal
            if is_refused:
                claim = _next(store, claim, item, tries)
            else:
                time.sleep(pause_seconds(tries))
    raise AssertionError("counting does not end")


def _is_made(store: TenantStore, claim: Claim, item: Item | None) -> bool:
    """Whether a claim was made although its answer was lost. One of another try is gone on with."""
    stored_claim = claims.made_for(item, claim)
    if stored_claim is not None and stored_claim.token != claim.token:
        _adopted(store, stored_claim)
    if stored_claim is not None or item is None or item.get(claims.HORIZON, 0) < claim.time:
        return stored_claim is not None
    reservation_item = store.get(CREDIT_RESERVATION, claim.reservation)
    return reservation_item is not None and reservation_item.get("claim") == claim.token


def _next(store: TenantStore, claim: Claim, item: Item | None, tries: int) -> Claim:
    """The claim as it may be made now, after it was refused. Raises CreditsExhausted."""
    view = _view(store, claim, item)
    if view.balance.available < claim.credits:
        if view.now.available < claim.credits:
            raise CreditsExhausted(required=claim.credits, available=view.now.available)
        if not ledger.enter(store, view):
            time.sleep(pause_seconds(tries))
        view = ledger.settled(store)
    return claims.split(claim, view.balance)._replace(time=max(claims.now(), view.item.get(claims.HORIZON, 0) + 1))


def _view(store: TenantStore, claim: Claim, item: Item | None) -> View:
    """The balance after a refusal, by what it told if that is enough."""
    if item is not None and item.get("last", 0) == item.get(claims.CLAIMED):
        balance = Balance.of(item)
        if not balance.is_over(store.tenant) and balance.available >= claim.credits:
            return View(balance, (), (), item)
    view = ledger.settled(store)
    while not view.is_even:
        ledger.enter(store, view)
        view = ledger.settled(store)
    return view


def _enter(store: TenantStore) -> None:
    """Enter what was claimed and has ended. The next who is the tenth does what this one cannot."""
    try:
        ledger.enter(store, ledger.settled(store))
    except TableBusy:
        return


def _same(item: Item, key: EffectKey) -> Reservation:
    effect_marker.require_same_request(item, key.fingerprint)
    return Reservation.of(item)

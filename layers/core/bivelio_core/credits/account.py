"""Charge for work: reserve credits before it, settle them after it, refund them when it failed.

    from bivelio_core.credits import account, prices

    key = EffectKey.of("documents.extract", ctx.idempotency_key, request)
    held = account.reserve(ctx.store, key, price=prices.EXTRACT_DOCUMENT, reference=extraction_id, also=[...])
    if held.reference != extraction_id:
        ...                                        # the same request was made before: continue what it began
    account.settle(ctx.store, held, also=[...])    # the work is done; `charged=` if it cost less
    account.refund(ctx.store, held, also=[...])    # we or the provider failed

Each of the three is one transaction, with the writes of `also` in it, and happens once: `reserve` once for its key,
`settle` or `refund` once for its reservation; called again, they return the reservation as it is. A key without an
Idempotency-Key is used once, for its `reference`. After a refund the same key may reserve again, since a request that
failed is processed again when it is repeated.

Work that dies holds its reservation until it is OVERDUE; then the sweeper refunds it (sweep.py). Work in another
function (a queue's worker) finds the reservation with `find`, by its `id`.

The balance is one item of the organisation, so reservations meet there and take turns (store/turns.py), for `within`
seconds at most. Then TableBusy is raised, which the API answers with 503, and nothing was charged. `settle` and
`refund` do not touch that item, so they wait for nobody: whoever changes the balance next enters them (endings.py).

A function that reserves credits declares it: `Needs(uses=("credits",))`.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.store import effect_marker
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, LastingKey
from bivelio_core.store.keys import CREDIT_RESERVATION
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write, absent

from . import endings, ledger, reservation
from .balance import Balance, Entry, EntryKind
from .errors import CreditsExhausted
from .ledger import View, attempts, changing
from .marks import mark
from .reservation import Reservation, ReservationClosed, Status

__all__ = ["OVERDUE", "Reservation", "ReservationClosed", "find", "grant", "refund", "release", "reserve", "settle"]

OVERDUE = timedelta(minutes=15)
"""How long a reservation may be open: longer than any function runs."""

WITHIN_SECONDS = 5.0
"""How long a change of the balance waits for its turn; an attempt that has begun is completed."""


def reserve(
    store: TenantStore,
    key: EffectKey,
    *,
    price: int,
    reference: str,
    also: Sequence[Write] = (),
    within: float = WITHIN_SECONDS,
) -> Reservation:
    """Set credits aside for the operation of a key; `reference` is the id of what it makes.

    Raises CreditsExhausted when fewer are left, IdempotencyMismatch when the key was used for another request,
    TransactionFailed when a condition of `also` does not hold, by its position there.
    """
    public = reference if key.idempotency_key is None else effect_marker.digest(key)
    try:
        return _reserve_in_turn(store, public, key, price, reference, also, within)
    except TableBusy:
        item = store.get(CREDIT_RESERVATION, public)
        if item is None or item["status"] != "reserved" or item["reference"] != reference:
            raise
        return Reservation.of(item, is_new=True)  # only the answer to an attempt was lost


def settle(
    store: TenantStore,
    held: Reservation,
    *,
    charged: int | None = None,
    also: Sequence[Write] = (),
    outcome: str | None = None,
) -> Reservation:
    """Charge a reservation, or less of it; what is not charged goes back to the balance.

    `outcome` is kept with it, for who repeats the request and finds it settled. Raises ReservationClosed when it was
    refunded meanwhile, TransactionFailed as `reserve` does.
    """
    charged = held.credits if charged is None else charged
    if not 0 <= charged <= held.credits:
        raise ValueError("an operation is charged at most what was reserved for it")
    return _close(store, held, "settled", charged, also, outcome)


def refund(store: TenantStore, held: Reservation, *, also: Sequence[Write] = ()) -> Reservation:
    """Give a reservation back. Raises ReservationClosed when it was settled, TransactionFailed as `reserve` does."""
    return _close(store, held, "refunded", 0, also)


def release(store: TenantStore, held: Reservation, *, also: Sequence[Write] = ()) -> None:
    """The same, for who has a failure to tell: what cannot be given back now is closed already, or for the sweeper."""
    with suppress(ReservationClosed, ServiceBusy):
        refund(store, held, also=also)


def find(store: TenantStore, reservation_id: str) -> Reservation | None:
    """The reservation with this id."""
    item = store.get(CREDIT_RESERVATION, reservation_id)
    return Reservation.of(item) if item else None


def grant(store: TenantStore, amount: int, reference: str, also: Sequence[Write] = ()) -> bool:
    """Add credits that do not expire, once for a reference (an order's number); False when they were added before."""
    key = EffectKey("credits.grant", LastingKey(reference), str(amount))
    marker = effect_marker.effect_marker(store, key, reference)
    for view in attempts(store, WITHIN_SECONDS):
        after = view.balance._replace(extra=view.balance.extra + amount)
        writes = changing(store, view.balance, after, [Entry("grant", amount, reference=reference)])
        try:
            store.transact_at_once([*marker, *writes, *also])
        except TableBusy:
            continue
        except TransactionFailed as failure:
            if (existing_entry := failure.items.get(0)) is not None:
                effect_marker.require_same_request(existing_entry, key.fingerprint)
                return False
            if _BALANCE not in failure.items:
                raise
        else:
            return True
    raise AssertionError("attempts end by success or an exception")


_RESERVATION, _BALANCE = 0, 1
"""The positions of these writes, after those of `also`."""


class _Reserved(NamedTuple):
    """The item of a new reservation, and the writes that make it."""

    attributes: Item
    writes: list[Write]


def _reserve_in_turn(
    store: TenantStore,
    public: str,
    key: EffectKey,
    price: int,
    reference: str,
    also: Sequence[Write],
    within: float,
) -> Reservation:
    refunded: Item | None = None
    for view in attempts(store, within):
        if (now := view.now).available < price:
            return _made_before(store, public, key) or _exhausted(price, now)
        if endings.applied(view.balance, view.entering).available < price:
            ledger.enter(store, view)  # what comes back is more than one change enters
            continue
        item = _reserved(store, public, key, view, price, reference, refunded)
        try:
            store.transact_at_once([*also, *item.writes])
        except TableBusy:
            continue
        except TransactionFailed as failure:
            failed = _after(failure, len(also))
            if _RESERVATION in failed:
                reservation_item = failed[_RESERVATION]
                if reservation_item is not None and reservation_item["status"] != "refunded":
                    return _same_reservation(reservation_item, key)
                refunded = reservation_item
            elif _BALANCE not in failed:
                raise
        else:
            return Reservation.of(item.attributes, is_new=True)
    raise AssertionError("attempts end by success or an exception")


def _reserved(
    store: TenantStore,
    public: str,
    key: EffectKey,
    view: View,
    price: int,
    reference: str,
    refunded: Item | None,
) -> _Reserved:
    before = endings.applied(view.balance, view.entering)
    monthly = min(price, before.monthly)
    extra = price - monthly
    after = before._replace(
        monthly=before.monthly - monthly, extra=before.extra - extra, reserved=before.reserved + price
    )
    entry = Entry("reserve", -price, key.operation, reference)
    due = mark(store.tenant, public, clock.real_now() + OVERDUE)
    about = reservation.attributes(key, reference, price, extra, refunded, due)
    unused = absent() if refunded is None else reservation.is_at(refunded["attempt"], "refunded")
    put = store.put_write(CREDIT_RESERVATION, public, about, condition=unused)
    return _Reserved(put.item, [put, *changing(store, view.balance, after, [entry], view.entering)])


def _close(
    store: TenantStore,
    held: Reservation,
    status: Status,
    charged: int,
    also: Sequence[Write],
    outcome: str | None = None,
) -> Reservation:
    """Close the reservation's own item and leave the end beside the balance: nobody else writes either of them."""
    kind: EntryKind = "settle" if status == "settled" else "refund"
    change = store.update_write(
        CREDIT_RESERVATION,
        held.id,
        reservation.closing(held, status, charged, outcome),
        condition=reservation.is_at(held.attempt, "reserved"),
    )
    try:
        store.transact([*also, change, endings.written(store, held, kind, charged)])
    except TransactionFailed as failure:
        failed = _after(failure, len(also))
        if _RESERVATION not in failed:
            raise
        return _closed_before(failed[_RESERVATION], held, status)
    return held._replace(status=status, charged=charged, outcome=outcome, is_new=True)


def _closed_before(item: Item | None, held: Reservation, status: Status) -> Reservation:
    """The reservation, when the same call closed it before: its answer was lost."""
    if item is None or item["status"] != status or item["attempt"] != held.attempt:
        raise ReservationClosed("the reservation was closed before")
    return Reservation.of(item)


def _made_before(store: TenantStore, public: str, key: EffectKey) -> Reservation | None:
    item = store.get(CREDIT_RESERVATION, public)
    return None if item is None or item["status"] == "refunded" else _same_reservation(item, key)


def _same_reservation(item: Item, key: EffectKey) -> Reservation:
    effect_marker.require_same_request(item, key.fingerprint)
    return Reservation.of(item)


def _exhausted(price: int, balance: Balance) -> Reservation:
    raise CreditsExhausted(required=price, available=balance.available)


def _after(failure: TransactionFailed, before: int) -> Mapping[int, Item | None]:
    """The failed conditions by their positions behind the first `before` writes."""
    return {position - before: item for position, item in failure.items.items()}

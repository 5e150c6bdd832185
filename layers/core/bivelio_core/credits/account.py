"""Charge for work: reserve credits before it, settle them after it, refund them when it failed.

    from bivelio_core.credits import account, prices

    key = EffectKey.of("documents.extract", ctx.idempotency_key, request)
    held = account.reserve(ctx.store, key, price=prices.EXTRACT_DOCUMENT, reference=extraction_id, also=[...])
    if held.reference != extraction_id:
        ...                                        # the same request was made before: continue what it began
    account.settle(ctx.store, held, also=[...])    # the work is done; `charged=` if it cost less
    account.refund(ctx.store, held, also=[...])    # we or the provider failed

Each of the three is made with the writes of `also` or not at all, and happens once: `reserve` once for its key,
`settle` or `refund` once for its reservation; called again, they return the reservation as it is. A key without an
Idempotency-Key is used once, for its `reference`. After a refund the same key may reserve again, since a request that
failed is processed again when it is repeated.

Work that dies holds its reservation until it is OVERDUE; then the sweeper refunds it (sweep.py). Work in another
function (a queue's worker) finds the reservation with `find`, by its `id`.

The balance is one item of the organisation. A reservation takes its credits there by one update, which no other one
makes fail (claims.py), and makes its own item; `settle` and `refund` do not touch the balance. So operations do not
wait for each other, and whoever is the tenth enters them in the ledger (ledger.py). A reservation that the table does
not take within `within` seconds raises TableBusy, which the API answers with 503; nothing was charged.

A function that reserves credits declares it: `Needs(uses=("credits",))`.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.store import effect_marker
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, LastingKey
from bivelio_core.store.keys import CREDIT_RESERVATION
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import endings, ledger, reservation, reserving
from .balance import Entry, EntryKind
from .claims import OVERDUE
from .reservation import Reservation, ReservationClosed, Status

__all__ = ["OVERDUE", "Reservation", "ReservationClosed", "find", "grant", "refund", "release", "reserve", "settle"]

WITHIN_SECONDS = 5.0
"""How long a change of the balance is tried; an attempt that has begun is completed."""


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
    return reserving.reserve(store, key, price, reference, also, time.monotonic() + within)


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


def is_held(store: TenantStore, key: EffectKey) -> bool:
    """Whether a key has a reservation, open or settled: what it is for was begun before."""
    if key.idempotency_key is None:
        return False
    held = find(store, effect_marker.digest(key))
    return held is not None and held.status != "refunded"


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
    for view in ledger.attempts(store, WITHIN_SECONDS):
        if not view.is_even:
            ledger.enter(store, view)
            continue
        writes = ledger.entering(store, view, [Entry("grant", amount, reference=reference)], extra=amount)
        try:
            store.transact_at_once([*marker, *writes, *also])
        except TableBusy:
            continue
        except TransactionFailed as failure:
            if (existing_entry := failure.items.get(0)) is not None:
                effect_marker.require_same_request(existing_entry, key.fingerprint)
                return False
            if not failure.items.keys() & range(1, 1 + len(writes)):
                raise
        else:
            return True
    raise AssertionError("attempts end by success or an exception")


_RESERVATION = 0
"""The position of this write, after those of `also`."""


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


def _after(failure: TransactionFailed, before: int) -> Mapping[int, Item | None]:
    """The failed conditions by their positions behind the first `before` writes."""
    return {position - before: item for position, item in failure.items.items()}

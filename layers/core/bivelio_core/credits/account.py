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

The balance is one item of the organisation, so concurrent changes meet there and take turns (store/turns.py), for
`within` seconds at most. Then TableBusy is raised, which the API answers with 503, and nothing was charged.

A policy needs, on the table: GetItem and Query of `org_*`; PutItem and UpdateItem of `org_*#CR`, `org_*#CRL`,
`org_*#CRR`, and `org_*#IX#CRL`. The function's environment has PLAN_CREDITS.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from bivelio_core import clock
from bivelio_core.aws_calls import PlainCause
from bivelio_core.store import effect_marker
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, LastingKey
from bivelio_core.store.keys import CREDIT_RESERVATION
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, Write, absent, all_of, equals

from .balance import Balance, Entry, EntryKind
from .errors import CreditsExhausted
from .ledger import attempts, changing
from .marks import MARK, mark

OVERDUE = timedelta(minutes=15)
"""How long a reservation may be open: longer than any function runs."""

WITHIN_SECONDS = 5.0
"""How long a change waits for its turn when others change the balance; an attempt that has begun is completed."""

Status = Literal["reserved", "settled", "refunded"]


class Reservation(NamedTuple):
    """Credits set aside for one operation. `charged` is what it cost, once it is settled."""

    id: str
    operation: str
    reference: str
    credits: int
    extra: int
    """How many of them came from the credits that do not expire."""
    status: Status
    attempt: int
    charged: int
    lasts: bool
    """Whether it is kept forever, since its key may be used again at any time (LastingKey)."""
    is_new: bool
    """Whether this call made it; else an earlier call with the same key did."""

    @classmethod
    def of(cls, item: Item, *, is_new: bool = False) -> "Reservation":
        """The reservation that an item holds."""
        return cls(
            id=item["SK"],
            operation=item["operation"],
            reference=item["reference"],
            credits=item["credits"],
            extra=item["extra"],
            status=item["status"],
            attempt=item["attempt"],
            charged=item.get("charged", 0),
            lasts=item.get("lasts", False),
            is_new=is_new,
        )


class ReservationClosed(PlainCause):
    """The reservation was settled or refunded otherwise; a refund is the sweeper's when the work took too long."""


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
    refunded: Item | None = None
    for balance in attempts(store, within):
        if balance.available < price:
            return _made_before(store, public, key) or _exhausted(price, balance)
        item = _reserved(store, public, key, balance, price, reference, refunded)
        try:
            store.transact_at_once([*also, *item.writes])
        except TableBusy:
            continue
        except TransactionFailed as failure:
            failed = _after(failure, len(also))
            if _RESERVATION in failed:
                made = failed[_RESERVATION]
                if made is not None and made["status"] != "refunded":
                    return _known(made, key)
                refunded = made
            elif _BALANCE not in failed:
                raise
        else:
            return Reservation.of(item.attributes, is_new=True)
    raise AssertionError("attempts end by success or an exception")


def settle(
    store: TenantStore,
    held: Reservation,
    *,
    charged: int | None = None,
    also: Sequence[Write] = (),
    within: float = WITHIN_SECONDS,
) -> Reservation:
    """Charge a reservation, or less of it; what is not charged goes back to the balance.

    Raises ReservationClosed when it was refunded meanwhile, TransactionFailed as `reserve` does.
    """
    charged = held.credits if charged is None else charged
    if not 0 <= charged <= held.credits:
        raise ValueError("an operation is charged at most what was reserved for it")
    return _close(store, held, "settled", charged, also, within)


def refund(
    store: TenantStore, held: Reservation, *, also: Sequence[Write] = (), within: float = WITHIN_SECONDS
) -> Reservation:
    """Give a reservation back. Raises ReservationClosed when it was settled, TransactionFailed as `reserve` does."""
    return _close(store, held, "refunded", 0, also, within)


def find(store: TenantStore, reservation_id: str) -> Reservation | None:
    """The reservation with this id."""
    item = store.get(CREDIT_RESERVATION, reservation_id)
    return Reservation.of(item) if item else None


def grant(store: TenantStore, amount: int, reference: str, also: Sequence[Write] = ()) -> bool:
    """Add credits that do not expire, once for a reference (an order's number); False when they were added before."""
    key = EffectKey("credits.grant", LastingKey(reference), str(amount))
    marker = effect_marker.effect_marker(store, key, reference)
    for before in attempts(store, WITHIN_SECONDS):
        after = before._replace(extra=before.extra + amount)
        writes = changing(store, before, after, [Entry("grant", amount, reference=reference)])
        try:
            store.transact_at_once([*marker, *writes, *also])
        except TableBusy:
            continue
        except TransactionFailed as failure:
            if (made := failure.items.get(0)) is not None:
                effect_marker.require_same_request(made, key.fingerprint)
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


def _reserved(
    store: TenantStore,
    public: str,
    key: EffectKey,
    before: Balance,
    price: int,
    reference: str,
    refunded: Item | None,
) -> _Reserved:
    monthly = min(price, before.monthly)
    extra = price - monthly
    after = before._replace(
        monthly=before.monthly - monthly, extra=before.extra - extra, reserved=before.reserved + price
    )
    entry = Entry("reserve", -price, key.operation, reference)
    about: dict[str, Any] = {
        "operation": key.operation,
        "reference": reference,
        "credits": price,
        "extra": extra,
        "status": "reserved",
        "attempt": refunded["attempt"] + 1 if refunded else 1,
        "at": clock.timestamp(),
        **({"fingerprint": key.fingerprint} if key.fingerprint is not None else {}),
        **({"lasts": True} if isinstance(key.idempotency_key, LastingKey) else {}),
        **mark(store.tenant, public, clock.now() + OVERDUE),
    }
    unused = absent() if refunded is None else _is_at(refunded["attempt"], "refunded")
    put = store.put_write(CREDIT_RESERVATION, public, about, condition=unused)
    return _Reserved(put.item, [put, *changing(store, before, after, [entry])])


def _close(
    store: TenantStore, held: Reservation, status: Status, charged: int, also: Sequence[Write], within: float
) -> Reservation:
    kind: EntryKind = "settle" if status == "settled" else "refund"
    entry = Entry(kind, held.credits - charged, held.operation, held.reference)
    open_ = _is_at(held.attempt, "reserved")
    for before in attempts(store, within):
        change = store.update_write(CREDIT_RESERVATION, held.id, _closing(held, status, charged), condition=open_)
        writes = [change, *changing(store, before, _given_back(before, held, charged), [entry])]
        try:
            store.transact_at_once([*also, *writes])
        except TableBusy:
            continue
        except TransactionFailed as failure:
            failed = _after(failure, len(also))
            if _RESERVATION in failed:
                return _closed_before(failed[_RESERVATION], held, status)
            if _BALANCE not in failed:
                raise
        else:
            return held._replace(status=status, charged=charged, is_new=False)
    raise AssertionError("attempts end by success or an exception")


def _closing(held: Reservation, status: Status, charged: int) -> Update:
    """A closed reservation is kept as long as its key may be used again."""
    expires = {} if held.lasts else {"ttl": clock.ttl(effect_marker.LIFETIME)}
    return Update(set={"status": status, "charged": charged, "closed_at": clock.timestamp(), **expires}, remove=MARK)


def _given_back(before: Balance, held: Reservation, charged: int) -> Balance:
    """What is not charged goes back where it came from: first to the credits that do not expire."""
    back = held.credits - charged
    extra = min(back, held.extra)
    return before._replace(
        monthly=before.monthly + back - extra, extra=before.extra + extra, reserved=before.reserved - held.credits
    )


def _closed_before(item: Item | None, held: Reservation, status: Status) -> Reservation:
    """The reservation, when the same call closed it before: its answer was lost."""
    if item is None or item["status"] != status or item["attempt"] != held.attempt:
        raise ReservationClosed("the reservation was closed before")
    return Reservation.of(item)


def _made_before(store: TenantStore, public: str, key: EffectKey) -> Reservation | None:
    made = store.get(CREDIT_RESERVATION, public)
    return None if made is None or made["status"] == "refunded" else _known(made, key)


def _known(made: Item, key: EffectKey) -> Reservation:
    effect_marker.require_same_request(made, key.fingerprint)
    return Reservation.of(made)


def _exhausted(price: int, balance: Balance) -> Reservation:
    raise CreditsExhausted(required=price, available=balance.available)


def _is_at(attempt: int, status: Status) -> Condition:
    return all_of(equals("status", status), equals("attempt", attempt))


def _after(failure: TransactionFailed, before: int) -> Mapping[int, Item | None]:
    """The failed conditions by their positions behind the first `before` writes."""
    return {position - before: item for position, item in failure.items.items()}

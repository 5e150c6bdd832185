"""Reservations of claims whose function died before it made them: whoever enters such a claim makes its reservation.

A claim that has ended had one, as the end shows; so had one that was made with it. Of the others the reservations are
read. One that is not there is made as its function would have made it, and the sweeper gives it back when it is due.
Where another request of the same key was first, the claim is a reservation of its own, which is due at once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bivelio_core.store.keys import CREDIT_RESERVATION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, absent

from . import endings, reservation
from .claims import OVERDUE, Claim
from .endings import Ending
from .marks import mark


def completing(store: TenantStore, claims: Sequence[Claim], ended: Sequence[Ending]) -> list[Put]:
    """The puts of the reservations that these claims lack."""
    closed = {ending.claim or ending.sk for ending in ended}  # those of the release before name no claim
    unsure = [
        claim
        for claim in claims
        if not claim.attempt and closed.isdisjoint((claim.token, endings.sort_key(claim.reservation, 1)))
    ]
    if not unsure:
        return []
    names = [name for claim in unsure for name in (claim.reservation, _other(claim))]
    items = store.get_many(CREDIT_RESERVATION, names, consistent=True)
    return list(_missing(store, unsure, {name: item.get("claim") for name, item in items.items()}))


def _missing(store: TenantStore, claims: Sequence[Claim], owners: dict[str, str | None]) -> Iterator[Put]:
    for claim in claims:
        if claim.reservation not in owners:
            yield following(store, claim)
        elif owners[claim.reservation] != claim.token and _other(claim) not in owners:
            yield in_vain(store, claim)


def following(store: TenantStore, claim: Claim) -> Put:
    """The put of a claim's reservation."""
    return _put(store, claim, claim.reservation, claim.instant + OVERDUE)


def in_vain(store: TenantStore, claim: Claim) -> Put:
    """The put of a reservation for a claim whose key another one has."""
    return _put(store, claim, _other(claim), claim.instant)


def _put(store: TenantStore, claim: Claim, name: str, due: datetime) -> Put:
    about = {**reservation.of_claim(claim), **mark(store.tenant, name, due)}
    return store.put_write(CREDIT_RESERVATION, name, about, condition=absent())


def _other(claim: Claim) -> str:
    return f"{claim.reservation}~{claim.token}"

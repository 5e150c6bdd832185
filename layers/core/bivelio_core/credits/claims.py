"""Claims: credits taken from a balance by one conditional update of its item, which no other claim makes fail.

DynamoDB carries out such updates of an item one after the other, a thousand a second, where transactions that meet
refuse each other. A claim is an attribute of the balance's item, written by the update that takes the credits, so
neither exists without the other. It says all that the reservation does, whose item follows by a put of its own.

Claims stay in the balance until somebody enters them in the ledger (ledger.py), many at a time. Who enters one whose
function died before that put makes the reservation's item, in the same transaction; so it is swept like any other. A
balance with claims has a mark by which the sweeper enters them after a quarter of an hour, if nobody else has.

A request whose answer was lost is sent again, and must not take credits twice. While the claim is there, the attribute
refuses it; afterwards the `horizon` does, the time of the newest claim that was entered: an earlier one comes too late.
"""

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, LastingKey
from bivelio_core.store.keys import CREDIT_BALANCE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, UpdateWrite, absent, all_of, any_of, compare, equals, same

from .balance import Balance, Entry
from .marks import mark
from .plans import BALANCE_SK

PREFIX = "C#"
"""How the attributes of claims begin; then comes a digest of the reservation and its attempt. So a repeated request
whose first try died finds that one's claim, and makes no other."""

HORIZON, CLAIMED, ENTERED = "horizon", "claimed", "entered"
"""Attributes of a balance: the time of the newest claim that was entered; the number that the newest entry has when
all claims are entered, which is `last` unless the release before has written entries since; the newest entry's now."""

OVERDUE = timedelta(minutes=15)
"""How long a reservation may be open, and a claim not entered: longer than any function runs."""

TOKEN_BYTES, DIGEST_BYTES, MICROSECONDS = 6, 9, 1_000_000


class Claim(NamedTuple):
    """Credits that were taken for an operation. `time` is in microseconds since 1970."""

    token: str
    time: int
    reservation: str
    """The id of its reservation."""
    operation: str
    reference: str
    credits: int
    extra: int
    """How many of them are of those that do not expire."""
    fingerprint: str | None = None
    lasts: bool = False
    attempt: int = 0
    """The reservation's attempt, when it was made in the same transaction; 0 when it follows."""

    @classmethod
    def new(cls, key: EffectKey, reservation: str, reference: str, price: int) -> "Claim":
        """A claim that is to be made."""
        lasts = isinstance(key.idempotency_key, LastingKey)
        token = os.urandom(TOKEN_BYTES).hex()
        return cls(token, now(), reservation, key.operation, reference, price, 0, key.fingerprint, lasts)

    @property
    def name(self) -> str:
        """Its attribute."""
        whose = f"{self.reservation}#{self.attempt}".encode()
        return PREFIX + hashlib.blake2b(whose, digest_size=DIGEST_BYTES).hexdigest()

    @property
    def at(self) -> str:
        """When it was made, as people read it."""
        return clock.timestamp(self.instant)

    @property
    def instant(self) -> datetime:
        """The same as an instant."""
        return datetime.fromtimestamp(self.time / MICROSECONDS, UTC)

    @property
    def entry(self) -> Entry:
        """Its line in the ledger."""
        return Entry("reserve", -self.credits, self.operation, self.reference, at=self.at)


def now() -> int:
    """The real time as claims have it."""
    return int(clock.epoch() * MICROSECONDS)


def of(item: Item | None) -> tuple[Claim, ...]:
    """The claims in a balance's item, the earliest first."""
    claims = (Claim(**value) for name, value in (item or {}).items() if name.startswith(PREFIX))
    return tuple(sorted(claims, key=lambda claim: (claim.time, claim.token)))


def made_for(item: Item | None, claim: Claim) -> Claim | None:
    """The claim of the same reservation and attempt in a balance's item."""
    return Claim(**item[claim.name]) if item and claim.name in item else None


def making(store: TenantStore, claim: Claim) -> UpdateWrite:
    """The update that makes a claim. It is refused when too few credits are left, and when a grant is due."""
    monthly = claim.credits - claim.extra
    about = {name: value for name, value in claim._asdict().items() if value is not None}
    added = {"reserved": claim.credits, "last": 1, CLAIMED: 1}
    if monthly:
        added["monthly"] = -monthly
    if claim.extra:
        added["extra"] = -claim.extra
    return store.update_write(
        CREDIT_BALANCE,
        BALANCE_SK,
        Update(set={claim.name: about}, add=added, default=mark(store.tenant, BALANCE_SK, claim.instant + OVERDUE)),
        condition=all_of(absent(claim.name), same("last", CLAIMED), *_time(store, claim), *_amounts(claim, monthly)),
    )


def _time(store: TenantStore, claim: Claim) -> Sequence[Condition]:
    later = any_of(absent(HORIZON), compare(HORIZON, "<", claim.time))
    return [later] if store.tenant.is_sandbox else [later, compare("next_grant_at", ">", clock.real_timestamp())]


def _amounts(claim: Claim, monthly: int) -> Sequence[Condition]:
    """Credits of the month are taken first: others only when these are used up, so then exactly those that are left."""
    if claim.extra:
        return [equals("monthly", monthly), compare("extra", ">=", claim.extra)]
    return [compare("monthly", ">=", monthly)]


def split(claim: Claim, balance: Balance) -> Claim:
    """The claim, with its credits taken from what there is."""
    return claim._replace(extra=max(0, claim.credits - balance.monthly))

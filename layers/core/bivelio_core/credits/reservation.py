"""A reservation: credits set aside for one operation, as its item holds them."""

from typing import Any, Literal, NamedTuple

from bivelio_core import clock
from bivelio_core.aws_calls import PlainCause
from bivelio_core.store import effect_marker
from bivelio_core.store.codec import Item
from bivelio_core.store.writes import Condition, Update, all_of, equals

from .claims import Claim
from .marks import MARK

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
    outcome: str | None
    """What came of the operation, if it was kept with the settlement: for who repeats the request."""
    claim: str | None
    """The token of the claim that took its credits; None of the release before."""
    is_new: bool
    """Whether this call made it, or closed it; else an earlier call did."""

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
            outcome=item.get("outcome"),
            claim=item.get("claim"),
            is_new=is_new,
        )


class ReservationClosed(PlainCause):
    """The reservation was settled or refunded otherwise; a refund is the sweeper's when the work took too long."""


def of_claim(claim: Claim) -> dict[str, Any]:
    """The attributes of the reservation of a claim."""
    return {
        "operation": claim.operation,
        "reference": claim.reference,
        "credits": claim.credits,
        "extra": claim.extra,
        "status": "reserved",
        "attempt": claim.attempt or 1,
        "at": claim.at,
        "claim": claim.token,
        **({"fingerprint": claim.fingerprint} if claim.fingerprint is not None else {}),
        **({"lasts": True} if claim.lasts else {}),
    }


def closing(held: Reservation, status: Status, charged: int, outcome: str | None) -> Update:
    """The change that closes it. A closed one is kept as long as its key may be used again."""
    expires = {} if held.lasts else {"ttl": clock.ttl(effect_marker.LIFETIME)}
    outcome_fields = {} if outcome is None else {"outcome": outcome}
    about = {"status": status, "charged": charged, "closed_at": clock.real_timestamp(), **outcome_fields, **expires}
    return Update(set=about, remove=MARK)


def is_at(attempt: int, status: Status) -> Condition:
    """The condition that it is still as it was read."""
    return all_of(equals("status", status), equals("attempt", attempt))

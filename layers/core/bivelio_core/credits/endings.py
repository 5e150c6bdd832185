"""Ends of operations that the ledger does not have yet: written beside the balance, entered by its next change.

The end of an operation must not wait for the balance, which one change at a time may write: its answer exists, and the
caller waits for it. So its transaction writes an item of its own in the balance's partition. Whoever changes the
balance reads that partition anyway, and enters what it finds: a line of the ledger for each, in the transaction of the
change, which deletes the items. Until then the balance is its item and these, so nobody sees a credit twice or never.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CREDIT_BALANCE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Put

from . import claims
from .balance import Balance, Entry, EntryKind
from .reservation import Reservation

PREFIX = "END#"
"""How their sort keys begin; then come the reservation's id and attempt."""

MOST_ENTERED = 20
"""How many one change enters: each is two writes, and a transaction has 100. An operation leaves one."""

TIME = "time"
"""The attribute with the time of an end in microseconds, by which it stands among claims in the ledger."""


class Ending(NamedTuple):
    """How an operation ended: what it had reserved, and what of it comes back."""

    sk: str
    kind: EntryKind
    operation: str
    reference: str
    reserved: int
    back: int
    extra: int
    """How many of the credits that come back are of those that do not expire."""
    at: str
    time: int
    claim: str | None
    """The token of the claim that began it."""

    @property
    def entry(self) -> Entry:
        """Its line in the ledger, at the time when the operation ended."""
        return Entry(self.kind, self.back, self.operation, self.reference, at=self.at)


_FIELDS = ("kind", "operation", "reference", "reserved", "back", "extra", "at")


def written(store: TenantStore, held: Reservation, kind: EntryKind, charged: int) -> Put:
    """The write of an end. What is not charged goes back where it came from: first to what does not expire."""
    back = held.credits - charged
    about = {
        "kind": kind,
        "operation": held.operation,
        "reference": held.reference,
        "reserved": held.credits,
        "back": back,
        "extra": min(back, held.extra),
        "at": clock.real_timestamp(),
        TIME: claims.now(),
        **({"claim": held.claim} if held.claim else {}),
    }
    return store.put_write(CREDIT_BALANCE, sort_key(held.id, held.attempt), about)


def sort_key(reservation: str, attempt: int) -> str:
    """The sort key of the end of a reservation's attempt."""
    return f"{PREFIX}{reservation}#{attempt}"


def among(items: Iterable[Item]) -> tuple[Ending, ...]:
    """The ends among the items of a balance's partition, the earliest first."""
    endings = (_ending(item) for item in items if item["SK"].startswith(PREFIX))
    return tuple(sorted(endings, key=lambda ending: (ending.time, ending.sk)))


def _ending(item: Item) -> Ending:
    """The end that an item holds. Those of the release before have whole seconds: they stand behind all of a second."""
    time = item.get(TIME) or int((clock.parse(item["at"]).timestamp() + 1) * claims.MICROSECONDS)
    about = {name: item[name] for name in _FIELDS}
    return Ending(sk=item["SK"], time=time, claim=item.get("claim"), **about)


def applied(before: Balance, endings: Sequence[Ending]) -> Balance:
    """The balance after these ends."""
    extra = sum(ending.extra for ending in endings)
    monthly = sum(ending.back for ending in endings) - extra
    reserved = sum(ending.reserved for ending in endings)
    return before._replace(
        monthly=before.monthly + monthly, extra=before.extra + extra, reserved=before.reserved - reserved
    )


def deletions(store: TenantStore, endings: Sequence[Ending]) -> list[Delete]:
    """The deletions of what is entered; that the balance is unchanged guards them, for each entering changes it."""
    return [store.delete_write(CREDIT_BALANCE, ending.sk) for ending in endings]

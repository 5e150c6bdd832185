"""One turn of a conversation at a time: an item for each conversation, with a lease and up to where it is answered.

A turn is claimed with the message up to which it answers. Who claims it after a death finishes that same turn, under
the same keys, so that what was sent is not sent again, before what has come in since is looked at.
"""

from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DESK_TURN
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, any_of, compare, equals

LEASE_SECONDS = 150
"""Longer than a function may take."""


class Lease(NamedTuple):
    """A turn that is ours: the message up to which it answers, and what is known of the conversation."""

    contact_id: str
    until: float
    message_id: str
    number: int
    failed_turns: int
    is_first: bool


def answered_until(store: TenantStore, contact_id: str) -> int:
    """The number of the newest message that was answered, or left to a person."""
    item = store.get(DESK_TURN, contact_id) or {}
    return int(item.get("answered", 0))


def claim(store: TenantStore, contact_id: str, newest: Item) -> Lease | None:
    """Claim the turn that answers up to a message, or the one that was under way; None while another has it."""
    now = clock.real_now().timestamp()
    until = int((now + LEASE_SECONDS) * 1000)
    free = any_of(absent("lease_until"), compare("lease_until", "<", int(now * 1000)))
    turn = {"message_id": newest["message_id"], "number": int(newest["n"])}
    change = Update(set={"lease_until": until}, default={"turn": turn})
    try:
        item = store.update(DESK_TURN, contact_id, change, condition=free)
    except ConditionFailed:
        return None
    turn = item["turn"]
    failed, is_first = int(item.get("failed", 0)), "answered" not in item
    return Lease(contact_id, until, str(turn["message_id"]), int(turn["number"]), failed, is_first)


def finish(store: TenantStore, lease: Lease, failed_turns: int) -> None:
    """Note that a turn is done. One that has lost its lease changes nothing: another finishes it."""
    _close(store, lease, Update(set={"answered": lease.number, "failed": failed_turns}, remove=["turn", "lease_until"]))


def release(store: TenantStore, lease: Lease) -> None:
    """Let another go on with a turn that is not done."""
    _close(store, lease, Update(remove=["lease_until"]))


def _close(store: TenantStore, lease: Lease, change: Update) -> None:
    condition: Any = equals("lease_until", lease.until)
    try:
        store.update(DESK_TURN, lease.contact_id, change, condition=condition)
    except ConditionFailed:
        return

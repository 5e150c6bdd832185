"""Marks in a sparse index, by which the sweeper finds runs whose functions may have died.

An instance carries a mark from the write that begins it until nothing remains to be done for it: its execution has
started and ended, the run that waits for it was woken, its children were cancelled with it. The mark says when to look
next, so the sweeper's work does not grow with the number of healthy runs. Runs that Step Functions refused have
partitions of their own, in order of their organisation, so that they neither wait behind healthy ones nor behind
those of another organisation. A decided approval carries a mark until it is settled.
"""

from datetime import datetime, timedelta

from bivelio_core import clock, ids
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update

SHARDS = 8
PENDING = "WFI#PENDING#"
DECIDED = "WFS#DECIDED"
"""The key in GSI1 of approvals that were decided and whose run may not have been woken."""

ASKED = "WFS#ASKED"
"""The key in GSI1 of approvals about which a mail is to be sent."""

SCHEDULED = "WF#SCHEDULED"
"""The key in GSI1 of workflows with a schedule, by when to look whether what was due has started."""

MARK = ("GSI1PK", "GSI1SK")
FIRST_LOOK = timedelta(seconds=30)
"""How long after its start a run is first checked."""

SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(days=1)


def partition(shard: int) -> str:
    """The key in GSI1 of the runs of a shard."""
    return f"WFI#WATCHED#{shard}"


def mark(sk: str, after: timedelta = FIRST_LOOK) -> dict[str, str]:
    """The attributes of an instance that is to be checked after this time."""
    shard = ids.decode_sequence(sk) % SHARDS
    return {"GSI1PK": partition(shard), "GSI1SK": clock.stamp(clock.real_now() + after)}


def pending_partition(shard: int) -> str:
    """The key in GSI1 of the runs of a shard that are still to be started."""
    return f"{PENDING}{shard}"


def pending_mark(store: TenantStore, sk: str) -> dict[str, str]:
    """The attributes of an instance that Step Functions could not accept."""
    shard = ids.decode_sequence(sk) % SHARDS
    due = clock.stamp(clock.real_now() + FIRST_LOOK)
    return {"GSI1PK": pending_partition(shard), "GSI1SK": f"{store.tenant.organisation}#{due}"}


def is_pending(item: Item) -> bool:
    """Whether the run has such a mark."""
    return str(item.get("GSI1PK", "")).startswith(PENDING)


def is_early(item: Item) -> bool:
    """Whether a pending run is so recent that its own function may still be starting it."""
    return str(item["GSI1SK"]).partition("#")[2] > clock.real_stamp()


def decided_mark() -> dict[str, str]:
    """The attributes of an approval that was just decided."""
    return {"GSI1PK": DECIDED, "GSI1SK": clock.stamp(clock.real_now() + FIRST_LOOK)}


def asked_mark(at: datetime) -> dict[str, str]:
    """The attributes of an approval whose next mail is due at a time."""
    return {"GSI1PK": ASKED, "GSI1SK": clock.stamp(clock.real(at))}


def look_later(instance: Item) -> Update:
    """Check a healthy run again when it is twice as old, at least five minutes and at most a day later."""
    began: datetime = clock.parse(instance["started_at_exact"])
    return Update(set=mark(instance["SK"], min(max(clock.real_now() - began, SHORTEST_PAUSE), LONGEST_PAUSE)))


def is_marked(item: Item) -> bool:
    """Whether the instance has a mark: work remains."""
    return "GSI1PK" in item

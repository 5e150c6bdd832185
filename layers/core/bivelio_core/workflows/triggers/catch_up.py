"""Which firings of a schedule are started without EventBridge Scheduler, and when to look for them.

Scheduler leaves out the times that a clock skips in spring, and a firing may not reach us: its function failed for
longer than it is tried again, or nothing ran for a while. So a workflow with a schedule carries a mark (GSI1) with the
time at which the sweeper looks whether what was due has started. A firing starts one run however often it comes (its
time is the key), so to look again, or to start what Scheduler delivers later, does no harm.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from bivelio_core import clock, time_zones
from bivelio_core.store.codec import Item
from bivelio_core.store.writes import Update
from bivelio_core.workflows.definitions import cron
from bivelio_core.workflows.definitions.firings import Firing, firings, first_of_two, zone_of
from bivelio_core.workflows.execution import sweep_marks

SETTLED = "settled_until"
"""The attribute of a workflow that says until when its firings have been looked after."""

GRACE = timedelta(minutes=10)
"""How long a firing may take before it counts as missed."""

SHORTEST_PAUSE = timedelta(hours=1)
"""How often a schedule is looked at, however often it fires."""

WINDOW, MOST = timedelta(days=3), 100
"""How old a firing that is caught up may be, and how many are at once."""

CAUGHT_UP = {"none": 0, "last": 1, "all": MOST}
DEFAULT = "last"


def due(trigger: Mapping[str, Any], settled: datetime, now: datetime) -> list[datetime]:
    """The firings that should have started by now, as far as they are caught up, in their order.

    Those that the clock skips are due at once, since nobody else starts them.
    """
    since = max(settled, now - WINDOW)
    elapsed = [*takewhile(lambda firing: firing.at <= now, _firings(trigger, since))]
    skipped = [firing.at for firing in elapsed if firing.skipped is not None]
    late = [firing.at for firing in elapsed if firing.skipped is None and firing.at <= now - GRACE]
    most = CAUGHT_UP[trigger.get("catch_up", DEFAULT)]
    return sorted([*skipped, *late[max(len(late) - most, 0) :]])


def watched(trigger: Mapping[str, Any], settled: datetime) -> Update:
    """The change of a workflow that has the sweeper look at its schedule again, for what comes after a time."""
    look = _next_look(trigger, clock.real_now())
    if look is None:
        return unwatched()
    return Update(set={"GSI1PK": sweep_marks.SCHEDULED, "GSI1SK": clock.stamp(look), SETTLED: clock.stamp(settled)})


def unwatched() -> Update:
    """The change of a workflow that has no schedule any more."""
    return Update(remove=(*sweep_marks.MARK, SETTLED))


def settled_until(workflow: Item) -> datetime:
    """Until when the firings of a workflow have been looked after."""
    settled: datetime = clock.parse(workflow[SETTLED])
    return settled


def firing_key(workflow_id: str, scheduled_at: str, timezone: str | None) -> str:
    """The key of a firing: of two instants at which the clock shows the same time, that of the first."""
    zone = time_zones.find(timezone) if timezone else None
    instant = clock.timestamp(first_of_two(clock.parse(scheduled_at), zone)) if zone else scheduled_at
    return f"schedule:{workflow_id}:{instant}"


def _next_look(trigger: Mapping[str, Any], now: datetime) -> datetime | None:
    """When a firing that has not been looked after will be due; None when none comes any more."""
    look: datetime | None = None
    for firing in _firings(trigger, now - GRACE):
        if look is not None and firing.at >= look:
            break
        if firing.skipped is not None:
            if firing.at > now:
                return firing.at
        elif look is None:
            look = max(firing.at + GRACE, now + SHORTEST_PAUSE)
    return look


def _firings(trigger: Mapping[str, Any], after: datetime) -> Iterator[Firing]:
    return firings(cron.parse(trigger["cron"]), zone_of(trigger), after)

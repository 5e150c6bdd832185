"""Find what a replay delivers: the events in a part of the log that a webhook wants and its receiver has not accepted.

This module also makes the message that begins a replay; replay.py carries it out.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.events import log
from bivelio_core.events.log import Event
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import filters, state
from .filters import FilterFailed
from .queues import Replay

EXAMINED = 1_000
"""The most events of the log that are read for a count."""

PAGE = 250
CLOCKS_DIFFER = timedelta(seconds=1)
"""How far the clock of a function that records events may be ahead of ours."""


class Missed(NamedTuple):
    """The number of missed events; `is_exact` is False when only the first `EXAMINED` of the log were read."""

    number: int
    is_exact: bool


def since_registration(webhook: Item) -> str:
    """The position of the log at which a webhook was registered: older events are not meant for it."""
    return str(webhook.get("registered_at") or log.position_at(clock.parse(webhook["created_at"])))


def count(
    store: TenantStore,
    webhook: Item,
    position: str,
    until: str,
    types: Collection[str] = (),
    *,
    only_failed: bool = False,
) -> Missed:
    """Count the missed events after a position, up to another or the settled position of the log.

    Counts only the named types, if any; with `only_failed`, only events with a failed attempt.
    """
    event_ids: list[str] = []
    is_exact = True
    for examined, event in enumerate(log.after(store, position, PAGE, log.settled_position())):
        if event.recorded_at > until:
            break
        if examined == EXAMINED:
            is_exact = False
            break
        if (not types or event.type in types) and is_wanted(webhook, event):
            event_ids.append(event.id)
    states = store.get_many(keys.DELIVERY, event_ids, webhook["SK"], consistent=True)
    delivery_states = [
        states.get(event, {}) for event in dict.fromkeys(event_ids)
    ]  # one may be at two places (events/log.py)
    number = sum(
        state.has_failed(item) if only_failed else item.get("status") != "delivered" for item in delivery_states
    )
    return Missed(number, is_exact)


def is_wanted(webhook: Item, event: Event) -> bool:
    """Tell whether a replay would send an event. An event that the filter cannot judge is recorded, not sent."""
    try:
        return filters.wants(webhook, event)
    except FilterFailed:
        return False


def now_or_before(instant: datetime | None) -> str:
    """Return the position at which a replay ends: an instant, or now."""
    now = log.position_at(clock.real_now() + CLOCKS_DIFFER)
    return now if instant is None else min(now, log.position_at(instant))


def first_step(store: TenantStore, webhook_id: str, number: str, position: str, until: str | None = None) -> Replay:
    """The message that begins a replay of the events recorded after a position, until now or another position."""
    tenant = store.tenant
    until = until or now_or_before(None)
    return Replay(tenant.organisation, tenant.environment, tenant.day, webhook_id, number, position, until)

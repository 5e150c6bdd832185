"""Send what an outage of a receiver missed once it answers again: the webhook's `on_recovery: replay`.

An outage begins with the first of the failures in a row that open the breaker; the webhook remembers the place of its
event (`outage_from`). The event `webhook.failing` sends the first probe, a message that comes back at growing pauses.
While the webhook is active its own attempts tell whether the receiver works; once it is disabled the probe sends the
first event that was missed. When that, or any attempt, is accepted, the webhook is enabled and a replay begins of what
was missed since the beginning of the outage: in order, bounded by now, each event once.

A process may die at any line. The next probe is sent before it is noted, and the replay is named by the probe, so that
a repetition sends another copy of the same one; of copies one goes on (`hand`, replay.py).
"""

import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from bivelio_core import clock, config, ids
from bivelio_core.events import log
from bivelio_core.events.log import Event
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, all_of, equals

from . import health, lanes, missed, progress, queues, request, schedule, state
from .deliver import Send, about, succeed
from .notes import AttemptNote, Notes
from .queues import Delivery, Outbox, Probe

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 60.0, 900.0
GIVEN_UP_AFTER = timedelta(days=7)
MARGIN = timedelta(minutes=5)
"""How much earlier than the first failure's event a replay looks: events of the same moments fail in any order."""

EXAMINED = 1_000
"""The most events that are read to find the first one that was missed."""


def first_probe(store: TenantStore, webhook_id: str) -> Probe | None:
    """Return the first probe of a webhook's outage; None unless what it misses is to be replayed."""
    webhook = store.get(keys.WEBHOOK, webhook_id) or {}
    if "outage_from" not in webhook or webhook.get("on_recovery") != "replay":
        return None
    tenant = store.tenant
    probe = Probe(tenant.organisation, tenant.environment, tenant.day, webhook_id, webhook["outage_from"])
    return replace(probe, due_at=clock.epoch() + _pause_seconds(0))


def serve_probe(probe: Probe, store: TenantStore, outbox: Outbox, send: Send = request.send) -> None:
    """Find out whether the receiver works again; begin the replay, or come again later. See the module."""
    if not schedule.is_due(probe.due_at):
        queues.send_delayed(outbox, probe)
        return
    webhook = store.get(keys.WEBHOOK, probe.webhook)
    if webhook is None or not _is_current(probe, webhook):
        return
    if clock.now() - log.instant_of(probe.outage) > GIVEN_UP_AFTER:
        _forget(store, probe, also_failing=True)
        return
    is_disabled = webhook["status"] != "active"
    works = _works(probe, webhook, store, send) if is_disabled else not webhook.get("failing")
    if works is None:
        _forget(store, probe, also_failing=True)
    elif works:
        _begin_replay(probe, webhook, store, outbox)
    else:
        _come_again(probe, store, outbox)


def _is_current(probe: Probe, webhook: Item) -> bool:
    """Whether a probe is the latest copy of this outage's, and the webhook may be enabled by it."""
    if webhook.get("outage_from") != probe.outage or webhook.get("on_recovery") != "replay":
        return False
    if webhook["status"] != "active" and webhook.get("disabled_reason") != "failures":
        return False
    outage, _, handovers = str(webhook.get("probe", "")).rpartition("#")
    return outage != probe.outage or int(handovers) <= probe.handovers


def _works(probe: Probe, webhook: Item, store: TenantStore, send: Send) -> bool | None:
    """Send the first missed event; whether the receiver accepted it, None when it wants no more (410)."""
    event = _first_missed(webhook, store, _since(webhook, store))
    if event is None:
        return True
    try:
        number = state.take_over(store, event.id, probe.webhook, 1)
    except state.DeliveryBusy:
        return False
    if number is None:
        return True
    delivery = Delivery.of(probe.tenant, probe.webhook, event, number=number)
    event = replace(event, chain=None)  # it begins a chain of its own, as in a replay
    answer = send(event, webhook, store)
    if answer.is_success:
        succeed(delivery, event, webhook, answer, store, Notes())
        return True
    record = state.attempt_record(store, probe.webhook, about(delivery, event), answer)
    settled, place = state.settling(store, delivery, "failed"), event.recorded_at
    Notes().write(AttemptNote(store, webhook, record, answer, is_final=False, settled=settled, place=place))
    return None if answer.is_gone else False


def _since(webhook: Item, store: TenantStore) -> str:
    """The position after which events may have been missed."""
    outage_start = log.position_at(log.instant_of(webhook["outage_from"]) - MARGIN)
    return max(log.earliest(store), missed.since_registration(webhook), outage_start)


def _first_missed(webhook: Item, store: TenantStore, position: str) -> Event | None:
    for examined, event in enumerate(log.after(store, position, missed.PAGE, log.settled_position())):
        if examined == EXAMINED:
            return None
        if missed.is_wanted(webhook, event):
            item = store.get(keys.DELIVERY, event.id, webhook["SK"]) or {}
            if item.get("status") != "delivered":
                return event
    return None


def _begin_replay(probe: Probe, webhook: Item, store: TenantStore, outbox: Outbox) -> None:
    """Enable the webhook and replay what it missed until now; nothing when it has changed meanwhile."""
    name = hashlib.sha256(f"{probe.webhook}|{probe.outage}|{probe.handovers}".encode()).hexdigest()[: ids.BODY_LENGTH]
    since = _since(webhook, store)
    replay = missed.first_step(store, probe.webhook, name, since)
    backlog = missed.count(store, webhook, since, replay.until)
    attributes = progress.initial_attributes(replay, backlog.number, is_exact=backlog.is_exact)
    enabled = health.enabling()
    if webhook["status"] != "active" and lanes.is_laned(webhook):
        lanes.forget_wait(store, probe.webhook)
        attributes |= lanes.opened()
    unchanged = all_of(equals("outage_from", probe.outage), equals("status", webhook["status"]))
    try:
        change = Update(set={**enabled.set, **attributes}, remove=enabled.remove)
        store.update(keys.WEBHOOK, probe.webhook, change, condition=unchanged)
    except ConditionFailed:
        _come_again(probe, store, outbox)  # disabled or enabled meanwhile, which the next probe sees
        return
    outbox.send("redeliveries", [replay])
    _forget(store, probe)


def _come_again(probe: Probe, store: TenantStore, outbox: Outbox) -> None:
    following = replace(probe, handovers=probe.handovers + 1)
    queues.wait(outbox, following, _pause_seconds(following.handovers), clock.epoch())
    noted = Update(set={"probe": f"{probe.outage}#{following.handovers}"})
    with suppress(ConditionFailed):
        store.update(keys.WEBHOOK, probe.webhook, noted, condition=equals("outage_from", probe.outage))


def _forget(store: TenantStore, probe: Probe, *, also_failing: bool = False) -> None:
    """End the outage, unless the receiver has begun to fail again."""
    is_same = equals("outage_from", probe.outage)
    gone = Update(remove=health.OF_AN_OUTAGE)
    with suppress(ConditionFailed):
        condition = is_same if also_failing else all_of(is_same, absent("failing"))
        store.update(keys.WEBHOOK, probe.webhook, gone, condition=condition)


def _pause_seconds(number: int) -> float:
    pause: float = min(FIRST_PAUSE_SECONDS * 2 ** min(number, 10), LONGEST_PAUSE_SECONDS)
    return pause * config.delivery_delay_scale()

"""Deliver the events that a webhook has missed: one after the other, in the order of the log.

A replay is one message that carries its position in the log. The position advances when the receiver has accepted an
event; when it has not, the message waits by the schedule. An event that fails five times is skipped if the receiver
has accepted others meanwhile, and disables the webhook if it has not, like any delivery.
"""

from dataclasses import replace
from typing import Literal

from bivelio_core import clock
from bivelio_core.events import log
from bivelio_core.events.log import Event
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import filters, progress, queues, request, schedule, state
from .deliver import Send, fail, give_up, skip, succeed
from .fan_out import listens
from .filters import FilterFailed
from .notes import Notes
from .queues import Delivery, Outbox, Replay

WALK_SECONDS = 15.0
"""How long one invocation delivers before it sends a message for the next one."""

PAGE = 100
Step = Literal["taken", "passed", "lost", "waits", "ended"]
"""What became of one event: `lost` after the fifth failure; `waits` for the next attempt; `ended` with the webhook."""


def walk(replay: Replay, store: TenantStore, outbox: Outbox, send: Send = request.send) -> int:
    """Deliver missed events from the replay's position on; returns how many. A newer replay ends an older one."""
    if not schedule.is_due(replay.due_at):
        queues.hop(outbox, replay)
        return 0
    webhook = store.get(keys.WEBHOOK, replay.webhook)
    if webhook is None or webhook.get("replay") != replay.replay:
        return 0
    if not listens(webhook):
        progress.note(store, webhook, replay, "stopped")
        return 0
    started, settled, taken = clock.epoch(), log.settled_position(), 0
    current = replace(replay, due_at=0.0)
    for event in log.after(store, replay.position, PAGE, settled):
        if event.place > replay.until:
            break
        if event.type in webhook["events"] and event.type in (replay.types or webhook["events"]):
            step = _deliver(current, event, webhook, store, outbox, send)
            if step in ("waits", "ended"):
                progress.note(store, webhook, current, "running" if step == "waits" else "stopped")
                return taken
            taken += step == "taken"
            current = replace(
                current,
                delivered=current.delivered + (step == "taken"),
                failed=current.failed + (step == "lost"),
            )
        current = replace(current, position=f"{event.place}#{event.id}", attempt=1, failing_since="")
        if clock.epoch() - started > WALK_SECONDS:
            outbox.send("redeliveries", [current])
            progress.note(store, webhook, current, "running")
            return taken
    else:
        if settled < replay.until:
            queues.wait(outbox, current, log.SETTLING.total_seconds(), clock.epoch())
            progress.note(store, webhook, current, "running")
            return taken
    progress.note(store, webhook, current, "finished")
    return taken


def _deliver(replay: Replay, event: Event, webhook: Item, store: TenantStore, outbox: Outbox, send: Send) -> Step:
    """One attempt at one event, unless already accepted; see Step."""
    unjudged = ""
    try:
        if not filters.passes(webhook, event):
            return "passed"
    except FilterFailed as failure:
        unjudged = str(failure)
    try:
        number = state.take_over(
            store, event.id, replay.webhook, replay.attempt, replay.replay, only_failed=replay.only_failed
        )
    except state.DeliveredAlready:
        return "taken"
    except state.Busy as busy:
        queues.wait(outbox, replay, busy.seconds, clock.epoch())
        return "waits"
    if number is None:
        return "passed"
    began = replay.failing_since or clock.stamp()
    delivery = Delivery.of(replay.tenant, replay.webhook, event, attempt=replay.attempt, number=number)
    if unjudged:
        skip(delivery, event, store, unjudged)
        return "passed"
    answer = send(event, webhook, store.tenant.organisation)
    if answer.is_success:
        succeed(delivery, event, webhook, answer, store, Notes())
        return "taken"
    is_final = answer.is_gone or replay.attempt >= schedule.ATTEMPTS
    step: Step = "waits"
    due_at = None
    if is_final:
        step = "ended" if give_up(webhook, answer, began, store) else "lost"
    else:
        following = replace(replay, attempt=replay.attempt + 1, failing_since=began)
        due_at = queues.wait(outbox, following, schedule.wait_seconds(following.attempt, answer.headers), clock.epoch())
    fail(delivery, event, webhook, answer, store, Notes(), due_at)
    return step

"""Deliver the events that a webhook has missed: one after the other, in the order of the log.

A replay is one message that carries its position in the log. The position advances when the receiver accepts an event.
When it does not, the message waits by the schedule. As with any delivery, an event that fails five times is skipped if
the receiver has accepted other events meanwhile; otherwise the webhook is disabled.
"""

import time
from dataclasses import replace
from typing import Literal

from bivelio_core import clock
from bivelio_core.events import log
from bivelio_core.events.log import Event
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import filters, lanes, progress, queues, request, schedule, state
from .deliver import Send, fail, give_up, skip, succeed
from .fan_out import listens
from .filters import FilterFailed
from .lanes import Lane
from .notes import Notes
from .pacing import Pacer, Pause
from .queues import Delivery, Outbox, Replay, Turn
from .request import ReceiverAnswer

WALK_SECONDS = 15.0
"""How long one invocation delivers before it sends a message for the next one."""

LANE_BUSY_SECONDS = 3.0
"""How soon a replay asks again for a lane that another worker holds."""

GIVE_WAY_SECONDS = 2.0
"""How long a replay leaves the lane to others after each walk."""

PAGE = 100
Step = Literal["taken", "passed", "lost", "waits", "ended"]
"""What became of one event: `lost` after the fifth failure; `waits` for the next attempt; `ended` with the webhook."""


def walk(
    replay: Replay, store: TenantStore, outbox: Outbox, send: Send = request.send, *, pause: Pause = time.sleep
) -> int:
    """Deliver missed events from the replay's position on; returns how many. A newer replay ends an older one.

    If the webhook has a lane the replay holds it, so the limit and the order cover the replay too.
    """
    if not schedule.is_due(replay.due_at):
        queues.send_delayed(outbox, replay)
        return 0
    webhook = store.get(keys.WEBHOOK, replay.webhook)
    if webhook is None or webhook.get("replay") != replay.replay or progress.last_hand(webhook, replay) > replay.hand:
        return 0
    if not listens(webhook):
        progress.note(store, webhook, replay, "stopped")
        return 0
    if progress.last_hand(webhook, replay) < replay.hand:  # who sent this copy died before it was noted
        progress.note(store, webhook, replay, "running")
    if not lanes.is_laned(webhook):
        return _walk(replay, webhook, store, outbox, send)
    lane = lanes.claim(store, replay.webhook, leaves_mark=False)
    if lane is None:
        queues.wait(outbox, replay, LANE_BUSY_SECONDS, clock.epoch())
        return 0
    pacer = Pacer(lane, pause)

    def paced(event: Event, webhook: Item, store: TenantStore) -> ReceiverAnswer:
        pacer.wait(webhook.get("rate_limit"))
        return send(event, webhook, store)

    try:
        count = _walk(replay, webhook, store, outbox, paced, GIVE_WAY_SECONDS)
    except Exception:
        _let_go(lane, replay, outbox)
        raise
    _let_go(lane, replay, outbox)
    return count


def _let_go(lane: Lane, replay: Replay, outbox: Outbox) -> None:
    """Release the lane, and send a turn if another worker came while it was held."""
    if not lane.release(if_unnudged=True):
        queues.send_delayed(outbox, Turn(replay.organisation, replay.environment, replay.day, replay.webhook))
        lane.release()


def _walk(
    replay: Replay, webhook: Item, store: TenantStore, outbox: Outbox, send: Send, pause_seconds: float = 0.0
) -> int:
    started, settled, count = clock.epoch(), log.settled_position(), 0
    current = replace(replay, due_at=0.0, hand=replay.hand + 1)
    for event in log.after(store, replay.position, PAGE, settled):
        if event.recorded_at > replay.until:
            break
        if filters.wants_type(webhook, event.type) and (not replay.types or event.type in replay.types):
            step = _deliver(current, event, webhook, store, outbox, send)
            if step in ("waits", "ended"):
                progress.note(store, webhook, current, "running" if step == "waits" else "stopped")
                return count
            count += step == "taken"
            current = replace(
                current,
                delivered=current.delivered + (step == "taken"),
                failed=current.failed + (step == "lost"),
            )
        current = replace(current, position=event.position, attempt=1, failing_since="")
        if clock.epoch() - started > WALK_SECONDS:
            queues.wait(outbox, current, pause_seconds, clock.epoch())
            progress.note(store, webhook, current, "running")
            return count
    else:
        if settled < replay.until:
            queues.wait(outbox, current, log.SETTLING.total_seconds(), clock.epoch())
            progress.note(store, webhook, current, "running")
            return count
    progress.note(store, webhook, current, "finished")
    return count


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
    except state.DeliveryBusy as busy:
        queues.wait(outbox, replay, busy.seconds, clock.epoch())
        return "waits"
    if number is None:
        return "passed"
    began = replay.failing_since or clock.real_stamp()
    delivery = Delivery.of(replay.tenant, replay.webhook, event, attempt=replay.attempt, number=number)
    if unjudged:
        skip(delivery, event, store, unjudged)
        return "passed"
    event = replace(event, chain=None)  # a person has it sent again, which begins a chain of its own
    answer = send(event, webhook, store)
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

"""Serve a webhook's lane: first the due deliveries waiting beside the log, then the log from the lane's position.

With `ordering`, one request is in flight at a time, in the order of the log, and an event that fails holds up the later
events until it is accepted or has failed five times. With only a rate limit, requests start in the order of the log,
spaced as the limit demands, and an event that fails waits beside the log for its next attempt.
"""

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.events import log
from bivelio_core.events.log import Event
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import filters, health, lanes, queues, request, schedule, state
from .deliver import Afterwards, Attempt, Send, attempt, give_up, skip
from .fan_out import listens
from .filters import FilterFailed
from .lanes import Lane
from .notes import Notes
from .pacing import Pacer, Pause
from .queues import Delivery, Outbox, Turn
from .request import ReceiverAnswer

WALK_SECONDS = 15.0
"""How long one invocation sends before it leaves the rest to a message for the next one."""

FRESH_SECONDS = 1.0
"""How old a worker's copy of the webhook may be when a request starts."""

AT_ONCE = 20
"""The most requests under way at a receiver with a rate limit."""

NOTED_EVENTS = 10
"""After so many events the position is noted, so that a worker that dies leaves little to look at again."""

PAGE = 100
GIVE_WAY_SECONDS = 5.0
"""How long the lane is left alone after a walk while a replay of the same webhook waits for it."""


def serve_turn(
    turn: Turn,
    store: TenantStore,
    outbox: Outbox,
    send: Send = request.send,
    *,
    pause: Pause = time.sleep,
    at_once: int = AT_ONCE,
) -> list[Attempt]:
    """Serve a message of the lanes; returns the attempts that were made."""
    if not schedule.is_due(turn.due_at):
        queues.send_delayed(outbox, turn)
        return []
    if (early := turn.due_at - clock.epoch()) > 0:
        pause(early)
    lane = lanes.claim(store, turn.webhook, only_new=turn.only_new)
    if lane is None:
        return []
    with ThreadPoolExecutor(at_once) as pool:
        walk = _Walk(lane, replace(turn, due_at=0.0, only_new=False), outbox, send, Pacer(lane, pause), pool, at_once)
        try:
            walk.run()
        except Exception:
            lane.release()  # the message comes back, and need not wait until the hold has ended
            raise
    return walk.attempts


class _Claimed(NamedTuple):
    """A delivery that this worker has claimed and may send now."""

    delivery: Delivery
    event: Event
    state: Item


class _Walk:
    """The work of one worker in a lane that it holds."""

    def __init__(
        self,
        lane: Lane,
        turn: Turn,
        outbox: Outbox,
        send: Send,
        pacer: Pacer,
        pool: ThreadPoolExecutor,
        at_once: int,
    ) -> None:
        self.attempts: list[Attempt] = []
        self._lane, self._turn, self._outbox, self._send = lane, turn, outbox, send
        self._pacer, self._pool, self._at_once = pacer, pool, at_once
        self._store = lane.store
        self._notes = Notes()
        self._started = clock.epoch()
        self._webhook: Item | None = None
        self._read_at = 0.0
        self._under_way: set[Future[None]] = set()
        self._newest: Future[None] | None = None
        self._passed: deque[tuple[str, Future[None] | None]] = deque()

    def run(self) -> None:
        """Serve until the lane is empty, the first event has to wait, or the time is used up."""
        while True:
            held_until = self._extras() or self._events()
            if self._current() is None:
                self._lane.release()
                return
            if self._is_late():
                self._continue()
                return
            if held_until:
                queues.send_delayed(self._outbox, replace(self._turn, due_at=held_until))
            if self._lane.release(held_until=held_until, if_unnudged=True):
                return

    def _continue(self) -> None:
        webhook = self._webhook or {}
        has_replay = webhook.get("replay_progress", {}).get("status") == "running"
        due_at = clock.epoch() + GIVE_WAY_SECONDS if has_replay else 0.0
        queues.send_delayed(self._outbox, replace(self._turn, due_at=due_at))
        self._lane.release()

    def _is_late(self) -> bool:
        return clock.epoch() - self._started > WALK_SECONDS

    def _current(self) -> Item | None:
        """Return the webhook, read a moment ago at most; None when it no longer listens."""
        if clock.epoch() - self._read_at > FRESH_SECONDS:
            self._read_at = clock.epoch()
            self._webhook = self._store.get(keys.WEBHOOK, self._lane.webhook)
        return self._webhook if self._webhook is not None and listens(self._webhook) else None

    def _extras(self) -> float:
        """Serve the due deliveries that wait beside the log. They hold up no other delivery."""
        while extras := lanes.due_extras(self._lane, PAGE):
            for extra in extras:
                webhook = self._current()
                if webhook is None or self._is_late():
                    self._join()
                    return 0.0
                self._extra(extra, webhook)
            self._join()
        return 0.0

    def _extra(self, extra: Item, webhook: Item) -> None:
        delivery = lanes.delivery_of(self._lane, extra)
        item = self._store.table.get(log.key_of(self._store, delivery.place, delivery.event))
        claimed = None
        try:
            if item is not None:
                claimed = self._claim(delivery, log.event_of(item))
        except state.DeliveryBusy as busy:
            self._later(delivery, busy.seconds)
        if claimed is None:
            lanes.delete_extra(self._lane, extra)
            return
        after = Afterwards(self._later, give_up)
        self._begin(claimed, webhook, after, lambda: lanes.delete_extra(self._lane, extra))

    def _events(self) -> float:
        """Serve the log; returns the epoch second until which its first event has to wait, 0 when it has not to."""
        lane, held_until, self._newest = self._lane, 0.0, None
        webhook = self._current()
        if webhook is None or self._is_late():
            return 0.0
        position = max(lane.position, lanes.first_position(webhook), log.earliest(self._store))
        for event in log.after(self._store, position, PAGE, log.settled_position()):
            webhook = self._current()
            if webhook is None or self._is_late():
                break
            if lanes.serves(webhook, event.place) and filters.wants_type(webhook, event.type):
                held_until = self._event(event, webhook)
            if held_until or self._current() is None:
                break
            self._pass(event.position)
        self._join()
        self._note_passed()
        return held_until

    def _pass(self, position: str) -> None:
        """Pass an event that is finished or in flight. Now and then, note the position up to which all are finished."""
        self._passed.append((position, self._newest))
        self._newest = None
        if len(self._passed) >= NOTED_EVENTS:
            self._note_passed()
            self._lane.note_position()

    def _note_passed(self) -> None:
        while self._passed and (self._passed[0][1] is None or self._passed[0][1].done()):
            position, future = self._passed.popleft()
            if future is not None:
                future.result()
            self._lane.position = position

    def _event(self, event: Event, webhook: Item) -> float:
        """Serve one event; returns the epoch second until which it holds up later events, 0 if it does not."""
        is_ordered = bool(webhook.get("ordering"))
        delivery = Delivery.of(self._turn.tenant, self._lane.webhook, event)
        try:
            if not filters.passes(webhook, event):
                return 0.0
        except FilterFailed as failure:
            delivery = replace(delivery, skipped=str(failure))
        try:
            claimed = self._claim(delivery, event)
            if claimed is None and (following := state.held(self._store, delivery)) is not None:
                if not is_ordered:
                    lanes.put_extra(following, self._store, self._outbox)
                    return 0.0
                if following.due_at > clock.epoch():
                    return following.due_at
                claimed = self._claim(following, event)
        except state.DeliveryBusy as busy:
            if is_ordered:
                return clock.epoch() + busy.seconds
            self._later(delivery, busy.seconds)
            return 0.0
        if claimed is None:
            return 0.0
        if not is_ordered:
            self._begin(claimed, webhook, Afterwards(self._later, give_up))
            return 0.0
        outcome = self._attempt(claimed, webhook, Afterwards(_due_at, self._lose, holds=True))
        return outcome.due_at or 0.0

    def _claim(self, delivery: Delivery, event: Event) -> _Claimed | None:
        """Claim a delivery; None when nothing has to be sent for it. Raises DeliveryBusy."""
        item = state.claim(self._store, delivery)
        if item is None:
            return None
        if delivery.skipped:
            skip(delivery, event, self._store, delivery.skipped)
            return None
        return _Claimed(delivery, event, item)

    def _begin(
        self, claimed: _Claimed, webhook: Item, after: Afterwards, settled: Callable[[], None] = lambda: None
    ) -> None:
        """Start a request once the limit allows it, in parallel with others unless the order matters."""
        at_once = 1 if webhook.get("ordering") else self._at_once
        if at_once == 1:
            self._attempt(claimed, webhook, after)
            settled()
            return
        while len(self._under_way) >= at_once:
            self._join_some()
        self._pacer.wait(webhook.get("rate_limit"))

        def send() -> None:
            self.attempts.append(self._send_claimed(claimed, webhook, after))
            settled()

        self._newest = self._pool.submit(send)
        self._under_way.add(self._newest)

    def _attempt(self, claimed: _Claimed, webhook: Item, after: Afterwards) -> Attempt:
        self._pacer.wait(webhook.get("rate_limit"))
        outcome = self._send_claimed(claimed, webhook, after)
        self.attempts.append(outcome)
        return outcome

    def _send_claimed(self, claimed: _Claimed, webhook: Item, after: Afterwards) -> Attempt:
        delivery, event, item = claimed
        outcome = attempt(delivery, event, webhook, self._store, self._notes, self._send, item, after)
        if outcome.disabled:
            self._read_at = 0.0
        return outcome

    def _join_some(self) -> None:
        done, self._under_way = wait(self._under_way, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()

    def _join(self) -> None:
        """Wait for the requests in flight. Raises the exception that one of them raised."""
        while self._under_way:
            self._join_some()

    def _later(self, delivery: Delivery, wait_seconds: float) -> float:
        """Keep a delivery beside the log."""
        due_at = clock.epoch() + wait_seconds
        lanes.put_extra(replace(delivery, due_at=due_at), self._store, self._outbox)
        return due_at

    def _lose(self, webhook: Item, answer: ReceiverAnswer, started_at: str, store: TenantStore) -> bool:
        """Give up an event of an ordered webhook and go on to the next; if that is lost too, the webhook is disabled.

        No other event could be accepted while this one held them up, so one lost event says little about the receiver.
        """
        if answer.is_gone:
            return health.disable(store, webhook["SK"], "gone")
        before = self._lane.lost_since
        if before and before != started_at and not health.has_succeeded_since(store, webhook["SK"], before):
            return health.disable(store, webhook["SK"], "failures")
        self._lane.note_lost(started_at)
        return False


def _due_at(_following: Delivery, wait_seconds: float) -> float:
    return clock.epoch() + wait_seconds

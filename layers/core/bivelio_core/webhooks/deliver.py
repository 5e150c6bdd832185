"""One attempt at a delivery, and its consequences. The work of `deliver_webhook` and `serve_lanes`.

A process may die at any line. So messages are sent before they are recorded: the next attempt's message is sent
before this attempt is settled, and a message is deleted only when its attempt is settled.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.events import log
from bivelio_core.events.log import Event
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import health, lanes, queues, request, schedule, state
from .batch import Batch
from .fan_out import listens
from .notes import AttemptNote, Notes
from .queues import Delivery, Outbox
from .request import ReceiverAnswer

Send = Callable[[Event, Item, TenantStore], ReceiverAnswer]


@dataclass(frozen=True, slots=True)
class Attempt:
    """The result of an attempt, for the metrics: the answer, and the seconds from the event to the answer.

    `due_at` is when the next attempt is due, in epoch seconds. `about` is what its log line can be searched by.
    """

    answer: ReceiverAnswer
    number: int
    age_seconds: float
    is_final: bool
    disabled: bool
    due_at: float | None = None
    about: Mapping[str, str | None] = MappingProxyType({})


def deliver(
    delivery: Delivery, store: TenantStore, outbox: Outbox, batch: Batch, send: Send = request.send
) -> Attempt | None:
    """Serve a message; None if there is nothing to do: not due, already settled, or the webhook no longer listens.

    If a queue holds a delivery whose webhook has a lane, the delivery moves to the lane and waits there for its turn.
    """
    if not schedule.is_due(delivery.due_at):
        queues.send_delayed(outbox, delivery)
        return None
    webhook, event = batch.webhook(delivery, store), batch.event(delivery, store)
    if webhook is None or event is None or not listens(webhook):
        return None
    if lanes.is_laned(webhook):
        lanes.put_extra(delivery, store, outbox)
        return None
    try:
        claimed = batch.claimed(delivery, store)
    except state.DeliveryBusy as busy:
        queues.wait(outbox, delivery, busy.seconds, clock.epoch())
        return None
    if claimed is None:
        return None
    if delivery.skipped:
        skip(delivery, event, store, delivery.skipped)
        return None

    def retry(following: Delivery, wait_seconds: float) -> float:
        return queues.wait(outbox, following, wait_seconds, clock.epoch())

    after = Afterwards(retry, give_up)
    return attempt(delivery, event, webhook, store, batch.notes, send, claimed, after)


class Afterwards(NamedTuple):
    """What follows a failed attempt.

    `retry(following, wait_seconds)` schedules the next attempt and returns its due time in epoch seconds. After the
    last attempt `lose` is called instead, with the webhook, the answer, the instant of the first attempt and the store;
    it returns whether the webhook is now disabled. With `holds` no message is sent: the state says when the next
    attempt is due.
    """

    retry: Callable[[Delivery, float], float]
    lose: Callable[[Item, ReceiverAnswer, str, TenantStore], bool]
    holds: bool = False


def attempt(
    delivery: Delivery,
    event: Event,
    webhook: Item,
    store: TenantStore,
    notes: Notes,
    send: Send,
    claimed: Item,
    after: Afterwards,
) -> Attempt:
    """Send the event of a claimed delivery, given the state of the claim, and record the result."""
    if delivery.round > 1:
        event = replace(event, chain=None)  # a person has it sent again, which begins a chain of its own
    answer = send(event, webhook, store)
    age = clock.epoch() - log.instant_of(event.place).timestamp()
    line = {"event": event.id, "webhook": delivery.webhook, "correlation_id": event.correlation_id}
    if answer.is_success:
        succeed(delivery, event, webhook, answer, store, notes)
        return Attempt(answer, delivery.attempt, age, is_final=True, disabled=False, about=line)
    is_final = answer.is_gone or delivery.attempt >= schedule.ATTEMPTS
    due_at, disabled = None, False
    if is_final:
        disabled = after.lose(webhook, answer, claimed["started_at"], store)
    else:
        following = replace(delivery, attempt=delivery.attempt + 1)
        due_at = after.retry(following, schedule.wait_seconds(following.attempt, answer.headers))
    changes_hold = after.holds or "held_until" in claimed
    fail(delivery, event, webhook, answer, store, notes, due_at, holds=after.holds, changes_hold=changes_hold)
    return Attempt(answer, delivery.attempt, age, is_final, disabled, due_at, line)


def succeed(
    delivery: Delivery, event: Event, webhook: Item, answer: ReceiverAnswer, store: TenantStore, notes: Notes
) -> None:
    """Settle the delivery: the receiver accepted the event."""
    record = state.attempt_record(store, delivery.webhook, about(delivery, event), answer)
    settled = state.settling(store, delivery, "delivered")
    notes.write(AttemptNote(store, webhook, record, answer, is_final=True, settled=settled, event=event))


def fail(
    delivery: Delivery,
    event: Event,
    webhook: Item,
    answer: ReceiverAnswer,
    store: TenantStore,
    notes: Notes,
    due_at: float | None,
    *,
    holds: bool = False,
    changes_hold: bool = True,
) -> None:
    """Settle a failed attempt. The message of the next attempt, due at `due_at` if any, has already been sent.

    With `holds` there is no message; the state says when the next attempt is due. `changes_hold` means that the state
    sets such a due time now or may have had one before.
    """
    status: state.Status = "failed" if due_at is None else "pending"
    if changes_hold:
        state.settle(store, delivery, status, due_at if holds else None)
    settled = None if changes_hold else state.settling(store, delivery, status)
    record = state.attempt_record(store, delivery.webhook, about(delivery, event), answer, due_at)
    is_final, place = due_at is None, event.recorded_at
    notes.write(AttemptNote(store, webhook, record, answer, is_final, settled, place=place))


def skip(delivery: Delivery, event: Event, store: TenantStore, reason: str) -> None:
    """Settle a delivery without sending it and record the reason. It counts neither for nor against the receiver."""
    state.settle(store, delivery, "skipped")
    answer = ReceiverAnswer("skipped", 0, error=reason)
    store.table.put_many([state.attempt_record(store, delivery.webhook, about(delivery, event), answer)])


def give_up(webhook: Item, answer: ReceiverAnswer, started_at: str, store: TenantStore) -> bool:
    """Disable the webhook after the last attempt, unless its receiver has accepted other events in the meantime."""
    if answer.is_gone:
        return health.disable(store, webhook["SK"], "gone")
    if health.has_succeeded_since(store, webhook["SK"], started_at):
        return False
    return health.disable(store, webhook["SK"], "failures")


def about(delivery: Delivery, event: Event) -> dict[str, str | int]:
    """The fields of an attempt's record that describe its delivery."""
    return {
        "event_id": event.id,
        "event": event.type,
        "attempt": delivery.attempt,
        "round": delivery.round,
    }

"""One delivery: an event to a webhook, once more if need be. The work of `deliver_webhook`.

Every line may be the last one of a process. What must not be lost is sent before it is noted: the next attempt's
message goes out before this attempt is settled, and a message is deleted only when its attempt is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bivelio_core import clock
from bivelio_core.events import log
from bivelio_core.events.log import Event
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import health, queues, request, schedule, state
from .fan_out import listens
from .queues import Delivery, Outbox
from .request import Answer

EARLY_SECONDS = 0.5
"""A message may be served so much before it is due: SQS delays whole seconds."""

Send = Callable[[Event, Item, str], Answer]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was done, for the metrics: the answer, and how long after the event it came."""

    answer: Answer
    number: int
    age_seconds: float
    is_final: bool
    disabled: bool


def deliver(delivery: Delivery, store: TenantStore, outbox: Outbox, send: Send = request.send) -> Attempt | None:
    """Serve a message. None when there was nothing to do: not due, settled, or nobody listens any more."""
    if delivery.due_at - clock.epoch() > EARLY_SECONDS:
        queues.hop(outbox, delivery)
        return None
    webhook, event = _read(delivery, store)
    if webhook is None or event is None or not listens(webhook):
        return None
    try:
        claimed = state.claim(store, delivery)
    except state.Busy as busy:
        queues.wait(outbox, delivery, busy.seconds, clock.epoch())
        return None
    if claimed is None:
        return None
    answer = send(event, webhook, store.tenant.organisation)
    age = clock.epoch() - clock.parse(event.place).timestamp()
    if answer.is_success:
        succeed(delivery, event, webhook, answer, store)
        return Attempt(answer, delivery.attempt, age, is_final=True, disabled=False)
    is_final = answer.is_gone or delivery.attempt >= schedule.ATTEMPTS
    disabled = _fail(delivery, event, webhook, claimed, answer, store, outbox, is_final=is_final)
    return Attempt(answer, delivery.attempt, age, is_final, disabled)


def _read(delivery: Delivery, store: TenantStore) -> tuple[Item | None, Event | None]:
    """The webhook as it is now and the event, in one read."""
    wanted = store.key(keys.WEBHOOK, delivery.webhook), log.key_of(store, delivery.place, delivery.event)
    found = store.table.get_many(wanted, consistent=True)
    item = found.get(wanted[1])
    return found.get(wanted[0]), None if item is None else log.event_of(item)


def succeed(delivery: Delivery, event: Event, webhook: Item, answer: Answer, store: TenantStore) -> None:
    """The receiver has the event."""
    state.settle(store, delivery, "delivered")
    state.note_attempt(store, delivery.webhook, about(delivery, event), answer)
    health.note_success(store, webhook)


def _fail(
    delivery: Delivery,
    event: Event,
    webhook: Item,
    claimed: Item,
    answer: Answer,
    store: TenantStore,
    outbox: Outbox,
    *,
    is_final: bool,
) -> bool:
    """Try again later, or give the event up; answers whether that switched the webhook off."""
    due_at, disabled = None, False
    if is_final:
        disabled = give_up(webhook, answer, claimed["started_at"], store)
    else:
        following = replace(delivery, attempt=delivery.attempt + 1)
        due_at = queues.wait(outbox, following, schedule.wait_seconds(following.attempt, answer.headers), clock.epoch())
    state.settle(store, delivery, "failed" if is_final else "pending")
    state.note_attempt(store, delivery.webhook, about(delivery, event), answer, due_at)
    health.note_failure(store, webhook, is_final=is_final)
    return disabled


def give_up(webhook: Item, answer: Answer, started_at: str, store: TenantStore) -> bool:
    """After the last attempt: switch the webhook off, unless it has taken other events in between."""
    if answer.is_gone:
        return health.disable(store, webhook["SK"], "gone")
    if health.has_succeeded_since(store, webhook["SK"], started_at):
        return False
    return health.disable(store, webhook["SK"], "failures")


def about(delivery: Delivery, event: Event) -> dict[str, str | int]:
    """What an attempt's record says of its delivery."""
    return {
        "event_id": event.id,
        "event": event.type,
        "attempt": delivery.attempt,
        "round": delivery.round,
    }

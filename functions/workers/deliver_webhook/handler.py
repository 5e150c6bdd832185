"""Consumes the queues of deliveries: each message is one attempt, a replay in progress, or a turn of a lane."""

from collections.abc import Callable, Sequence

from bivelio_core import clock
from bivelio_core.entrypoints.logs import write_metrics
from bivelio_core.entrypoints.queue import batch_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.webhooks import batch, queues
from bivelio_core.webhooks.deliver import Attempt, deliver
from bivelio_core.webhooks.lane_walk import serve_turn
from bivelio_core.webhooks.notices import serve_notice
from bivelio_core.webhooks.queues import Message, Notice, Replay, Turn
from bivelio_core.webhooks.replay import walk

AT_ONCE = 10
"""Equal to the template's BatchSize, so that no message of a batch waits for an attempt that hangs."""


def begin(messages: Sequence[Message]) -> Callable[[Message], None]:
    """Return the function that handles one of an invocation's messages and writes its metrics."""
    shared, outbox = batch.begin(messages, store_of), queues.outbox()

    def serve(message: Message) -> None:
        store = store_of(message.tenant)
        attempts: list[Attempt] = []
        if isinstance(message, Replay):
            walk(message, store, outbox)
        elif isinstance(message, Turn):
            attempts = serve_turn(message, store, outbox)
        elif isinstance(message, Notice):
            serve_notice(message, store, outbox)
        elif attempt := deliver(message, store, outbox, shared):
            attempts = [attempt]
        for attempt in attempts:
            write_metrics(measures(attempt), int(clock.epoch() * 1000), Environment=message.environment)

    return serve


def measures(attempt: Attempt) -> dict[str, tuple[float, str]]:
    """Return the metrics of an attempt; the age is the time from the event's record to the receiver's answer."""
    answer = attempt.answer
    return {
        "DeliveryAttempts": (1, "Count"),
        "DeliveryLatency": (answer.latency_ms, "Milliseconds"),
        "Delivered": (int(answer.is_success), "Count"),
        "DeliveriesLost": (int(attempt.is_final and not answer.is_success), "Count"),
        "WebhooksDisabled": (int(attempt.disabled), "Count"),
        **({"DeliveryAge": (attempt.age_seconds * 1000, "Milliseconds")} if attempt.number == 1 else {}),
    }


handler = batch_consumer("deliver_webhook", queues.parse, begin, at_once=AT_ONCE)

"""Consumes the queues of deliveries: each message is one attempt, a replay, a probe, or a notice by mail."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bivelio_core import clock
from bivelio_core.entrypoints.logs import write_metrics
from bivelio_core.entrypoints.queue import batch_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import MEMBERS, ORGANISATIONS, Access, Needs, parts
from bivelio_core.store import keys
from bivelio_core.triggers import FromQueue
from bivelio_core.webhooks import batch, queues
from bivelio_core.webhooks.deliver import deliver
from bivelio_core.webhooks.measures import fields, measures
from bivelio_core.webhooks.notices import serve_notice
from bivelio_core.webhooks.queues import Message, Notice, Outbox, Probe, Replay, Turn
from bivelio_core.webhooks.recovery import serve_probe
from bivelio_core.webhooks.replay import walk

AT_ONCE = 10
"""A whole batch, so that no message of a batch waits for an attempt that hangs."""

PASSED_ON_SECONDS = 1.0
"""So that a turn does not come back at once for as long as this function has a share of them."""


def begin(messages: Sequence[Message]) -> Callable[[Message], None]:
    """Return the function that handles one of an invocation's messages and writes its metrics."""
    shared, outbox = batch.begin(messages, store_of), queues.outbox()

    def serve(message: Message) -> None:
        store = store_of(message.tenant)
        if isinstance(message, Turn):
            pass_on(message, outbox)
        elif isinstance(message, Replay):
            walk(message, store, outbox)
        elif isinstance(message, Notice):
            serve_notice(message, store, outbox)
        elif isinstance(message, Probe):
            serve_probe(message, store, outbox)
        elif attempt := deliver(message, store, outbox, shared):
            write_metrics(
                measures(attempt), int(clock.epoch() * 1000), about=fields(attempt), Environment=message.environment
            )

    return serve


def pass_on(turn: Turn, outbox: Outbox) -> None:
    """Leave a turn to the function of lanes: while a release is deployed, this one may still be given some."""
    queues.send_delayed(outbox, replace(turn, due_at=max(turn.due_at, clock.epoch() + PASSED_ON_SECONDS)))


NEEDS = Needs(
    # the key that signs chains; the owners, who are told when a webhook fails; what is beside the log
    also=(
        Access((MEMBERS,), ("GetItem", "Query")),
        Access((ORGANISATIONS,), ("GetItem",)),  # its language and time zone
        Access(
            (keys.WEBHOOK, keys.WEBHOOK_DAY, keys.DELIVERY, keys.DELIVERY_ATTEMPT, keys.LANE),
            ("UpdateItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate"),
        ),
        Access((keys.CHAIN_KEY,), ("PutItem",)),
        Access((parts(keys.LANE),), ("PutItem", "DeleteItem")),
    ),
    uses=("api_hosts", "app_url", "delivery_delay", "mail", "open_secrets"),
    sends=("deliveries", "lanes", "redeliveries"),
    timeout=60,
    fed_by=(
        FromQueue(
            "deliveries",
            batch=AT_ONCE,
            at_once=(12, 200),
            hidden=360,
            alarm="A delivery failed in our own code ten times and was put aside (docs/webhooks.md).",
            name="First",
        ),
        FromQueue("redeliveries", batch=AT_ONCE, at_once=(4, 50), hidden=360, dead="deliveries", name="Again"),
    ),
)

handler = batch_consumer("deliver_webhook", queues.parse, begin, at_once=AT_ONCE)

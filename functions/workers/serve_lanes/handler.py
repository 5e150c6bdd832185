"""Consumes the queue of lanes: each message is a turn of one webhook with a rate limit or an order.

A function of its own: it waits between two requests, so it may hold none of the processes that deliver to others.
"""

from typing import Any

from bivelio_core import clock
from bivelio_core.entrypoints.logs import write_metrics
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import Access, Needs, parts
from bivelio_core.store import keys
from bivelio_core.triggers import FromQueue
from bivelio_core.webhooks import queues
from bivelio_core.webhooks.lane_walk import serve_turn
from bivelio_core.webhooks.measures import fields, measures
from bivelio_core.webhooks.queues import Turn


def serve(body: dict[str, Any]) -> None:
    """Serve a turn, and write the metrics of the attempts that were made."""
    turn = queues.parse(body)
    if not isinstance(turn, Turn):
        raise TypeError(f"the queue of lanes has turns, not {type(turn).__name__}")
    for attempt in serve_turn(turn, store_of(turn.tenant), queues.outbox()):
        write_metrics(measures(attempt), int(clock.epoch() * 1000), about=fields(attempt), Environment=turn.environment)


NEEDS = Needs(
    # the key that signs chains; what is beside the log
    also=(
        Access(
            (keys.WEBHOOK, keys.WEBHOOK_DAY, keys.DELIVERY, keys.DELIVERY_ATTEMPT, keys.LANE),
            ("UpdateItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate"),
        ),
        Access((parts(keys.LANE),), ("PutItem", "DeleteItem")),
        Access((keys.CHAIN_KEY,), ("PutItem",)),
    ),
    uses=("api_hosts", "delivery_delay", "open_secrets"),
    sends=("lanes",),
    timeout=60,
    fed_by=(FromQueue("lanes", batch=1, at_once=(4, 50), hidden=360, dead="deliveries"),),
)

handler = queue_consumer("serve_lanes", serve)

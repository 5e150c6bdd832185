"""Consumes the queue of inbound starts: starts a workflow once for each accepted call of its URL.

A call by which a webhook and the workflow start each other without end starts nothing, and disables the webhook.
"""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.sandbox_day import open_day
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.triggers import FromQueue
from bivelio_core.workflows.triggers.deliveries import Delivery
from bivelio_core.workflows.triggers.starts import on_delivery

AT_ONCE = 5
"""A whole batch."""


def serve(body: dict[str, Any]) -> None:
    """Start the run of one accepted call, unless an earlier delivery of its message has started it."""
    delivery = queued.read(Delivery, body)
    store = store_of(delivery.tenant)
    open_day(store)
    with tenant_clock.followed(store):
        on_delivery(store, delivery)
    if delivery.is_loop and delivery.returned:
        from bivelio_core.webhooks import loops  # noqa: PLC0415 - hardly a call needs it

        loops.disable_sender(store, *delivery.returned)


NEEDS = Needs(
    also=(
        # a webhook that sends back what the workflow causes is disabled
        Access((keys.WEBHOOK,), ("UpdateItem",)),
        # files that the call brings are kept as documents
        Access((keys.DOCUMENT, keys.EFFECT), ("PutItem", "UpdateItem")),
    ),
    uses=("runs", "sandbox_day"),
    files=(Files("inbound", ("read",)), Files("documents", ("write",))),
    timeout=60,
    fed_by=(
        FromQueue(
            "inbound_starts",
            batch=AT_ONCE,
            at_once=(4, 100),
            hidden=360,
            alarm="An accepted call of a workflow's URL could not start its run ten times.",
            name="Starts",
        ),
    ),
)

handler = queue_consumer("start_inbound_workflow", serve, at_once=AT_ONCE)

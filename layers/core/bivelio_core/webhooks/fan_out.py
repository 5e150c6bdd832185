"""Send an event to the webhooks that listen to it, with one message for each webhook."""

from collections.abc import Sequence
from dataclasses import replace

from bivelio_core.events.log import Event
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import filters, lanes, queues
from .filters import FilterFailed
from .queues import Delivery, Outbox, Queue, Turn


def react(events: Sequence[Event], store: TenantStore) -> None:
    """Send events to the webhooks of their tenant (events/publish.py)."""
    fan_out(events, store, queues.outbox())


def fan_out(events: Sequence[Event], store: TenantStore, outbox: Outbox) -> None:
    """Send each event to each active webhook that wants it, in the order of the events.

    A filter that cannot be evaluated for an event also leads to a delivery, which only records the reason.

    The webhooks are read here, strongly consistent, so that every webhook that exists when an event occurs gets it. If
    a receiver keeps failing, its first attempts go through the queue of redeliveries (the circuit breaker). A lane gets
    one message that there are events; it reads them from the log once no event can be added before them.
    """
    listening = [item for item in store.query(keys.WEBHOOK, consistent=True) if listens(item)]
    turns: dict[str, Turn] = {}
    messages: dict[Queue, list[Delivery]] = {"deliveries": [], "redeliveries": []}
    for event in events:
        for webhook in listening:
            if not filters.wants_type(webhook, event.type):
                continue
            delivery = Delivery.of(store.tenant, webhook["SK"], event)
            if lanes.is_laned(webhook) and lanes.serves(webhook, event.place):
                due_at = lanes.settled_at(event.place)
                turns[webhook["SK"]] = lanes.nudge(delivery, due_at=due_at, only_new=True)
                continue
            try:
                if not filters.passes(webhook, event):
                    continue
            except FilterFailed as failure:
                delivery = replace(delivery, skipped=str(failure))
            queue: Queue = "redeliveries" if webhook.get("failing") else "deliveries"
            messages[queue].append(delivery)
    for queue, queue_messages in messages.items():
        outbox.send(queue, queue_messages)
    for turn in turns.values():
        queues.send_delayed(outbox, turn)


def listens(webhook: Item) -> bool:
    """Tell whether deliveries go to a webhook: it is active and is not one of the reference's examples."""
    return webhook["status"] == "active" and not webhook.get("sample")

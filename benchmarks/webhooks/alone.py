"""Measures our own code of a delivery: the worker over a table in memory, calling the same receiver over HTTP.

No emulator, no AWS client, no other process of ours: what is left is reading, claiming, signing, the guard, the
request, settling and noting. What the whole platform takes beyond it is AWS calls and who answers them.
"""

import threading
import time
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.entrypoints.queue import batch_consumer
from bivelio_core.events import log
from bivelio_core.store import keys
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from bivelio_core.webhooks import batch, queues
from bivelio_core.webhooks.deliver import deliver
from bivelio_core.webhooks.queues import Delivery

from .ours import a_webhook

BATCH = 10
WARM_UP = 10


class OneAtATime:
    """A thread-safe table."""

    def __init__(self, inner: Any) -> None:
        self._inner, self._lock = inner, threading.Lock()

    def __getattr__(self, name: str) -> Any:
        """The inner table's method, behind a lock."""
        method = getattr(self._inner, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            with self._lock:
                return method(*args, **kwargs)

        return call


def alone(url: str, deliveries: int) -> dict[str, float]:
    """Deliver a number of events, ten at a time as the function does, in one process."""
    organisation = ids.unowned_id("organisation")
    store = TenantStore(OneAtATime(MemoryTable()), Tenant.at(organisation, "live"))
    webhook = store.put(keys.WEBHOOK, ids.new_id("webhook", organisation), a_webhook(organisation, url))
    drafts = [
        log.Draft(
            ids.new_id("event", organisation),
            "contact.created",
            clock.timestamp(),
            {"name": "Núria Vilà", "custom_fields": {"sent_at": time.time()}},
        )
        for _ in range(deliveries + WARM_UP)
    ]
    waiting = [Delivery.of(store.tenant, webhook["SK"], event) for event in log.record(store, drafts)]
    messages = [queues.body_of(delivery) for delivery in waiting]

    def begin(messages: Any) -> Any:
        shared = batch.begin(messages, lambda _: store)
        return lambda delivery: deliver(delivery, store, queues.outbox(), shared)

    handler = batch_consumer("alone", queues.parse, begin, at_once=BATCH)
    used, started = 0.0, 0.0
    for start in range(0, len(messages), BATCH):
        if start == WARM_UP:
            used, started = time.process_time(), time.perf_counter()
        bodies = messages[start : start + BATCH]
        answer = handler({"Records": [{"messageId": str(n), "body": body} for n, body in enumerate(bodies)]}, None)
        assert answer == {"batchItemFailures": []}, answer
    took, used = time.perf_counter() - started, time.process_time() - used
    states = store.query(keys.DELIVERY, webhook["SK"])
    assert {state["status"] for state in states} == {"delivered"}
    return {
        "deliveries": deliveries,
        "per_second": round(deliveries / took, 1),
        "cpu_ms": round(1000 * used / deliveries, 2),
    }

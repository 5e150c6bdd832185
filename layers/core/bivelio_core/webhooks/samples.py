"""The reference's example webhook, under its documented id, with a failed attempt; and a webhook to delete.

They receive no events: the address is not ours to call. The reference lists one webhook, so lists omit the other.
"""

from typing import Any

from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

EXAMPLE_ID, DELETABLE_ID = "wh_o8p9q0r1", "wh_s2t3u4v5"
EXAMPLE: dict[str, Any] = {
    "url": "https://el-teu-servidor.com/api/bivelio-webhook",
    "events": ["workflow.completed", "message.received", "invoice.paid"],
    "description": "Webhook principal d'integracio",
    "status": "active",
    "last_triggered_at": "2026-04-07T12:55:00Z",
    "success_rate": 0.98,
    "failures": 0,
    "version": 1,
    "created_at": "2026-04-07T13:00:00Z",
    "updated_at": "2026-04-07T13:00:00Z",
    "sample": True,
}
DELETABLE: dict[str, Any] = {**EXAMPLE, "description": "Webhook d'una integracio antiga", "unlisted": True}
ATTEMPT: dict[str, Any] = {
    "event_id": "evn_s1t2u3v4",
    "event": "workflow.completed",
    "attempt": 1,
    "outcome": "failed",
    "response_status": 503,
    "response_body": "",
    "error": "the receiver answered 503",
    "latency_ms": 87,
    "at": "2026-04-07T13:05:00.412Z",
    "next_attempt_at": 1_775_567_130,
}
"""The record of an attempt (`state.attempt_record`) at the example event."""


def writes(store: TenantStore) -> list[Write]:
    """The webhooks, renewed each sandbox day, and the attempt."""
    attempt_sk = f"{ATTEMPT['at']}#{ATTEMPT['event_id']}#{ATTEMPT['attempt']}"
    return [
        store.put_write(keys.WEBHOOK, EXAMPLE_ID, EXAMPLE),
        store.put_write(keys.WEBHOOK, DELETABLE_ID, DELETABLE),
        store.put_write(keys.DELIVERY_ATTEMPT, attempt_sk, ATTEMPT, EXAMPLE_ID),
    ]

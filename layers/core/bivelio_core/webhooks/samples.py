"""The reference's example webhook, under its documented id. It listens to nothing: its address is not ours to call."""

from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

EXAMPLE = {
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


def writes(store: TenantStore) -> list[Write]:
    """The webhook, renewed each sandbox day."""
    return [store.put_write(keys.WEBHOOK, "wh_o8p9q0r1", EXAMPLE)]

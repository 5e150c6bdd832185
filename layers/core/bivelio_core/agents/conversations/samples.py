"""Example conversations of agents: one to read, and one that has been deleted and can be so again."""

from bivelio_core.json_text import to_json
from bivelio_core.store.keys import AGENT_CONVERSATION, AGENT_TURN
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

READ, DELETED = "acv_a1b2c3d4", "acv_e5f6g7h8"
TURN = {
    "execution_id": "age_r4s5t6u7",
    "agent_id": "ag_email_draft",
    "contact_id": "ct_abc123",
    "text": "A quina hora obriu demà?",
    "output": to_json({"text": "Obrim a les nou."}),
    "at": "2026-04-07T12:05:00Z",
}


def writes(store: TenantStore) -> list[Write]:
    """The conversations, under their documented ids. A deletion leaves what the second one is."""
    head = {"contact_id": "ct_abc123", "created_at": "2026-04-07T12:04:00Z", "version": 1, "sample": True}
    return [
        store.put_write(AGENT_CONVERSATION, READ, head),
        store.put_write(AGENT_TURN, "0000001", {**TURN, "sample": True}, READ),
        store.put_write(AGENT_CONVERSATION, DELETED, {"version": 1, "deleted": True, "sample": True}),
    ]

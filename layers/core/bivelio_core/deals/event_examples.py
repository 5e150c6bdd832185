"""An example of the data of each event of deals; `/webhooks/test` sends them."""

from typing import Any

CREATED: dict[str, Any] = {
    "id": "dl_a1b2c3d4",
    "title": "Renovació del web",
    "pipeline_id": "default",
    "stage_id": "proposal",
    "status": "open",
    "amount": 4800,
    "currency": "EUR",
    "contact_id": "ct_abc123",
    "expected_close": "2026-05-15",
    "tags": ["web"],
    "custom_fields": {},
    "archived": False,
    "version": 1,
    "created_at": "2026-04-07T12:00:00Z",
    "updated_at": "2026-04-07T12:00:00Z",
    "stage_changed_at": "2026-04-07T12:00:00Z",
}
_LATER: dict[str, Any] = {**CREATED, "version": 2, "updated_at": "2026-04-07T12:30:00Z"}
UPDATED: dict[str, Any] = {**_LATER, "amount": 5200.5, "previous": {"amount": 4800}}
WON: dict[str, Any] = {
    **_LATER,
    "stage_id": "won",
    "status": "won",
    "stage_changed_at": "2026-04-07T12:30:00Z",
    "closed_at": "2026-04-07T12:30:00Z",
}
STAGE_CHANGED: dict[str, Any] = {
    **WON,
    "previous": {
        "stage_id": "proposal",
        "status": "open",
        "stage_changed_at": "2026-04-07T12:00:00Z",
        "closed_at": None,
    },
}
LOST: dict[str, Any] = {**WON, "stage_id": "lost", "status": "lost", "lost_reason": "Han triat una altra oferta."}

"""An example of the data of each event of cases; `/webhooks/test` sends them."""

from typing import Any

CREATED: dict[str, Any] = {
    "id": "cs_a1b2c3d4",
    "number": "CAS-2026-001",
    "title": "Canvi de pla a Enterprise",
    "description": "El client vol passar del pla Pro a l'Enterprise a partir del maig.",
    "status": "open",
    "priority": "high",
    "contact_id": "ct_abc123",
    "invoice_ids": [],
    "message_ids": ["msg_a2b3c4d5"],
    "document_ids": ["doc_q5r6s7t8"],
    "tags": ["comercial"],
    "note_count": 0,
    "version": 1,
    "created_at": "2026-04-07T12:00:00Z",
    "updated_at": "2026-04-07T12:00:00Z",
}
UPDATED: dict[str, Any] = {
    **CREATED,
    "status": "closed",
    "version": 2,
    "updated_at": "2026-04-07T12:30:00Z",
    "closed_at": "2026-04-07T12:30:00Z",
    "previous": {"status": "open", "closed_at": None},
}

"""One example of the data of each event of planned domains, after the reference."""

from typing import Any

CASE_CREATED: dict[str, Any] = {
    "id": "cs_a1b2c3d4",
    "title": "Canvi de pla a Enterprise",
    "status": "open",
    "contact_id": "ct_abc123",
    "created_at": "2026-04-07T12:00:00Z",
    "updated_at": "2026-04-07T12:00:00Z",
}
CASE_UPDATED: dict[str, Any] = {
    **CASE_CREATED,
    "status": "closed",
    "updated_at": "2026-04-07T12:30:00Z",
    "previous": {"status": "open"},
}

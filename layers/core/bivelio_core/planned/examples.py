"""One example of the data of each event of planned domains, after the reference."""

from typing import Any

INVOICE_CREATED: dict[str, Any] = {
    "id": "inv_g0h1i2j3",
    "number": "FAC-2026-043",
    "type": "issued",
    "status": "draft",
    "client": {"id": "ct_abc123", "name": "Empresa ABC S.L."},
    "subtotal": 3500.0,
    "tax": 735.0,
    "total": 4235.0,
    "currency": "EUR",
    "issue_date": "2026-04-07",
    "due_date": "2026-05-07",
}
CASE_CREATED: dict[str, Any] = {
    "id": "cs_a1b2c3d4",
    "title": "Canvi de pla a Enterprise",
    "status": "open",
    "contact_id": "ct_abc123",
    "created_at": "2026-04-07T12:00:00Z",
    "updated_at": "2026-04-07T12:00:00Z",
}
INVOICE_PAID: dict[str, Any] = {**INVOICE_CREATED, "status": "paid"}
CASE_UPDATED: dict[str, Any] = {
    **CASE_CREATED,
    "status": "closed",
    "updated_at": "2026-04-07T12:30:00Z",
    "previous": {"status": "open"},
}

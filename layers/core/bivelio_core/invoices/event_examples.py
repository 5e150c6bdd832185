"""An example of the data of each event of invoices, after the reference; `/webhooks/test` sends them."""

from typing import Any

CREATED: dict[str, Any] = {
    "id": "inv_g0h1i2j3",
    "number": "FAC-2026-043",
    "number_status": "provisional",
    "type": "issued",
    "document_type": "invoice",
    "status": "draft",
    "client": {"id": "ct_abc123", "name": "Empresa ABC S.L.", "nif": "B12345678"},
    "subtotal": 3500.0,
    "tax": 735.0,
    "total": 4235.0,
    "amount_paid": 0.0,
    "amount_due": 4235.0,
    "currency": "EUR",
    "issue_date": "2026-04-07",
    "due_date": "2026-05-07",
    "version": 1,
    "created_at": "2026-04-07T12:45:00Z",
    "updated_at": "2026-04-07T12:45:00Z",
}
PAID: dict[str, Any] = {
    **CREATED,
    "number_status": "final",
    "status": "paid",
    "amount_paid": 4235.0,
    "amount_due": 0.0,
    "version": 4,
    "updated_at": "2026-05-04T08:10:00Z",
    "paid_at": "2026-05-04T08:10:00Z",
}

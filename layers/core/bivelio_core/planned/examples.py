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
MESSAGE_RECEIVED: dict[str, Any] = {
    "message_id": "msg_a2b3c4d5",
    "contact_id": "ct_abc123",
    "channel": "whatsapp",
    "direction": "inbound",
    "from": "+34 612 345 678",
    "to": "+34 600 000 000",
    "message": {"type": "text", "body": "Perfecte, gràcies!"},
    "status": "received",
    "sent_at": "2026-04-07T12:22:00Z",
}
MESSAGE_SENT: dict[str, Any] = {
    "message_id": "msg_v1w2x3y4",
    "contact_id": "ct_abc123",
    "channel": "whatsapp",
    "direction": "outbound",
    "from": "+34 600 000 000",
    "to": "+34 612 345 678",
    "message": {"type": "text", "body": "Hola, la teva comanda ha estat processada correctament."},
    "status": "sent",
    "sent_at": "2026-04-07T12:20:00Z",
}
INVOICE_PAID: dict[str, Any] = {**INVOICE_CREATED, "status": "paid"}
CASE_UPDATED: dict[str, Any] = {
    **CASE_CREATED,
    "status": "closed",
    "updated_at": "2026-04-07T12:30:00Z",
    "previous": {"status": "open"},
}
AGENT_EXECUTED: dict[str, Any] = {
    "execution_id": "age_r4s5t6u7",
    "agent_id": "ag_classifier_01",
    "agent_name": "Classificador d'intencions",
    "output": {"intent": "plan_upgrade", "confidence": 0.94, "suggested_action": "route_to_sales"},
    "tokens_used": 342,
    "credits_consumed": 1,
    "duration_ms": 1850,
    "completed_at": "2026-04-07T12:05:00Z",
}

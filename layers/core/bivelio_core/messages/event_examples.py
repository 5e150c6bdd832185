"""One example of the data of each event of messages, after the reference."""

from typing import Any

RECEIVED: dict[str, Any] = {
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
SENT: dict[str, Any] = {
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
UPDATED: dict[str, Any] = {
    **RECEIVED,
    "message": {"type": "document", "filename": "factura.pdf", "caption": "La factura d'abril"},
    "attachments": [
        {
            "id": "msg_a2b3c4d5-1",
            "filename": "factura.pdf",
            "content_type": "application/pdf",
            "size_bytes": 48213,
            "document_id": "doc_i9j0k1l2",
        }
    ],
    "change": "attachments",
}
ASSIGNED: dict[str, Any] = {
    "contact_id": "ct_abc123",
    "channel": "whatsapp",
    "state": "open",
    "assignee": "usr_demo000000000000",
    "labels": ["comanda"],
    "first_unanswered_at": "2026-04-07T12:22:00Z",
    "version": 1,
    "changed_by": {"kind": "user", "id": "usr_demo000000000000"},
}
CLOSED: dict[str, Any] = {**ASSIGNED, "state": "closed", "version": 2}
REOPENED: dict[str, Any] = {
    **{name: value for name, value in ASSIGNED.items() if name != "changed_by"},
    "version": 3,
}
HANDED_OVER: dict[str, Any] = {
    **ASSIGNED,
    "handled_by": "person",
    "handed_over": {"why": "asked_for", "at": "2026-04-07T12:23:00Z", "to": "usr_demo000000000000"},
    "version": 2,
}

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
ISSUED: dict[str, Any] = {
    **CREATED,
    "number_status": "final",
    "status": "pending",
    "version": 2,
    "updated_at": "2026-04-07T12:50:00Z",
    "issued_at": "2026-04-07T12:50:00Z",
}
SENT: dict[str, Any] = {
    **CREATED,
    "number_status": "final",
    "status": "sent",
    "version": 3,
    "updated_at": "2026-04-07T12:52:00Z",
    "message_id": "msg_v1w2x3y4",
    "sent_at": "2026-04-07T12:52:00Z",
}
OVERDUE: dict[str, Any] = {
    **CREATED,
    "number_status": "final",
    "status": "overdue",
    "version": 4,
    "updated_at": "2026-05-07T22:00:00Z",
    "sent_at": "2026-04-07T12:52:00Z",
    "overdue_at": "2026-05-07T22:00:00Z",
}
VOIDED: dict[str, Any] = {
    **CREATED,
    "number_status": "final",
    "status": "void",
    "version": 3,
    "updated_at": "2026-04-08T09:00:00Z",
    "void_reason": "Emesa per error",
    "voided_at": "2026-04-08T09:00:00Z",
}
REGISTERED: dict[str, Any] = {
    "id": "inv_g0h1i2j3",
    "number": "FAC-2026-043",
    "record": 43,
    "kind": "registration",
    "state": "registered",
    "csv": "A-YDSW8NLFLANWPM",
    "registered_at": "2026-04-07T12:51:02Z",
}
REGISTRATION_FAILED: dict[str, Any] = {
    "id": "inv_g0h1i2j3",
    "number": "FAC-2026-043",
    "record": 43,
    "kind": "registration",
    "state": "rejected",
    "error": {"code": "1110", "message": "El NIF no está identificado en el censo de la AEAT."},
}
CERTIFICATE_EXPIRING: dict[str, Any] = {
    "holder": "00000000T REPRESENTANT (R: B12345678)",
    "nif": "B12345678",
    "serial_number": "5A1B2C3D4E5F",
    "expires_at": "2026-06-06T10:00:00Z",
    "days": 60,
}
RECTIFIED: dict[str, Any] = {
    **CREATED,
    "number_status": "final",
    "status": "rectified",
    "amount_credited": 4235.0,
    "amount_due": 0.0,
    "version": 4,
    "updated_at": "2026-04-09T10:00:00Z",
    "rectified_by": [{"id": "inv_r4s5t6u7", "number": "REC-2026-001"}],
}
BOOKED: dict[str, Any] = {
    **CREATED,
    "id": "inv_o5p6q7r8",
    "number": "2026/0203",
    "number_status": "final",
    "type": "received",
    "status": "pending",
    "client": {"id": "ct_s1t2u3v4", "name": "Subministraments Vall S.L.", "nif": "B17203456"},
    "subtotal": 200.0,
    "tax": 42.0,
    "total": 242.0,
    "amount_due": 242.0,
    "issue_date": "2026-03-16",
    "due_date": "2026-04-15",
    "version": 2,
    "booked_at": "2026-04-07T12:55:00Z",
    "booked_by": "user:usr_a1b2c3d4",
}

"""An example of the data of each event of contacts, based on the reference; `/webhooks/test` sends them."""

from typing import Any

CREATED: dict[str, Any] = {
    "id": "ct_def456",
    "type": "person",
    "name": "Maria Garcia",
    "email": "maria@exemple.com",
    "phone": "+34 600 111 222",
    "phone_e164": "+34600111222",
    "emails": [{"address": "maria@exemple.com", "is_primary": True}],
    "phones": [{"number": "+34 600 111 222", "e164": "+34600111222", "is_primary": True}],
    "company_id": "ct_abc123",
    "tags": ["lead", "inbound"],
    "custom_fields": {"source": "website", "interest": "plan_enterprise"},
    "version": 1,
    "created_at": "2026-04-07T12:10:00Z",
    "updated_at": "2026-04-07T12:10:00Z",
}
UPDATED: dict[str, Any] = {
    **CREATED,
    "first_name": "Maria",
    "last_name": "Garcia",
    "consents": [
        {"channel": "email", "basis": "consent", "source": "formulari web", "at": "2026-04-07T12:15:00Z"},
    ],
    "tags": ["client", "actiu"],
    "tax_id": {"type": "nif", "country": "ES", "number": "12345678Z"},
    "addresses": [
        {
            "street": "Carrer de la Mostra, 1",
            "postal_code": "08001",
            "city": "Barcelona",
            "country": "ES",
            "is_primary": True,
        }
    ],
    "version": 2,
    "updated_at": "2026-04-07T12:15:00Z",
    "previous": {
        "first_name": None,
        "last_name": None,
        "consents": None,
        "tags": ["lead", "inbound"],
        "tax_id": None,
        "addresses": None,
    },
}
ARCHIVED: dict[str, Any] = {
    **CREATED,
    "version": 3,
    "updated_at": "2026-04-07T12:30:00Z",
    "archived_at": "2026-04-07T12:30:00Z",
}
MERGED: dict[str, Any] = {
    **CREATED,
    "version": 3,
    "updated_at": "2026-04-07T12:30:00Z",
    "archived_at": "2026-04-07T12:30:00Z",
    "merged_into": "ct_mno345",
}
TASK_REMINDER: dict[str, Any] = {
    "id": "tsk_a1b2c3d4",
    "title": "Trucar per la renovació del pla",
    "contact_id": "ct_abc123",
    "assignee": "usr_0123456789abcdef",
    "priority": "high",
    "due_at": "2026-04-08T08:00:00Z",
    "reminder_minutes": 60,
    "repeat": {"frequency": "monthly", "interval": 1},
    "status": "open",
    "author": {"kind": "user", "id": "usr_0123456789abcdef"},
    "version": 1,
    "created_at": "2026-04-07T12:30:00Z",
    "updated_at": "2026-04-07T12:30:00Z",
}
TASK_DUE: dict[str, Any] = {**TASK_REMINDER, "version": 2, "updated_at": "2026-04-07T12:40:00Z"}

"""Example tasks: two that are listed, and one each to change, to complete and to delete. Nobody is told of them."""

from typing import Any

from bivelio_core.store.keys import TASK
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from .stored import place_changes

AUTHOR = {"kind": "user", "id": "usr_demo000000000000"}
EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "id": "tsk_a1b2c3d4",
        "title": "Trucar per la renovació del pla",
        "contact_id": "ct_abc123",
        "assignee": "usr_demo000000000000",
        "priority": "high",
        "due_at": "2026-04-08T08:00:00Z",
        "reminder_minutes": 60,
    },
    {
        "id": "tsk_e5f6g7h8",
        "title": "Enviar el pressupost",
        "contact_id": "ct_abc123",
        "due_at": "2026-04-02T15:00:00Z",
        "status": "done",
        "done_at": "2026-04-02T10:30:00Z",
        "done_by": AUTHOR,
    },
    {"id": "tsk_i9j0k1l2", "title": "Preparar la demostració", "contact_id": "ct_def456"},
    {"id": "tsk_m3n4o5p6", "title": "Confirmar l'adreça", "contact_id": "ct_def456"},
    {"id": "tsk_q7r8s9t0", "title": "Tasca repetida", "contact_id": "ct_def456"},
)
COMMON: dict[str, Any] = {
    "priority": "normal",
    "status": "open",
    "author": AUTHOR,
    "version": 1,
    "sample": True,
    "created_at": "2026-04-01T09:00:00Z",
    "updated_at": "2026-04-01T09:00:00Z",
}


def writes(store: TenantStore, contacts: dict[str, str]) -> list[Write]:
    """The tasks with their places; `contacts` has the sort key of each example contact."""
    write_list: list[Write] = []
    for example in EXAMPLES:
        about = {name: value for name, value in example.items() if name != "id"}
        contact = {"contact": contacts[example["contact_id"]], "first_due_at": example.get("due_at")}
        attributes = {name: value for name, value in contact.items() if value is not None}
        put = store.put_write(TASK, example["id"], {**COMMON, **about, **attributes})
        write_list += [put, *place_changes(store, None, put.item)]
    return write_list

"""Example views of lists: one to read, one to replace, and one that has been deleted and can be so again."""

from typing import Any

from bivelio_core.store.keys import LIST_VIEW
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

OWNER = {"kind": "user", "id": "usr_demo000000000000"}
EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "id": "lv_a1b2c3d4",
        "list": "invoices",
        "name": "Vençudes",
        "filters": {"status": ["overdue"], "type": ["issued"]},
        "sort": "due_date",
        "columns": ["number", "client", "due_date", "amount_due"],
        "shared": True,
    },
    {
        "id": "lv_e5f6g7h8",
        "list": "cases",
        "name": "Urgents",
        "filters": {"priority": ["urgent"]},
        "columns": [],
        "shared": True,
    },
    {"id": "lv_i9j0k1l2", "list": "cases", "shared": True, "deleted": True},
)
"""The last one is what a deletion leaves, so that a list shows the same whichever examples ran before."""


def writes(store: TenantStore) -> list[Write]:
    """The views, under their documented ids."""
    times = {"created_at": "2026-04-01T09:00:00Z", "updated_at": "2026-04-01T09:00:00Z"}
    about = {"owner": OWNER, "version": 1, "sample": True, **times}
    return [
        store.put_write(LIST_VIEW, example["id"], {**about, **{k: v for k, v in example.items() if k != "id"}})
        for example in EXAMPLES
    ]

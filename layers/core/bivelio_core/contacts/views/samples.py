"""Example views: one to list by, one to replace, and one that has been deleted and can be so again."""

from typing import Any

from bivelio_core.store.keys import VIEW
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

OWNER = {"kind": "user", "id": "usr_demo000000000000"}
EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "id": "vw_a1b2c3d4",
        "name": "Clients",
        "filter": {"field": "tags", "equals": "client"},
        "sort": "name",
        "columns": ["name", "email", "tags"],
        "shared": True,
    },
    {
        "id": "vw_e5f6g7h8",
        "name": "Leads nous",
        "filter": {"and": [{"field": "tags", "in": ["lead"]}, {"field": "created_at", "range": {"last_days": 30}}]},
        "sort": "-created_at",
        "columns": ["name", "phone", "created_at"],
        "shared": True,
    },
    {"id": "vw_i9j0k1l2", "shared": True, "deleted": True},
)
"""The last one is what a deletion leaves, so that a list shows the same whichever examples ran before."""


def writes(store: TenantStore) -> list[Write]:
    """The views, under their documented ids."""
    times = {"created_at": "2026-04-01T09:00:00Z", "updated_at": "2026-04-01T09:00:00Z"}
    about = {"owner": OWNER, "version": 1, "sample": True, **times}
    return [
        store.put_write(VIEW, example["id"], {**about, **{k: v for k, v in example.items() if k != "id"}})
        for example in EXAMPLES
    ]

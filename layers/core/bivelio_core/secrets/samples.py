"""The secrets of every sandbox: one that workflows can name, one to delete. They have no value."""

from typing import Any

from bivelio_core.store.keys import SECRET
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write

COMMON: dict[str, Any] = {
    "sample": True,
    "allowed_hosts": ["api.example.com"],
    "created_at": "2026-03-01T09:00:00Z",
    "updated_at": "2026-03-01T09:00:00Z",
}
NAME, DELETABLE = "erp_token", "erp_antic"


def writes(store: TenantStore) -> list[Write]:
    """The secrets, in the sandbox only; as configuration they stay, so only the one to delete is renewed."""
    if not store.tenant.is_sandbox:
        return []
    return [
        store.update_write(SECRET, NAME, Update(default=COMMON)),
        store.put_write(SECRET, DELETABLE, {**COMMON, "unlisted": True}),
    ]

"""Example contacts to merge, to restore and to delete, two that are alike, and a merge that was taken back."""

from collections.abc import Iterator, Mapping
from typing import Any

from bivelio_core.store.keys import MERGE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

_PERSON: dict[str, Any] = {"type": "person", "tags": [], "custom_fields": {}}
CONTACTS: tuple[dict[str, Any], ...] = (
    {
        **_PERSON,
        "id": "ct_mno345",
        "name": "Laia Soler",
        "email": "laia@exemple.com",
        "tags": ["soci"],
        "created_at": "2026-02-02T09:00:00Z",
        "updated_at": "2026-02-02T09:00:00Z",
    },
    {
        **_PERSON,
        "id": "ct_pqr678",
        "name": "Laia Soler Puig",
        "email": "laia.soler@exemple.com",
        "phone": "+34 600 555 666",
        "phone_e164": "+34600555666",
        "tags": ["butlletí"],
        "created_at": "2026-03-03T09:00:00Z",
        "updated_at": "2026-03-03T09:00:00Z",
    },
    {
        **_PERSON,
        "id": "ct_stu901",
        "name": "Marc Riba",
        "email": "marc@exemple.com",
        "created_at": "2025-11-04T10:00:00Z",
        "updated_at": "2026-03-05T10:00:00Z",
        "archived_at": "2026-03-05T10:00:00Z",
    },
    {
        **_PERSON,
        "id": "ct_vwx234",
        "name": "Nil Bosch",
        "email": "nil@exemple.com",
        "created_at": "2025-11-05T10:00:00Z",
        "updated_at": "2025-12-02T10:00:00Z",
        "archived_at": "2025-12-02T10:00:00Z",
    },
    {
        **_PERSON,
        "id": "ct_yza567",
        "type": "company",
        "name": "ABC Serveis S.L.",
        "email": "serveis@empresaabc.com",
        "created_at": "2026-01-12T08:00:00Z",
        "updated_at": "2026-04-06T08:00:00Z",
    },
    {
        **_PERSON,
        "id": "ct_bcd890",
        "type": "company",
        "name": "Taller Roca S.L.",
        "email": "taller@exemple.com",
        "tags": ["proveïdor"],
        "created_at": "2026-01-14T08:00:00Z",
        "updated_at": "2026-01-14T08:00:00Z",
    },
    {
        **_PERSON,
        "id": "ct_efg123",
        "type": "company",
        "name": "Taller Roca",
        "email": "taller@exemple.com",
        "created_at": "2026-03-20T08:00:00Z",
        "updated_at": "2026-03-20T08:00:00Z",
    },
)
UNDONE: dict[str, Any] = {
    "sample": True,
    "status": "unmerged",
    "before": {},
    "after": {},
    "ended": [],
    "kept_fields": ["job_title"],
    "language": "ca",
    "created_at": "2026-04-06T07:30:00Z",
}
"""Two companies that were taken for one."""


def writes(store: TenantStore, contacts: Mapping[str, str]) -> Iterator[Write]:
    """The merge; `contacts` has the sort keys of contacts by their ids."""
    losers = [{"id": "ct_yza567", "sk": contacts["ct_yza567"]}]
    about = {**UNDONE, "contact": contacts["ct_abc123"], "losers": losers}
    yield store.put_write(MERGE, "mrg_a1b2c3d4", about)

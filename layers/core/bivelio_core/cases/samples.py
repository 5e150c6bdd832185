"""The reference's example case under its documented id, and one to change."""

from typing import Any

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from .numbers import written

YEAR = 2026
EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "id": "cs_a1b2c3d4",
        "title": "Canvi de pla a Enterprise",
        "description": "El client vol passar del pla Pro a l'Enterprise a partir del maig.",
        "priority": "high",
        "contact_id": "ct_abc123",
        "message_ids": ["msg_a2b3c4d5"],
        "document_ids": ["doc_q5r6s7t8"],
        "tags": ["comercial"],
        "created_at": "2026-04-07T12:00:00Z",
        "updated_at": "2026-04-07T12:00:00Z",
    },
    {
        "id": "cs_e5f6g7h8",
        "title": "Incidència amb l'accés al portal",
        "contact_id": "ct_def456",
        "tags": ["suport"],
        "created_at": "2026-04-07T12:15:00Z",
        "updated_at": "2026-04-07T12:15:00Z",
    },
)
COMMON: dict[str, Any] = {
    "status": "open",
    "priority": "normal",
    "invoice_ids": [],
    "message_ids": [],
    "document_ids": [],
    "note_count": 0,
    "random": "0" * ids.RANDOM_LENGTH,
    "version": 1,
    "sample": True,
}


def writes(store: TenantStore) -> list[Write]:
    """The cases with the first numbers of their year, and the aliases of their ids."""
    write_list: list[Write] = [
        store.lease_write(keys.CASE, len(EXAMPLES)),
        store.put_write(keys.CASE_NUMBER, str(YEAR), {"last": len(EXAMPLES)}),
    ]
    for sequence, example in enumerate(EXAMPLES, start=1):
        sk = keys.sequence_sk(sequence)
        about = {**COMMON, "number": written(YEAR, sequence), **example}
        write_list.append(store.put_write(keys.CASE, sk, about))
        write_list.append(store.put_write(keys.ALIAS, example["id"], {"kind": keys.CASE.partition, "target": sk}))
    return write_list

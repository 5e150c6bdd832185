"""The reference's example document, under its documented id, and one to delete."""

import hashlib
from typing import Any

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import sample_files

EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "id": "doc_d1e2f3g4",
        "filename": "esborrany.pdf",
        "folder": "drafts",
        "tags": ["esborrany"],
        "sample_file": "invoice",
        "uploaded_at": "2026-04-06T09:00:00Z",
    },
    {
        "id": "doc_q5r6s7t8",
        "filename": "contracte_client_abc.pdf",
        "folder": "contracts",
        "tags": ["client_abc", "2026"],
        "sample_file": "contract",
        "document_type": "contract",
        "pages": sample_files.CONTRACT_PAGES,
        "uploaded_at": "2026-04-07T12:35:00Z",
    },
)


def writes(store: TenantStore) -> list[Write]:
    """The documents with the first sequence numbers, and the aliases of their ids."""
    made: list[Write] = [store.lease_write(keys.DOCUMENT, len(EXAMPLES))]
    for sequence, example in enumerate(EXAMPLES, start=1):
        sk = keys.sequence_sk(sequence)
        made.append(store.put_write(keys.DOCUMENT, sk, {**_about(example), **example}))
        made.append(store.put_write(keys.ALIAS, example["id"], {"kind": keys.DOCUMENT.partition, "target": sk}))
    return made


def _about(example: dict[str, Any]) -> dict[str, Any]:
    content = sample_files.FILES[example["sample_file"]]()
    return {
        "random": "0" * ids.RANDOM_LENGTH,
        "version": 1,
        "sample": True,
        "status": "stored",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "mime_type": "application/pdf",
        "file": example["id"],
    }

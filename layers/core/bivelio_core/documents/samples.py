"""The reference's example document and extraction, under their documented ids, and one each to delete and to review."""

import hashlib
from typing import Any

from bivelio_core import ids
from bivelio_core.json_text import to_json
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import sample_files
from .sample_answers import EVIDENCE, INVOICE, INVOICE_CONFIDENCE

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

EXTRACTION_IDS = ("ext_m1n2o3p4", "ext_r5s6t7u8")
CHECKS: tuple[dict[str, Any], ...] = (
    {"name": "lines_total", "passed": True, "expected": 1210, "found": 1210},
    {"name": "issuer_nif", "passed": False, "found": "B98765432"},
    {"name": "recipient_nif", "passed": False, "found": "B12345678"},
    {"name": "duplicate_number", "passed": True},
)
"""What is found about the sample invoice, whose tax numbers are those of the reference: their checksums are wrong."""


def writes(store: TenantStore) -> list[Write]:
    """The documents with the first sequence numbers, the aliases of their ids, and the extractions."""
    write_list: list[Write] = [store.lease_write(keys.DOCUMENT, len(EXAMPLES))]
    for sequence, example in enumerate(EXAMPLES, start=1):
        sk = keys.sequence_sk(sequence)
        write_list.append(store.put_write(keys.DOCUMENT, sk, {**_about(example), **example}))
        write_list.append(store.put_write(keys.ALIAS, example["id"], {"kind": keys.DOCUMENT.partition, "target": sk}))
    write_list += (store.put_write(keys.EXTRACTION, each, _extraction(each)) for each in EXTRACTION_IDS)
    return write_list


def _extraction(extraction_id: str) -> dict[str, Any]:
    """An extraction of the sample invoice, as the worker would have stored it."""
    result = {
        "confidence": INVOICE_CONFIDENCE,
        "extracted": INVOICE,
        "fields_meta": {
            name: {"confidence": INVOICE_CONFIDENCE, "page": 1, "evidence": EVIDENCE[name]} for name in INVOICE
        },
        "checks": CHECKS,
        "needs_review": True,
        "method": "model",
        "model": "simulated",
        "document_type": "invoice",
        "pages": 1,
    }
    return {
        "id": extraction_id,
        "sample": True,
        "operation": "extract",
        "status": "completed",
        "named_by": "document_url",
        "sample_file": "invoice",
        "filename": "factura_2026_001.pdf",
        "document_type": "invoice",
        "confidence": INVOICE_CONFIDENCE,
        "credits_consumed": 3,
        "created_at": "2026-04-07T12:29:58Z",
        "processed_at": "2026-04-07T12:30:00Z",
        "result": to_json(result),
    }


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

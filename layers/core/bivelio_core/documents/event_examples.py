"""An example of the data of each event of documents, based on the reference; `/webhooks/test` sends them."""

from typing import Any

PROCESSED: dict[str, Any] = {
    "extraction_id": "ext_m1n2o3p4",
    "operation": "extract",
    "document_type": "invoice",
    "confidence": 0.96,
    "extracted": {"invoice_number": "FAC-2026-001", "date": "2026-04-01", "total": 1210.0},
    "credits_consumed": 3,
    "processed_at": "2026-04-07T12:30:00Z",
}
STORED: dict[str, Any] = {
    "document_id": "doc_i9j0k1l2",
    "filename": "contracte-2026.pdf",
    "mime_type": "application/pdf",
    "size_bytes": 245760,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "folder": "contractes",
    "tags": ["client-abc"],
    "uploaded_at": "2026-04-07T12:28:00Z",
}
EXTRACTED: dict[str, Any] = {
    "document_id": "doc_i9j0k1l2",
    "extraction_id": "ext_m1n2o3p4",
    "document_type": "invoice",
    "confidence": 0.96,
    "extracted": {"invoice_number": "FAC-2026-001", "date": "2026-04-01", "total": 1210.0},
    "needs_review": False,
    "credits_consumed": 3,
    "processed_at": "2026-04-07T12:30:00Z",
}

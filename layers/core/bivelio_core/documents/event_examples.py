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

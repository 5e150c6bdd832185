"""The declaration of the domain documents."""

from bivelio_core.domain import Domain, EventType, StepType
from bivelio_core.store import keys

_HERE = "bivelio_core.documents"

DOMAIN = Domain(
    name="documents",
    tags={"documents": "Files, the data extracted from them, and their classification."},
    scopes=("documents",),
    events={
        "document.processed": EventType(
            "A document has been processed (extraction or classification).",
            f"{_HERE}.events:DocumentProcessed",
            f"{_HERE}.event_examples:PROCESSED",
        ),
    },
    sources={keys.EXTRACTION: f"{_HERE}.events:derive"},
    lists={keys.DOCUMENT: f"{_HERE}.terms:DOCUMENTS"},
    samples=f"{_HERE}.samples:writes",
    steps=(
        StepType(
            "document.extract",
            "ai",
            f"{_HERE}.extraction_models:ExtractDocument",
            f"{_HERE}.steps:extract",
            exactly_one=("document_url", "document_id"),
            urls=("document_url",),
            scope="documents:write",
        ),
        StepType(
            "document.classify",
            "ai",
            f"{_HERE}.extraction_models:ClassifyDocument",
            f"{_HERE}.steps:classify",
            exactly_one=("document_url", "document_id"),
            urls=("document_url",),
            scope="documents:write",
        ),
    ),
    keeps_files=f"{_HERE}.received:keep",
    texts=tuple(f"{_HERE}.{module}" for module in ("content", "fields", "refused", "terms")),
)

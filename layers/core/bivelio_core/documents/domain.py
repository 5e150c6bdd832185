"""The declaration of the domain documents."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, StepType, lazily
from bivelio_core.event_type import EventType
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.documents import event_examples, events, extraction_models, received, samples, steps, terms
else:
    event_examples, events, extraction_models, received, samples, steps, terms = lazily(
        __package__, "event_examples", "events", "extraction_models", "received", "samples", "steps", "terms"
    )

_HERE = "bivelio_core.documents"

DOMAIN = Domain(
    name="documents",
    tags={"documents": "Files, the data extracted from them, and their classification."},
    scopes=("documents",),
    events={
        "document.processed": EventType(
            "A document has been processed (extraction or classification).",
            lambda: events.DocumentProcessed,
            lambda: event_examples.PROCESSED,
        ),
        "document.stored": EventType(
            "The file of a document is there: uploaded, or received with a message.",
            lambda: events.DocumentStored,
            lambda: event_examples.STORED,
            is_documented=False,
        ),
        "document.extracted": EventType(
            "The data of a document has been extracted.",
            lambda: events.DocumentExtracted,
            lambda: event_examples.EXTRACTED,
            is_documented=False,
        ),
    },
    sources={keys.EXTRACTION: lambda: events.derive, keys.DOCUMENT: lambda: events.derive_stored},
    lists={keys.DOCUMENT: lambda: terms.DOCUMENTS},
    samples=lambda: samples.writes,
    family="ai",
    short_names={"document.extract": "documents.extract", "document.classify": "documents.classify"},
    steps=(
        StepType(
            "documents.extract",
            effect=lambda: steps.extract,
            exactly_one=("document_url", "document_id"),
            urls=("document_url",),
            operation="documents.extract",
        ),
        StepType(
            "documents.classify",
            effect=lambda: steps.classify,
            exactly_one=("document_url", "document_id"),
            urls=("document_url",),
            operation="documents.classify",
        ),
    ),
    keeps_files=lambda: received.keep,
    texts=tuple(f"{_HERE}.{module}" for module in ("content", "fields", "refused", "terms")),
)

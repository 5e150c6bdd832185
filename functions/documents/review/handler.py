"""POST /v1/documents/review"""

from bivelio_core.context import Context
from bivelio_core.documents.actions import review
from bivelio_core.documents.extraction_models import ExtractionRecord, ReviewExtraction
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "documents.review",
    scope="write",
    undone_by="documents.review",
    needs=Needs(reads=ONE, writes=(keys.EXTRACTION,), files=(Files("documents", ("read", "write")),)),
)
def handler(request: ReviewExtraction, ctx: Context) -> ExtractionRecord:
    """Correct an extraction and mark it as reviewed."""
    return review.review(request, ctx)

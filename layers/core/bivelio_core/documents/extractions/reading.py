"""Read extractions and classifications."""

from bivelio_core.context import Context
from bivelio_core.documents.extraction_models import ExtractionRecord, GetExtraction
from bivelio_core.store.keys import EXTRACTION

from .show import show_record


def extractions_get(request: GetExtraction, ctx: Context) -> ExtractionRecord:
    """Read an extraction or a classification, a failed one too. Raises ResourceForbidden or ResourceNotFound."""
    return show_record(ctx.store.find(EXTRACTION, request.extraction_id), ctx)

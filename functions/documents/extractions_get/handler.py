"""POST /v1/documents/extractions/get"""

from bivelio_core.context import Context
from bivelio_core.documents.extraction_models import ExtractionRecord, GetExtraction
from bivelio_core.documents.extractions import reading
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Files, Needs


@endpoint(
    "documents.extractions_get",
    scope="read",
    action="get",
    paths=("/documents/extractions/get",),
    needs=Needs(reads=ONE, files=(Files("documents", ("read",)),)),
)
def handler(request: GetExtraction, ctx: Context) -> ExtractionRecord:
    """Get an extraction or a classification."""
    return reading.extractions_get(request, ctx)

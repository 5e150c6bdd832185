"""POST /v1/documents/extract"""

from bivelio_core.context import Context
from bivelio_core.documents import extractions
from bivelio_core.documents.extraction_models import ExtractDocument, Extraction
from bivelio_core.entrypoints.api import Accepted, endpoint


@endpoint("documents.extract", scope="write", gateway_timeout_seconds=29, may_fail_with=(402,))
def handler(request: ExtractDocument, ctx: Context) -> Extraction | Accepted:
    """Extract the data of a document."""
    extraction = extractions.extract(request, ctx)
    return Accepted(extraction) if extraction.status == "processing" else extraction

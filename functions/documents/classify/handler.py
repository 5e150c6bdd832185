"""POST /v1/documents/classify"""

from bivelio_core.context import Context
from bivelio_core.documents import extractions
from bivelio_core.documents.extraction_models import Classification, ClassifyDocument
from bivelio_core.entrypoints.api import Accepted, endpoint


@endpoint("documents.classify", scope="write", gateway_timeout_seconds=29, may_fail_with=(402,))
def handler(request: ClassifyDocument, ctx: Context) -> Classification | Accepted:
    """Classify a document."""
    classification = extractions.classify(request, ctx)
    return Accepted(classification) if classification.status == "processing" else classification

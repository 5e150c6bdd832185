"""POST /v1/documents/extract"""

from bivelio_core.context import Context
from bivelio_core.documents.actions import extract
from bivelio_core.documents.extraction_models import ExtractDocument, Extraction
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.needs import ONE, Access, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "documents.extract",
    scope="write",
    gateway_timeout_seconds=29,
    needs=Needs(
        reads=ONE,
        writes=(keys.DOCUMENT, keys.EFFECT),
        also=(Access((keys.EXTRACTION,), ("PutItem", "UpdateItem")),),
        uses=("document_wait",),
        sends=("documents",),
        # documents that were uploaded meanwhile, and what it fetched until it is processed
        files=(Files("documents", ("read", "write", "delete")), Files("uploads", ("read", "write"))),
        timeout="DocumentTimeoutSeconds",
    ),
)
def handler(request: ExtractDocument, ctx: Context) -> Extraction | Accepted:
    """Extract the data of a document."""
    extraction = extract.extract(request, ctx)
    return Accepted(extraction) if extraction.status == "processing" else extraction

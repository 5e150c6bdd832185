"""POST /v1/documents/get"""

from bivelio_core.context import Context
from bivelio_core.documents import reading
from bivelio_core.documents.models import Document, GetDocument
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Files, Needs


@endpoint(
    "documents.get",
    title="Get a document",
    scope="read",
    needs=Needs(
        reads=ONE, sends=("documents",), files=(Files("documents", ("read", "write")), Files("uploads", ("read",)))
    ),
)
def handler(request: GetDocument, ctx: Context) -> Document:
    """Get a document, with a signed URL of its file."""
    return reading.get(request, ctx)

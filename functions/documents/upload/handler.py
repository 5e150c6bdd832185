"""POST /v1/documents/upload"""

from bivelio_core.context import Context
from bivelio_core.documents.actions import upload
from bivelio_core.documents.models import Document, UploadDocument
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.needs import ONE, Access, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "documents.upload",
    title="Upload a document",
    scope="write",
    undone_by="documents.delete",
    maximum_body_bytes=5_600_000,
    gateway_timeout_seconds=29,
    needs=Needs(
        reads=ONE,
        writes=(keys.DOCUMENT, keys.EFFECT),
        also=(Access((keys.EXTRACTION,), ("PutItem", "UpdateItem")),),
        uses=("document_wait",),
        sends=("documents",),
        # a signed URL that it returns has only the function's own permission
        files=(Files("documents", ("read", "write")),),
        timeout="DocumentTimeoutSeconds",
        memory=1024,
    ),
)
def handler(request: UploadDocument, ctx: Context) -> Document | Accepted:
    """Upload a document, up to 4 MB, and optionally process it."""
    document = upload.upload(request, ctx)
    return Accepted(document) if document.status == "processing" else document

"""POST /v1/documents/upload"""

from bivelio_core.context import Context
from bivelio_core.documents import service
from bivelio_core.documents.models import Document, UploadDocument
from bivelio_core.entrypoints.api import endpoint


@endpoint("documents.upload", scope="write", maximum_body_bytes=5_500_000)
def handler(request: UploadDocument, ctx: Context) -> Document:
    """Upload a document, up to 4 MB."""
    return service.upload(request, ctx)

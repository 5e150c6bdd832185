"""POST /v1/documents/delete"""

from bivelio_core.context import Context
from bivelio_core.documents import service
from bivelio_core.documents.models import DeletedDocument, DeleteDocument
from bivelio_core.entrypoints.api import endpoint


@endpoint("documents.delete", scope="write")
def handler(request: DeleteDocument, ctx: Context) -> DeletedDocument:
    """Delete a document and its file."""
    return service.delete(request, ctx)

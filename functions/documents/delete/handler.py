"""POST /v1/documents/delete"""

from bivelio_core.context import Context
from bivelio_core.documents import writing
from bivelio_core.documents.models import DeletedDocument, DeleteDocument
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Files, Needs
from bivelio_core.store import keys


@endpoint(
    "documents.delete",
    scope="write",
    needs=Needs(
        reads=ONE,
        writes=(keys.DOCUMENT, keys.EFFECT),
        files=(Files("documents", ("delete",)), Files("uploads", ("delete",))),
    ),
)
def handler(request: DeleteDocument, ctx: Context) -> DeletedDocument:
    """Delete a document and its file."""
    return writing.delete(request, ctx)

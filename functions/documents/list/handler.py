"""POST /v1/documents/list"""

from bivelio_core.context import Context
from bivelio_core.documents import reading
from bivelio_core.documents.models import DocumentPage, ListDocuments
from bivelio_core.entrypoints.api import endpoint


@endpoint("documents.list", title="List or search documents", scope="read", paths=("/documents/list", "/documents"))
def handler(request: ListDocuments, ctx: Context) -> DocumentPage:
    """List or search documents: any page, with the exact total."""
    return reading.page(request, ctx)

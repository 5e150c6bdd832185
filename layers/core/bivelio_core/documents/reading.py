"""Read documents: one with its file, or a page of those that meet criteria."""

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store.index import reader as index_reader

from . import queue, sample_files
from .models import Document, DocumentPage, GetDocument, ListDocuments
from .show import show
from .storage import documents_of, file_of, uploads_of
from .stored import load
from .terms import DOCUMENTS, criteria
from .uploads import uploaded


def get(request: GetDocument, ctx: Context) -> Document:
    """Read a document, with a newly signed URL of its file. A file that has come meanwhile is taken by the worker."""
    item = load(request.document_id, ctx)
    if (file := uploaded(item, ctx)) is not None:
        queue.send(request.document_id, ctx.tenant, "take")
        seen = {**item, "status": "stored", "mime_type": file.mime_type}
        return show(seen, ctx.organisation, uploads_of(ctx.tenant))
    if sample := item.get("sample_file"):
        documents_of(ctx.tenant).put(file_of(item), sample_files.FILES[sample](), item["mime_type"])
    return show(item, ctx.organisation, documents_of(ctx.tenant))


def page(request: ListDocuments, ctx: Context) -> DocumentPage:
    """A page of the documents that meet all criteria, newest first."""
    page = index_reader.list_page(ctx.store, DOCUMENTS, criteria(request), page=request.page, per_page=request.per_page)
    return DocumentPage(
        documents=[show(item, ctx.organisation) for item in page.items],
        pagination=Pagination.of(request, page.total),
    )

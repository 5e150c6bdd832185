"""The operations on documents: upload, read, list, delete."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import DOCUMENT
from bivelio_core.store.revise import Change, Source, by_id, revise

from . import queue, sample_files
from .models import (
    DeletedDocument,
    DeleteDocument,
    Document,
    DocumentPage,
    GetDocument,
    ListDocuments,
)
from .show import show
from .storage import DELETION_TOLD, documents_of, file_of, uploads_of
from .stored import DELETED, load
from .terms import DOCUMENTS, criteria
from .uploads import uploaded

SOURCE = Source(by_id(DOCUMENT), lambda: DOCUMENTS)
_OUTLIVING = ("PK", "SK", "id", "random", "version", "sample", "ttl")
"""What is left of a deleted document, for as long as it answers a repeated deletion."""


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


def list_documents(request: ListDocuments, ctx: Context) -> DocumentPage:
    """A page of the documents that meet all criteria, newest first."""
    page = index_reader.list_page(ctx.store, DOCUMENTS, criteria(request), page=request.page, per_page=request.per_page)
    return DocumentPage(
        documents=[show(item, ctx.organisation) for item in page.items],
        pagination=Pagination.of(request, page.total),
    )


def delete(request: DeleteDocument, ctx: Context) -> DeletedDocument:
    """Delete a document and its file. Deleting it again within two days changes nothing.

    The file goes first: whoever is killed in between leaves a document that can be deleted again.
    """

    def decide(document: Item) -> Change | None:
        if document["status"] == DELETED:
            return None
        for files in (documents_of(ctx.tenant), uploads_of(ctx.tenant)):
            files.delete(file_of(document))
        left = {name: document[name] for name in _OUTLIVING if name in document}
        expiry = {} if ctx.tenant.is_sandbox else {"ttl": clock.ttl(DELETION_TOLD)}
        return Change({**left, "status": DELETED, **expiry})

    revise(ctx.store, SOURCE, request.document_id, decide)
    return DeletedDocument(document_id=request.document_id)

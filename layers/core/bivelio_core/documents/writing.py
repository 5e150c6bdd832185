"""Delete documents."""

from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DOCUMENT
from bivelio_core.store.revise import Change, Source, by_id, outliving, revise

from .models import DeletedDocument, DeleteDocument
from .storage import documents_of, file_of, uploads_of
from .stored import DELETED
from .terms import DOCUMENTS

SOURCE = Source(by_id(DOCUMENT), lambda: DOCUMENTS)
_OUTLIVING = ("PK", "SK", "id", "random", "version", "sample", "ttl")
"""What is left of a deleted document, for as long as it answers a repeated deletion."""


def delete(request: DeleteDocument, ctx: Context) -> DeletedDocument:
    """Delete a document and its file. Deleting it again within two days changes nothing.

    The file is deleted first, so if the function dies in between, the document can still be deleted again.
    """

    def decide(document: Item) -> Change | None:
        if document["status"] == DELETED:
            return None
        for files in (documents_of(ctx.tenant), uploads_of(ctx.tenant)):
            files.delete(file_of(document))
        return Change({**outliving(document, _OUTLIVING, ctx.tenant), "status": DELETED})

    revise(ctx.store, SOURCE, request.document_id, decide)
    return DeletedDocument(document_id=request.document_id)

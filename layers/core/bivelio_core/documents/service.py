"""The operations on documents: upload, read, list, delete."""

import hashlib
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, ResourceNotFound
from bivelio_core.models import Pagination
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, put_once
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import DOCUMENT, sequence_sk
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import existing

from . import sample_files
from .content import decoded, type_of
from .models import (
    DeletedDocument,
    DeleteDocument,
    Document,
    DocumentPage,
    GetDocument,
    ListDocuments,
    UploadDocument,
)
from .show import show
from .storage import DELETION_TOLD, documents_of, file_of, uploads_of
from .terms import DOCUMENTS, criteria
from .uploads import taken

DELETED = "deleted"
DELETE_TRIES = 4
_OUTLIVING = ("PK", "SK", "id", "random", "version", "sample", "ttl")
"""What is left of a deleted document, for as long as it answers a repeated deletion."""


def upload(request: UploadDocument, ctx: Context) -> Document:
    """Keep a file. With an Idempotency-Key, the same request again returns the same document.

    Raises ValidationError for content that is not base64 or too large, Unprocessable for a file of no accepted type,
    IdempotencyMismatch when the key was used for another request.
    """
    content = content_of(request, ctx)
    mime_type = type_of(content, request.filename, "content_base64")
    key = EffectKey.of("documents.upload", ctx.idempotency_key, request)
    if made := effect_target(ctx.store, key):
        return _show(_undeleted(existing(ctx.store.get(DOCUMENT, made))), ctx)
    attributes: dict[str, Any] = {
        "random": ids.random_text(ids.RANDOM_LENGTH),
        "version": 1,
        "filename": request.filename,
        **({"folder": request.folder} if request.folder else {}),
        "tags": request.tags,
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "mime_type": mime_type,
        "file": ids.random_text(ids.BODY_LENGTH + ids.TAG_LENGTH),
        "status": "stored",
        "uploaded_at": clock.timestamp(),
    }
    documents_of(ctx.tenant).put(file_of(attributes), content, mime_type)
    sk = sequence_sk(ctx.store.lease_sequence(DOCUMENT))
    return _show(_undeleted(put_once(ctx.store, key, DOCUMENT, sk, attributes)), ctx)


def content_of(request: UploadDocument, ctx: Context) -> bytes:
    """The bytes of an upload. In the sandbox the reference's own abbreviated text stands for a sample contract."""
    if ctx.tenant.is_sandbox and request.content_base64 == sample_files.ABBREVIATED:
        return sample_files.contract()
    return decoded(request.content_base64)


def get(request: GetDocument, ctx: Context) -> Document:
    """Read a document, with a newly signed URL of its file. Takes a file that has been uploaded meanwhile."""
    item = taken(load(request.document_id, ctx), ctx)
    if sample := item.get("sample_file"):
        documents_of(ctx.tenant).put(file_of(item), sample_files.FILES[sample](), item["mime_type"])
    return _show(item, ctx)


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
    for _ in range(DELETE_TRIES):
        item = resources.load(ctx.store, DOCUMENT, request.document_id)
        if item["status"] == DELETED:
            return DeletedDocument(document_id=request.document_id)
        for files in (documents_of(ctx.tenant), uploads_of(ctx.tenant)):
            files.delete(file_of(item))
        left = {name: item[name] for name in _OUTLIVING if name in item}
        after = {**left, "status": DELETED, "version": item["version"] + 1}
        if not ctx.tenant.is_sandbox:
            after["ttl"] = clock.ttl(DELETION_TOLD)
        try:
            index_changes.write(ctx.store, DOCUMENTS, item, after)
        except ConditionFailed:
            continue
        return DeletedDocument(document_id=request.document_id)
    raise ChangedMeanwhile


def load(document_id: str, ctx: Context) -> Item:
    """The item of a document. Raises ResourceForbidden, or ResourceNotFound, also for a deleted one."""
    return _undeleted(resources.load(ctx.store, DOCUMENT, document_id))


def _undeleted(item: Item) -> Item:
    if item["status"] == DELETED:
        raise ResourceNotFound
    return item


def _show(item: Item, ctx: Context) -> Document:
    return show(item, ctx.organisation, documents_of(ctx.tenant))

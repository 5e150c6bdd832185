"""Store the file of a request, and have it classified and extracted at once."""

import time

from bivelio_core import config
from bivelio_core.context import Context
from bivelio_core.documents import sample_files
from bivelio_core.documents.content import decoded, type_of
from bivelio_core.documents.extraction_models import ClassifyDocument, ExtractDocument
from bivelio_core.documents.extractions import begin
from bivelio_core.documents.models import Document, ProcessingFailure, UploadDocument
from bivelio_core.documents.refused import error_of
from bivelio_core.documents.show import show
from bivelio_core.documents.storage import documents_of
from bivelio_core.documents.stored import keep, undeleted
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import DOCUMENT
from bivelio_core.store.tenant_store import existing


def upload(request: UploadDocument, ctx: Context) -> Document:
    """Store a file and process it as requested; `processing` when that takes longer than the time to wait.

    With an Idempotency-Key, the same request again returns the same document. Raises ValidationError for content that
    is not base64 or too large, Unprocessable for a file of no accepted type, IdempotencyMismatch when the key was used
    for another request.
    """
    until = time.monotonic() + config.document_wait_seconds()
    item = _document_of(request, ctx)
    extraction_list = [begin.queued(each, ctx) for each in _begin(item, request, ctx)]
    done = [begin.ended(each, ctx, until) for each in extraction_list]
    if done:
        item = undeleted(existing(ctx.store.get(DOCUMENT, item["SK"])))
    document = show(item, ctx.organisation, documents_of(ctx.tenant))
    goes_on = any(each["status"] == begin.PROCESSING for each in done)
    failures = [_failure(each, ctx) for each in done if each["status"] == "failed"]
    return document.model_copy(
        update={"status": "processing" if goes_on else document.status, "failures": failures or None}
    )


def content_of(request: UploadDocument, ctx: Context) -> bytes:
    """The bytes of an upload. In the sandbox the reference's own abbreviated text stands for a sample contract."""
    if ctx.tenant.is_sandbox and request.content_base64 == sample_files.ABBREVIATED:
        return sample_files.contract()
    return decoded(request.content_base64)


def _document_of(request: UploadDocument, ctx: Context) -> Item:
    """Return a request's document. Raises ResourceNotFound when an earlier one under its key was deleted meanwhile."""
    content = content_of(request, ctx)
    mime_type = type_of(content, request.filename, "content_base64")
    key = EffectKey.of("documents.upload", ctx.idempotency_key, request)
    return undeleted(
        keep(ctx.store, key, request.filename, content, mime_type, tags=request.tags, folder=request.folder)
    )


def _begin(item: Item, request: UploadDocument, ctx: Context) -> list[Item]:
    """Begin the requested processing of the document, once under the request's key."""
    document_id = resources.public_id(DOCUMENT, ctx.organisation, item)
    extraction_list = []
    if request.auto_classify:
        classify = ClassifyDocument(document_id=document_id)
        extraction_list.append(begin.begin_classification(classify, ctx, under="upload classify"))
    if request.auto_extract:
        extract = ExtractDocument(document_id=document_id)
        extraction_list.append(begin.begin_extraction(extract, ctx, under="upload extract"))
    return extraction_list


def _failure(item: Item, ctx: Context) -> ProcessingFailure:
    error = error_of(item["error"])
    return ProcessingFailure(
        operation=item["operation"], extraction_id=item["id"], code=error.code, message=error.message(ctx.language)
    )

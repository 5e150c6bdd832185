"""Files in a request: keep them, and have them classified and extracted at once."""

import hashlib
import time
from typing import Any

from bivelio_core import clock, config, ids
from bivelio_core.context import Context
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, put_once
from bivelio_core.store.keys import DOCUMENT, sequence_sk
from bivelio_core.store.tenant_store import existing

from . import extractions, sample_files
from .content import decoded, type_of
from .extraction_models import ClassifyDocument, ExtractDocument
from .models import Document, ProcessingFailure, UploadDocument
from .refused import error_of
from .show import show
from .storage import documents_of, file_of
from .stored import undeleted


def upload(request: UploadDocument, ctx: Context) -> Document:
    """Keep a file, and process it as asked; `processing` when that goes on after the time to wait.

    With an Idempotency-Key, the same request again returns the same document. Raises ValidationError for content that
    is not base64 or too large, Unprocessable for a file of no accepted type, IdempotencyMismatch when the key was used
    for another request.
    """
    until = time.monotonic() + config.document_wait_seconds()
    item = _kept(request, ctx)
    begun = [extractions.queued(each, ctx) for each in _begun(item, request, ctx)]
    done = [extractions.ended(each, ctx, until) for each in begun]
    if done:
        item = undeleted(existing(ctx.store.get(DOCUMENT, item["SK"])))
    shown = show(item, ctx.organisation, documents_of(ctx.tenant))
    goes_on = any(each["status"] == extractions.PROCESSING for each in done)
    failures = [_failure(each, ctx) for each in done if each["status"] == "failed"]
    return shown.model_copy(update={"status": "processing" if goes_on else shown.status, "failures": failures or None})


def content_of(request: UploadDocument, ctx: Context) -> bytes:
    """The bytes of an upload. In the sandbox the reference's own abbreviated text stands for a sample contract."""
    if ctx.tenant.is_sandbox and request.content_base64 == sample_files.ABBREVIATED:
        return sample_files.contract()
    return decoded(request.content_base64)


def _kept(request: UploadDocument, ctx: Context) -> Item:
    """The document of a request. Its file is written first, so that every document has one."""
    content = content_of(request, ctx)
    mime_type = type_of(content, request.filename, "content_base64")
    key = EffectKey.of("documents.upload", ctx.idempotency_key, request)
    if made := effect_target(ctx.store, key):
        return undeleted(existing(ctx.store.get(DOCUMENT, made)))
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
    return undeleted(put_once(ctx.store, key, DOCUMENT, sk, attributes))


def _begun(item: Item, request: UploadDocument, ctx: Context) -> list[Item]:
    """What is asked to be done with the document, begun once under the request's key."""
    document_id = resources.public_id(DOCUMENT, ctx.organisation, item)
    begun = []
    if request.auto_classify:
        classify = ClassifyDocument(document_id=document_id)
        begun.append(extractions.begin_classification(classify, ctx, under="upload classify"))
    if request.auto_extract:
        extract = ExtractDocument(document_id=document_id)
        begun.append(extractions.begin_extraction(extract, ctx, under="upload extract"))
    return begun


def _failure(item: Item, ctx: Context) -> ProcessingFailure:
    error = error_of(item["error"])
    return ProcessingFailure(
        operation=item["operation"], extraction_id=item["id"], code=error.code, message=error.message(ctx.language)
    )

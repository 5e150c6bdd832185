"""Sign the address that a client puts a file to."""

import base64
from datetime import timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.documents import queue
from bivelio_core.documents.models import AwaitedDocument, FileUpload, RequestUpload
from bivelio_core.documents.storage import AWAITED, UPLOAD_SECONDS, file_of, uploads_of
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, put_once
from bivelio_core.store.keys import DOCUMENT, sequence_sk

CONTENT_TYPE = "application/octet-stream"
"""What every upload is sent as: its real type is found out from its content."""


def upload_url(request: RequestUpload, ctx: Context) -> AwaitedDocument:
    """Make a document that waits for its file, and sign the address to put it to.

    When the URL has expired the worker takes over the uploaded file, unless an earlier use of the document did. With an
    Idempotency-Key a repeated request signs a URL for the same document.
    """
    random = ids.random_text(ids.RANDOM_LENGTH)
    attributes: dict[str, Any] = {
        "random": random,
        "version": 1,
        "filename": request.filename,
        **({"folder": request.folder} if request.folder else {}),
        "tags": request.tags,
        "size_bytes": request.size_bytes,
        "sha256": request.sha256,
        "file": ids.random_text(ids.BODY_LENGTH + ids.TAG_LENGTH),
        "status": "awaiting_upload",
        "uploaded_at": clock.timestamp(),
        **({} if ctx.tenant.is_sandbox else {"ttl": clock.ttl(AWAITED)}),
    }
    sk = sequence_sk(ctx.store.lease_sequence(DOCUMENT))
    key = EffectKey.of("documents.upload_url", ctx.idempotency_key, request)
    item = put_once(ctx.store, key, DOCUMENT, sk, attributes)
    document_id = resources.public_id(DOCUMENT, ctx.organisation, item)
    queue.send(document_id, ctx.tenant, "take", delay_seconds=UPLOAD_SECONDS)
    return AwaitedDocument(
        document_id=document_id,
        filename=item["filename"],
        status=item["status"],
        upload=_upload(item, ctx),
    )


def _upload(item: Item, ctx: Context) -> FileUpload:
    digest = bytes.fromhex(item["sha256"])
    url = uploads_of(ctx.tenant).upload_url(
        file_of(item), CONTENT_TYPE, UPLOAD_SECONDS, size=item["size_bytes"], sha256=digest
    )
    return FileUpload(
        url=url,
        headers={"Content-Type": CONTENT_TYPE, "x-amz-checksum-sha256": base64.b64encode(digest).decode()},
        expires_at=clock.timestamp(clock.real_now() + timedelta(seconds=UPLOAD_SECONDS)),
    )

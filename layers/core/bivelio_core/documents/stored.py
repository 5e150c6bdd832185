"""Store documents, once under a key, and find them by id unless they were deleted."""

import hashlib
from collections.abc import Sequence
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, put_once
from bivelio_core.store.keys import DOCUMENT, sequence_sk
from bivelio_core.store.tenant_store import TenantStore, existing

from .storage import documents_of, file_of

DELETED = "deleted"


def load(document_id: str, ctx: Context) -> Item:
    """The item of a document. Raises ResourceForbidden, or ResourceNotFound, also for a deleted one."""
    return undeleted(ctx.store.find(DOCUMENT, document_id))


def undeleted(item: Item) -> Item:
    """The item. Raises ResourceNotFound for a deleted document."""
    if item["status"] == DELETED:
        raise ResourceNotFound
    return item


def keep(
    store: TenantStore,
    key: EffectKey,
    filename: str,
    content: bytes,
    mime_type: str,
    *,
    tags: Sequence[str],
    folder: str | None = None,
) -> Item:
    """Store a file and its document, once under a key. The file is written first, so every document has one.

    Raises IdempotencyMismatch when the key was used for another request.
    """
    if target := effect_target(store, key):
        return existing(store.get(DOCUMENT, target))
    attributes: dict[str, Any] = {
        "random": ids.random_text(ids.RANDOM_LENGTH),
        "version": 1,
        "filename": filename,
        **({"folder": folder} if folder else {}),
        "tags": list(tags),
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "mime_type": mime_type,
        "file": ids.random_text(ids.BODY_LENGTH + ids.TAG_LENGTH),
        "status": "stored",
        "uploaded_at": clock.timestamp(),
    }
    documents_of(store.tenant).put(file_of(attributes), content, mime_type)
    return put_once(store, key, DOCUMENT, sequence_sk(store.lease_sequence(DOCUMENT)), attributes)

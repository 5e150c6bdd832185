"""Files that others sent to the organisation, kept as documents like those that are uploaded."""

import hashlib

from bivelio_core import clock, ids
from bivelio_core.store import resources
from bivelio_core.store.effect_marker import EffectKey, LastingKey, effect_target, put_once
from bivelio_core.store.keys import DOCUMENT, sequence_sk
from bivelio_core.store.tenant_store import TenantStore, existing

from .content import type_of
from .storage import documents_of, file_of

TAG = "inbound"


def keep(store: TenantStore, filename: str, content: bytes, key: LastingKey) -> str:
    """Keep a file, once under its key; returns the document's id. Raises Unprocessable for a type not accepted."""
    mime_type = type_of(content, filename, "attachments")
    marker = EffectKey("documents.received", key)
    if made := effect_target(store, marker):
        return resources.public_id(DOCUMENT, store.tenant.organisation, existing(store.get(DOCUMENT, made)))
    attributes = {
        "random": ids.random_text(ids.RANDOM_LENGTH),
        "version": 1,
        "filename": filename,
        "tags": [TAG],
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "mime_type": mime_type,
        "file": ids.random_text(ids.BODY_LENGTH + ids.TAG_LENGTH),
        "status": "stored",
        "uploaded_at": clock.timestamp(),
    }
    documents_of(store.tenant).put(file_of(attributes), content, mime_type)
    sk = sequence_sk(store.lease_sequence(DOCUMENT))
    return resources.public_id(DOCUMENT, store.tenant.organisation, put_once(store, marker, DOCUMENT, sk, attributes))

"""Store files that others sent to the organisation as documents, like uploaded files."""

from bivelio_core import file_names
from bivelio_core.store import resources
from bivelio_core.store.effect_marker import EffectKey, LastingKey
from bivelio_core.store.keys import DOCUMENT
from bivelio_core.store.tenant_store import TenantStore

from . import stored
from .content import type_of

TAG = "inbound"


def keep(store: TenantStore, filename: str, content: bytes, key: LastingKey, *, mime_type: str | None = None) -> str:
    """Store a file once under its key, with a cleaned name; returns the document's id.

    Raises Unprocessable for a type not accepted.

    `mime_type` is set if the caller has already judged the file's bytes, as for a voice message.
    """
    filename = file_names.cleaned(filename) or "file"
    kind = mime_type or type_of(content, filename, "attachments")
    item = stored.keep(store, EffectKey("documents.received", key), filename, content, kind, tags=[TAG])
    return resources.public_id(DOCUMENT, store.tenant.organisation, item)

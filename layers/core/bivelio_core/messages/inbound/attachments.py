"""Store the files of a mail as documents of the organisation, once."""

from collections.abc import Sequence
from typing import Any

from bivelio_core.documents import received
from bivelio_core.errors import Unprocessable
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.store.tenant_store import TenantStore

from .incoming import Attachment

MAXIMUM_BYTES = 20 * 1_048_576


def keep(store: TenantStore, files: Sequence[Attachment], place: str) -> list[dict[str, Any]]:
    """Return how a message shows its files: each with its document, or with the reason why it has none."""
    return [_stored_file(store, file, f"{place}:{number}") for number, file in enumerate(files)]


def _stored_file(store: TenantStore, file: Attachment, key: str) -> dict[str, Any]:
    about = {"filename": file.file_name, "content_type": file.content_type, "size_bytes": file.size_bytes}
    if file.size_bytes > MAXIMUM_BYTES:
        return {**about, "refused": "max_bytes"}
    try:
        document_id = received.keep(store, file.file_name, file.content, LastingKey(key))
    except Unprocessable as refused:
        return {**about, "refused": refused.details["constraint"]}
    return {**about, "document_id": document_id}

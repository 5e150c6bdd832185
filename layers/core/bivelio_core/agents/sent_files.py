"""The files that people send in messages, which are documents of the organisation."""

from bivelio_core.documents import storage
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DOCUMENT
from bivelio_core.store.tenant_store import TenantStore

READABLE = ("audio", "document")
"""Types of messages whose files are read or listened to."""


def are_coming(message: Item) -> bool:
    """Whether a file of a message that we read is still being fetched."""
    files = message.get("attachments") or ()
    return message["content"].get("type") in READABLE and any(file.get("pending") for file in files)


def content_of(store: TenantStore, document_id: str) -> bytes:
    """The bytes of a file; none of one that was deleted."""
    try:
        document = store.find(DOCUMENT, document_id)
    except ResourceNotFound:
        return b""
    if document["status"] != "stored":
        return b""
    return b"".join(storage.documents_of(store.tenant).read(storage.file_of(document)))

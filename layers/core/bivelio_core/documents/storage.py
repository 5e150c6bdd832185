"""The files of documents in the bucket, and how long they are kept."""

from datetime import timedelta

from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.tenancy import Tenant

DOCUMENTS, UPLOADS = "documents", "uploads"
"""Areas of the bucket. Documents stay until they are deleted; files that wait to be taken are deleted by a lifecycle
rule, after every message that may still ask for them."""

UPLOAD_SECONDS, DOWNLOAD_SECONDS = 900, 3_600
AWAITED = timedelta(days=1)
"""How long a document waits for its file."""


def documents_of(tenant: Tenant) -> TenantFiles:
    """The files of a tenant's documents."""
    return TenantFiles.of(tenant, DOCUMENTS)


def uploads_of(tenant: Tenant) -> TenantFiles:
    """The files that a tenant has uploaded and that no document has taken yet."""
    return TenantFiles.of(tenant, UPLOADS)


def file_of(item: Item) -> str:
    """The name of a document's file."""
    return f"files/{item['file']}"

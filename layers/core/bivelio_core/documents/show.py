"""A stored document as the API shows it."""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.keys import DOCUMENT

from .models import Document
from .storage import DOWNLOAD_SECONDS, file_of

_MADE = frozenset({"document_id", "url", "url_expires_at"})


def show(item: Item, organisation: str, files: TenantFiles | None = None) -> Document:
    """The resource of an item; with `files` it has a newly signed URL of its file."""
    document = Document(
        document_id=resources.public_id(DOCUMENT, organisation, item),
        **{name: item.get(name) for name in Document.model_fields if name not in _MADE},
    )
    if files is None or item["status"] != "stored":
        return document
    url = files.download_url(file_of(item), item["filename"], DOWNLOAD_SECONDS, content_type=item["mime_type"])
    expires_at = clock.timestamp(clock.real_now() + timedelta(seconds=DOWNLOAD_SECONDS))
    return document.model_copy(update={"url": url, "url_expires_at": expires_at})

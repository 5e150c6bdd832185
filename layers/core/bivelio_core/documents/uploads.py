"""Take over files that clients upload to a signed URL, at the document's first use or when the URL expires."""

from contextlib import suppress
from typing import NamedTuple

from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.files import FileChanged
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.table import ConditionFailed

from .content import HEAD_BYTES, type_of
from .storage import documents_of, file_of, uploads_of
from .stored import load
from .terms import DOCUMENTS


class Uploaded(NamedTuple):
    """An uploaded file that its document has not taken over: its tag, and its type by its content."""

    tag: str
    mime_type: str


def uploaded(item: Item, ctx: Context) -> Uploaded | None:
    """Return the uploaded file that a document awaits; None when it awaits none or none has arrived.

    Raises Unprocessable for a file of another size or of no accepted type, ChangedMeanwhile while it is written again.
    """
    if item["status"] != "awaiting_upload":
        return None
    uploads, name = uploads_of(ctx.tenant), file_of(item)
    file = uploads.state(name)
    if file is None:
        return None
    if file.size != item["size_bytes"]:
        raise Unprocessable.of("size_bytes", "invalid")
    try:
        head = next(uploads.read(name, tag=file.tag), b"")[:HEAD_BYTES]
    except FileChanged as error:
        raise ChangedMeanwhile from error
    return Uploaded(file.tag, type_of(head, item["filename"], "document_id"))


def with_upload(item: Item, ctx: Context) -> Item:
    """Return the document after taking over a file uploaded meanwhile; the same document when there is none.

    Raises as `uploaded`.
    """
    file = uploaded(item, ctx)
    if file is None:
        return item
    uploads, name = uploads_of(ctx.tenant), file_of(item)
    try:
        uploads.copy(name, documents_of(ctx.tenant), name, tag=file.tag, content_type=file.mime_type)
    except FileChanged as error:
        raise ChangedMeanwhile from error
    after = {**item, "status": "stored", "mime_type": file.mime_type, "version": item["version"] + 1}
    if not ctx.tenant.is_sandbox:  # where it expires with its day
        del after["ttl"]
    try:
        return index_changes.write(ctx.store, DOCUMENTS, item, after)
    except ConditionFailed as failure:
        return _taken_elsewhere(failure.item, name, ctx)


def take(document_id: str, ctx: Context) -> None:
    """Take over, in the worker, a document's file, if the document still awaits it and the file is acceptable."""
    with suppress(ResourceNotFound, Unprocessable):
        with_upload(load(document_id, ctx), ctx)


def _taken_elsewhere(item: Item | None, name: str, ctx: Context) -> Item:
    """Return the document whose file another request took over. Raises ResourceNotFound when it was deleted instead."""
    if item is not None and item["status"] == "stored":
        return item
    documents_of(ctx.tenant).delete(name)
    raise ResourceNotFound

"""Read a source and cut it into passages, for the worker.

The order is: read the text; write the file with its passages under the next version; make that the version of the
source, on condition that it still is the one that was read; have the collection put in order. Wherever the process
dies, the next attempt does the same again. From the moment at which the version changes, passages of the former one are
no longer answers (checked.py).
"""

import hashlib
from contextlib import suppress
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.documents import sample_files
from bivelio_core.documents.analysis.refusals import Refused
from bivelio_core.documents.storage import documents_of
from bivelio_core.documents.storage import file_of as file_of_document
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DOCUMENT, KNOWLEDGE_COLLECTION, KNOWLEDGE_SOURCE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, equals

from . import packing, pages, queue, sitemaps, storage
from .checked import is_there
from .cutting import process
from .cutting.passages import cut
from .cutting.process import Text
from .domain import MAXIMUM_PASSAGES
from .packing import Passage
from .pages import NotRead
from .removing import removed
from .stored import ERASED, changed, mark

AGAIN = timedelta(days=1)
"""When a source is read again."""
WANTED = timedelta(minutes=2)
"""For so long the message that was sent puts in order what is read meanwhile."""


def read(collection: str, source_id: str, ctx: Context) -> None:
    """Read a source. One that was removed meanwhile stays so; one whose document is gone is removed."""
    item = ctx.store.get(KNOWLEDGE_SOURCE, source_id, collection)
    if item is None or item["kind"] == "answer":
        want_pack(collection, ctx)
        return
    if item["kind"] == "sitemap":
        sitemaps.follow(collection, item, ctx)
        return
    document = ctx.store.get(DOCUMENT, item["document"]) if item["kind"] == "document" else None
    if item["kind"] == "document" and not is_there(item, document):
        removed(collection, item, ctx.store)
        want_pack(collection, ctx)
        return
    if document is not None and item["status"] == "ready" and "digest" in item:
        _note(collection, item, {}, ctx)  # a document's file never changes
        return
    try:
        text = _text(item, document, ctx)
    except (Refused, NotRead) as failure:
        _fail(collection, item, failure.reason, ctx, is_gone=not isinstance(failure, NotRead) or failure.is_gone)
        return
    _keep(collection, item, text, ctx)


def want_pack(collection: str, ctx: Context) -> None:
    """Have a collection put in order, unless somebody has just asked for it."""
    item = ctx.store.get(KNOWLEDGE_COLLECTION, collection)
    if item is None or item.get("wanted_at", "") > clock.stamp(clock.real_now() - WANTED):
        return
    queue.send_pack(collection, ctx.tenant)
    note = Update(set={"wanted_at": clock.real_stamp()})
    ctx.store.update(KNOWLEDGE_COLLECTION, collection, note, condition=equals("created_at", item["created_at"]))


def _text(item: Item, document: Item | None, ctx: Context) -> Text:
    """What a source says. Raises Refused, NotRead."""
    if document is None:
        page = pages.fetched(item["url"])
        return process.read(page.content, page.name)
    if sample := document.get("sample_file"):
        return process.read(sample_files.FILES[sample](), item["filename"])
    files = documents_of(ctx.tenant)
    content = files.whole(file_of_document(document))
    if content is None:
        raise NotRead("not_kept", is_gone=True)
    return process.read(content[0], item["filename"])


def _keep(collection: str, item: Item, text: Text, ctx: Context) -> None:
    title = item["title"] if "title" in item and (item.get("is_titled") or item["kind"] == "document") else None
    title = title or text.title or item.get("url", "")
    passages = packing.passages_of(title, cut(text.lines))
    if not passages:
        _fail(collection, item, "no_text", ctx, is_gone=True)
        return
    whole = ctx.store.get(KNOWLEDGE_COLLECTION, collection) or {}
    if whole.get("passages", 0) - item["passages"] + len(passages) > MAXIMUM_PASSAGES:
        _fail(collection, item, "too_many_passages", ctx, is_gone=True)
        return
    content = packing.as_file(passages)
    digest = hashlib.sha256(content).hexdigest()
    about = {"status": "ready", "title": title}
    if digest == item.get("digest"):
        _note(collection, item, {"failure": ERASED} if item.get("failure") == ERASED else about, ctx)
        return
    _replace(collection, item, passages, content, {**about, "digest": digest}, ctx)


def _replace(
    collection: str, item: Item, passages: list[Passage], content: bytes, about: dict[str, Any], ctx: Context
) -> None:
    """Make another text the source's."""
    files, version = storage.files_of(ctx.tenant), item["version"] + 1
    name = storage.source_file(ctx.tenant, collection, item["SK"], version)
    files.put(name, content, storage.JSON)
    attributes = {**about, "version": version, "passages": len(passages), **_times(item)}
    update = Update(set=attributes, remove=["failure"])
    is_it = equals("version", item["version"])
    write = ctx.store.update_write(KNOWLEDGE_SOURCE, item["SK"], update, collection, condition=is_it)
    try:
        ctx.store.transact([write, changed(ctx.store, collection)])
    except TransactionFailed:  # it was removed, or read by another attempt
        latest = ctx.store.get(KNOWLEDGE_SOURCE, item["SK"], collection)
        if latest is None or latest["version"] != version:
            files.delete(name)
    else:
        storage.forget_version(ctx.tenant, collection, item["SK"], item["version"])
    want_pack(collection, ctx)


def _fail(collection: str, item: Item, reason: str, ctx: Context, *, is_gone: bool) -> None:
    """Note why a source could not be read. What was read before stays while the page may come back."""
    if item.get("failure") == ERASED:
        _note(collection, item, {"failure": ERASED}, ctx)
        return
    if item["status"] == "ready" and not is_gone:
        _note(collection, item, {"failure": reason}, ctx)
        return
    was_read = item["status"] == "ready"
    attributes = {"status": "failed", "failure": reason, "passages": 0, **_times(item)}
    if was_read:
        attributes["version"] = item["version"] + 1
        storage.forget_version(ctx.tenant, collection, item["SK"], item["version"])
    is_it = equals("version", item["version"])
    write = ctx.store.update_write(
        KNOWLEDGE_SOURCE, item["SK"], Update(set=attributes, remove=["digest"]), collection, condition=is_it
    )
    with suppress(TransactionFailed):  # it was removed, or read by another attempt
        ctx.store.transact([write, changed(ctx.store, collection)])
    want_pack(collection, ctx)


def _note(collection: str, item: Item, about: dict[str, Any], ctx: Context) -> None:
    """Note that a source was read and says what it said before."""
    storage.forget_version(
        ctx.tenant, collection, item["SK"], item["version"] - 1
    )  # an attempt may have died before it
    update = Update(set={**about, **_times(item)}, remove=[] if "failure" in about else ["failure"])
    is_it = equals("version", item["version"])
    try:
        ctx.store.transact([ctx.store.update_write(KNOWLEDGE_SOURCE, item["SK"], update, collection, condition=is_it)])
    except TransactionFailed:
        return


def _times(item: Item) -> dict[str, str]:
    """When a source was read, and when it is to be read again."""
    return {"read_at": clock.timestamp(), **mark(item["SK"], clock.stamp(clock.real_now() + AGAIN))}

"""Add a source to a collection, to be read by the worker."""

from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.documents import stored as documents
from bivelio_core.documents.uploads import with_upload
from bivelio_core.errors import (
    ChangedMeanwhile,
    Conflict,
    ResourceForbidden,
    ResourceNotFound,
    Unprocessable,
    ValidationError,
)
from bivelio_core.knowledge import queue
from bivelio_core.knowledge.domain import MAXIMUM_SOURCES
from bivelio_core.knowledge.models import AddKnowledge, Source
from bivelio_core.knowledge.stored import changed, collection_in, id_of, mark, show_source
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import KNOWLEDGE_SOURCE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, absent, apply, equals

UNREAD = timedelta(minutes=10)
"""After this time a source is read though nobody has sent the message that asks for it."""


def add(request: AddKnowledge, ctx: Context) -> Source:
    """Add a source and have it read. Adding it again reads it again; another answer replaces the one before.

    Raises ValidationError unless exactly one source is named, Unprocessable for an unknown collection or document, for
    a URL that may not be called, and beyond 2,000 sources; Conflict while the file of a document is awaited.
    """
    _check(request)
    collection = collection_in(request.collection, ctx)
    about = _about(request, ctx)
    reference = str(about.get("document_id") or about.get("url") or about["question"])
    source_id = id_of(ctx.organisation, request.collection, about["kind"], reference)
    item = ctx.store.get(KNOWLEDGE_SOURCE, source_id, request.collection)
    if item is None:
        if collection["sources"] >= MAXIMUM_SOURCES:
            raise Unprocessable.of("collection", "max_items", limit=MAXIMUM_SOURCES)
        item = _put(request.collection, source_id, about, ctx)
    else:
        item = _changed(request.collection, item, about, ctx)
    if item["kind"] == "answer":
        queue.send_pack(request.collection, ctx.tenant)
    else:
        queue.send_read(request.collection, source_id, ctx.tenant)
    return show_source(item, request.collection)


def _check(request: AddKnowledge) -> None:
    named = [name for name in ("document_id", "url", "question") if getattr(request, name) is not None]
    if len(named) != 1:
        raise ValidationError.of(named[1] if named else "document_id", "one_of")
    if (request.question is None) != (request.answer is None):
        raise ValidationError.of("question" if request.question is None else "answer", "missing")
    if request.url is not None:
        from bivelio_core import egress  # noqa: PLC0415 - where a URL is named

        try:
            egress.check(request.url)
        except egress.EgressRefused as refused:
            raise Unprocessable.of("url", "url_not_allowed") from refused


def _about(request: AddKnowledge, ctx: Context) -> dict[str, Any]:
    title = {} if request.title is None else {"title": request.title, "is_titled": True}
    if request.question is not None:
        return {
            "kind": "answer",
            "title": request.question,
            "question": request.question,
            "answer": request.answer,
            **title,
        }
    if request.url is not None:
        return {"kind": "sitemap" if request.sitemap else "page", "url": request.url, **title}
    document = _document(str(request.document_id), ctx)
    return {
        "kind": "document",
        "title": document["filename"],
        "document_id": request.document_id,
        "document": document["SK"],
        **({"sample_file": document["sample_file"]} if "sample_file" in document else {"file": document["file"]}),
        "filename": document["filename"],
        **title,
    }


def _document(document_id: str, ctx: Context) -> Item:
    """A document with its file, which may just have been uploaded."""
    try:
        document = with_upload(documents.load(document_id, ctx), ctx)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("document_id", "not_found") from error
    if document["status"] != "stored":
        raise Conflict(details={"reason": "not_uploaded"})
    return document


def _put(collection: str, source_id: str, about: dict[str, Any], ctx: Context) -> Item:
    """Store a new source. Raises ChangedMeanwhile when another request adds it at the same time."""
    state = (
        {"status": "ready", "passages": 1}
        if about["kind"] == "answer"
        else {"status": "waiting", "passages": 0, **mark(source_id, clock.stamp(clock.real_now() + UNREAD))}
    )
    attributes = {**about, "version": 1, "added_at": clock.timestamp(), **state}
    put = ctx.store.put_write(KNOWLEDGE_SOURCE, source_id, attributes, collection, condition=absent())
    try:
        ctx.store.transact([put, changed(ctx.store, collection, sources=1)])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return put.item


def _changed(collection: str, item: Item, about: dict[str, Any], ctx: Context) -> Item:
    """Change what is told of a known source. Another answer is a new version: the former one is gone at once."""
    if all(item.get(name) == value for name, value in about.items()):
        return item
    version = item["version"] + 1 if item["kind"] == "answer" else item["version"]
    update = Update(set={**about, "version": version}, remove=["digest"])  # another title is in each passage
    is_it = equals("version", item["version"])
    write = ctx.store.update_write(KNOWLEDGE_SOURCE, item["SK"], update, collection, condition=is_it)
    try:
        ctx.store.transact([write, changed(ctx.store, collection)])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return apply(update, item)

"""Follow a sitemap: its pages become sources, and those that it no longer names are removed."""

from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import KNOWLEDGE_COLLECTION, KNOWLEDGE_SOURCE
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.writes import Update, absent, equals

from . import pages, queue
from .domain import MAXIMUM_SOURCES
from .pages import NotRead
from .removing import removed
from .stored import changed, id_of, mark

AGAIN = timedelta(days=1)


def follow(collection: str, item: Item, ctx: Context) -> None:
    """Add the pages that a sitemap names now, and have each read. It can be repeated: a page is added once."""
    try:
        urls = pages.pages_of(item["url"])
    except NotRead as failure:
        _note(collection, item, {"failure": failure.reason, **_failed(item)}, ctx)
        return
    present = {
        each["SK"]: each
        for each in ctx.store.query(KNOWLEDGE_SOURCE, collection, consistent=True)
        if each.get("sitemap_id") == item["SK"]
    }
    named = {id_of(ctx.organisation, collection, "page", url): url for url in urls}
    for source_id, page in present.items():
        if source_id not in named:
            removed(collection, page, ctx.store)
    room = MAXIMUM_SOURCES - int((ctx.store.get(KNOWLEDGE_COLLECTION, collection) or {}).get("sources", 0))
    for source_id, url in named.items():
        if source_id not in present and room > 0:
            room -= _added(collection, source_id, url, item, ctx)
        if source_id not in present or present[source_id]["status"] == "waiting":
            queue.send_read(collection, source_id, ctx.tenant)
    _note(collection, item, {"status": "ready", "passages": len(named)}, ctx)
    if present.keys() - named.keys():
        queue.send_pack(collection, ctx.tenant)


def _added(collection: str, source_id: str, url: str, sitemap: Item, ctx: Context) -> int:
    attributes = {
        "kind": "page",
        "url": url,
        "sitemap_id": sitemap["SK"],
        "status": "waiting",
        "version": 1,
        "passages": 0,
        "added_at": clock.timestamp(),
        **mark(source_id, clock.stamp(clock.real_now() + AGAIN)),
    }
    put = ctx.store.put_write(KNOWLEDGE_SOURCE, source_id, attributes, collection, condition=absent())
    try:
        ctx.store.transact([put, changed(ctx.store, collection, sources=1)])
    except TransactionFailed:  # somebody added the page by hand
        return 0
    return 1


def _failed(item: Item) -> dict[str, Any]:
    return {} if item["status"] == "ready" else {"status": "failed"}


def _note(collection: str, item: Item, about: dict[str, Any], ctx: Context) -> None:
    times = {"read_at": clock.timestamp(), **mark(item["SK"], clock.stamp(clock.real_now() + AGAIN))}
    update = Update(set={**about, **times}, remove=[] if "failure" in about else ["failure"])
    try:
        ctx.store.update(KNOWLEDGE_SOURCE, item["SK"], update, collection, condition=equals("version", item["version"]))
    except ConditionFailed:
        return

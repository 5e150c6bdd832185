"""Collections and sources as they are stored.

A collection counts its sources and every change of what can be found (`changes`); the file with its passages in order
knows at which count it was made (`packed`). A source has a `version` that increases with each change of its text:
passages of another version are no longer answers.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from bivelio_core import ids
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.index.words import fold
from bivelio_core.store.keys import KNOWLEDGE_COLLECTION, KNOWLEDGE_SOURCE
from bivelio_core.store.revise import Source as Revised
from bivelio_core.store.tenant_store import TenantStore, existing, require_own
from bivelio_core.store.writes import Update, UpdateWrite, present

from .models import Collection, Source

SHARDS = 4
DUE = "KN#DUE#"
ERASED = "erased"
"""Why a source has no passages whose text named a person who was erased."""


def _load(store: TenantStore, name: str) -> Item:
    return existing(store.get(KNOWLEDGE_COLLECTION, name))


COLLECTIONS = Revised(_load, is_shared=True)


def collection_in(name: str, ctx: Context) -> Item:
    """The collection that a request names. Raises Unprocessable for one that is not there, or is archived."""
    item = ctx.store.get(KNOWLEDGE_COLLECTION, name)
    if item is None or item["status"] == "archived":
        raise Unprocessable.of("collection", "not_found")
    return item


def source_in(collection: str, source_id: str, ctx: Context) -> Item:
    """A source. Raises ResourceForbidden for another organisation's id, ResourceNotFound."""
    require_own(KNOWLEDGE_SOURCE.name, source_id, ctx.organisation)
    return existing(ctx.store.get(KNOWLEDGE_SOURCE, source_id, collection))


def id_of(organisation: str, collection: str, kind: str, reference: str) -> str:
    """The id of a source: the same for what is added to the same collection again."""
    question_or_place = fold(reference).strip() if kind == "answer" else reference
    body = ids.derived_body("knowledge_source", organisation, collection, kind, question_or_place)
    return ids.tagged_id("knowledge_source", organisation, body)


def mark(source_id: str, when: str) -> dict[str, str]:
    """The mark in the sparse index by which a source is read again at a time (a `clock.stamp`)."""
    shard = int(hashlib.sha256(source_id.encode()).hexdigest()[:4], 16) % SHARDS
    return {"GSI1PK": f"{DUE}{shard}", "GSI1SK": when}


def changed(store: TenantStore, collection: str, *, sources: int = 0) -> UpdateWrite:
    """The write that counts a change of what can be found in a collection, and its sources."""
    counted = {"changes": 1, "sources": sources} if sources else {"changes": 1}
    return store.update_write(KNOWLEDGE_COLLECTION, collection, Update(add=counted), condition=present())


def is_complete(collection: Mapping[str, Any]) -> bool:
    """Whether all that can be found in a collection is in order."""
    return collection.get("packed", 0) == collection["changes"] and not collection.get("waiting", 0)


def show_collection(item: Item) -> Collection:
    """The resource of an item."""
    names = ("title", "description", "status", "sources", "indexed_at", "version", "created_at", "updated_at")
    return Collection(
        collection=item["SK"],
        passages=item.get("passages", 0),
        is_complete=is_complete(item),
        vectors=item.get("vectors", False),
        passages_with_vectors=item.get("embedded", 0),
        vectors_failure=item.get("vectors_failure"),
        **{"indexed_at": None, **{name: item[name] for name in names if name in item}},
    )


_OWN = ("kind", "title", "document_id", "url", "question", "answer", "sitemap_id", "status", "failure", "passages")


def show_source(item: Item, collection: str) -> Source:
    """The resource of an item."""
    names = (*_OWN, "added_at", "read_at")
    return Source(source_id=item["SK"], collection=collection, **{name: item[name] for name in names if name in item})

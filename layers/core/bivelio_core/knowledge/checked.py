"""What is still true of the passages that were hit: the table says which versions of sources and documents count."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DOCUMENT, KNOWLEDGE_SOURCE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key

from .packed import Hit, Pack, Saying

AT_ONCE = 30
"""Passages that are checked with one request: sources and documents are 60 items at most."""


class Current(NamedTuple):
    """A passage that may be answered, with its source."""

    saying: Saying
    source: Item
    score: float


def current(pack: Pack, hits: list[Hit], collection: str, store: TenantStore) -> Iterator[Current]:
    """The passages whose source has the version they are from, and whose document is there as it was read."""
    for start in range(0, len(hits), AT_ONCE):
        some = [(each, pack.saying(each.number)) for each in hits[start : start + AT_ONCE]]
        items = store.table.get_many(list(_keys((saying for _, saying in some), collection, store)), consistent=True)
        for hit, saying in some:
            source = items.get(store.key(KNOWLEDGE_SOURCE, saying.origin.source, collection))
            if source is not None and is_current(saying, source, items, store):
                yield Current(saying, source, hit.score)


def _keys(sayings: Iterable[Saying], collection: str, store: TenantStore) -> Iterator[Key]:
    origins = dict.fromkeys(saying.origin for saying in sayings)
    yield from (store.key(KNOWLEDGE_SOURCE, origin.source, collection) for origin in origins)
    yield from dict.fromkeys(store.key(DOCUMENT, origin.document) for origin in origins if origin.document)


def is_current(saying: Saying, source: Item, items: Mapping[Key, Item], store: TenantStore) -> bool:
    """Whether a passage is of its source as it is now."""
    if source["version"] != saying.origin.version:
        return False
    return source["kind"] != "document" or is_there(source, items.get(store.key(DOCUMENT, source["document"])))


def is_there(source: Item, document: Item | None) -> bool:
    """Whether the document of a source is there, with the file that was read."""
    return (
        document is not None
        and document["status"] == "stored"
        and (document.get("file"), document.get("sample_file")) == (source.get("file"), source.get("sample_file"))
    )

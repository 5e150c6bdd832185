"""Put the passages of a collection in order, for the worker: one file of all that its sources say now.

Where the collection has vectors, what lacks one is embedded first (embedding.py).
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.providers.language_model import embedder_for
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import KNOWLEDGE_COLLECTION, KNOWLEDGE_SOURCE
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Update, absent, any_of, compare, equals, present

from . import embedding, packing, queue, storage
from .answers import passages_of_answer
from .embedding import NO_VECTORS, Embedded, Text
from .packing import Origin, Passage, Vectors
from .stored import ERASED

AT_ONCE = 8
"""Files that are read side by side."""


AGAIN = timedelta(minutes=30)
"""When passages are embedded again that could not be."""


def embed(collection: str, ctx: Context) -> None:
    """Put a collection in order whose passages lack vectors, unless that has just been tried."""
    item, embedder = ctx.store.get(KNOWLEDGE_COLLECTION, collection), embedder_for(ctx.tenant.environment)
    if item is None or embedder is None or not item.get("vectors"):
        return
    is_done = item.get("embedded") == item.get("passages")
    is_recent = item.get("embedded_at", "") > clock.stamp(clock.real_now() - AGAIN)
    if item.get("model") != embedder.model or not (is_done or is_recent):
        put_in_order(collection, ctx)


def put_in_order(collection: str, ctx: Context) -> None:
    """Write the file of a collection. Whoever read more of its changes meanwhile has written the one that counts.

    The note that it is wanted goes first: what changes from then on asks again.
    """
    try:
        item = ctx.store.update(
            KNOWLEDGE_COLLECTION, collection, Update(remove=["wanted_at"]), condition=present("changes")
        )
    except ConditionFailed:
        return
    order = _Order(collection, item, ctx)
    content = packing.packed(order.texts(), order.vectors)
    for source in order.erased_sources:
        _tell_erased(collection, source, ctx)
    files, name = storage.files_of(ctx.tenant), storage.pack_file(ctx.tenant, collection)
    files.put(name, content, storage.BINARY)
    state = files.state(name)
    about = {**order.about(), "packed": item["changes"], "tag": state.tag if state else ""}
    is_newest = any_of(absent("packed"), compare("packed", "<=", item["changes"]))
    update = Update(set=about, remove=[name for name in VECTOR_ATTRIBUTES if name not in about])
    try:
        ctx.store.update(KNOWLEDGE_COLLECTION, collection, update, condition=is_newest)
    except ConditionFailed:
        return
    if order.embedded.has_more:
        queue.send_pack(collection, ctx.tenant, 0)


class _Order:
    """What is read of a collection to put it in order, as far as it has been read.

    Attributes:
        erased_sources: those whose file went with a person.
        embedded: what passages have of vectors, once `vectors` was called.
    """

    def __init__(self, collection: str, item: Item, ctx: Context) -> None:
        self._collection, self._item, self._ctx = collection, item, ctx
        self._sources = ctx.store.query(KNOWLEDGE_SOURCE, collection, consistent=True)
        is_embedded = bool(item.get("vectors")) and item["status"] == "active"
        self._embedder = embedder_for(ctx.tenant.environment) if is_embedded else None
        self._texts: list[Text] = []
        self._passages = 0
        self.erased_sources: list[Item] = []
        self.embedded = NO_VECTORS._replace(failure="no_model" if is_embedded else None)

    def texts(self) -> Iterator[tuple[Origin, list[Passage]]]:
        """The passages of each source that has some."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            read = pool.map(lambda each: _passages(self._collection, each, self._ctx), self._sources)
            for source, passages in zip(self._sources, read, strict=True):
                if passages is None:
                    self.erased_sources.append(source)
                    continue
                self._passages += len(passages)
                if self._embedder is not None:
                    self._texts.extend(map(Text.of, passages))
                if passages:
                    yield Origin(source["SK"], int(source["version"]), source.get("document")), passages

    def vectors(self) -> Vectors | None:
        """The vectors of all passages that have been read, made where they lack one."""
        if self._embedder is not None:
            self.embedded = embedding.embedded(self._collection, self._texts, self._embedder, self._ctx)
        elif self._item.get("vectors") is False:
            embedding.forget(self._collection, self._ctx)
        return self.embedded.vectors

    def about(self) -> dict[str, Any]:
        """What the item of the collection says of its file."""
        return {
            "waiting": sum(source["status"] == "waiting" for source in self._sources),
            "passages": self._passages,
            "indexed_at": clock.timestamp(),
            **_about_vectors(self.embedded),
        }


VECTOR_ATTRIBUTES = ("embedded", "model", "embedded_at", "vectors_failure")
"""What the item of a collection knows of its vectors."""


def _about_vectors(embedded: Embedded) -> dict[str, Any]:
    about: dict[str, Any] = {} if embedded.failure is None else {"vectors_failure": embedded.failure}
    if embedded.vectors is None:
        return about
    tried = {"embedded_at": clock.real_stamp(), "model": embedded.vectors.model}
    return {**about, **tried, "embedded": len(embedded.vectors.by_number)}


def _passages(collection: str, source: Item, ctx: Context) -> list[Passage] | None:
    """The passages of a source as it is now, [] of one that is not read; None when the file with them is gone."""
    if source["kind"] == "answer":
        return passages_of_answer(source)
    if source["status"] != "ready" or source["kind"] == "sitemap":
        return []
    name = storage.source_file(ctx.tenant, collection, source["SK"], int(source["version"]))
    content = storage.files_of(ctx.tenant).whole(name)
    return None if content is None else packing.of_file(content[0])


def _tell_erased(collection: str, source: Item, ctx: Context) -> None:
    """Say of a source that its passages went with a person whom they named, unless it has been read again meanwhile.

    It keeps its digest: what is read again and still says the same stays away (work.py).
    """
    update = Update(set={"status": "failed", "failure": ERASED, "passages": 0})
    is_it = equals("version", source["version"])
    try:
        ctx.store.update(KNOWLEDGE_SOURCE, source["SK"], update, collection, condition=is_it)
    except ConditionFailed:
        return

"""Put the passages of a collection in order, for the worker: one file of all that its sources say now."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import KNOWLEDGE_COLLECTION, KNOWLEDGE_SOURCE
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Update, absent, any_of, compare, equals, present

from . import packing, storage
from .answers import passages_of_answer
from .packing import Origin, Passage
from .stored import ERASED

AT_ONCE = 8
"""Files that are read side by side."""


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
    sources = ctx.store.query(KNOWLEDGE_SOURCE, collection, consistent=True)
    count = 0
    erased_sources: list[Item] = []

    def texts() -> Iterator[tuple[Origin, list[Passage]]]:
        nonlocal count
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for source, passages in zip(
                sources, pool.map(lambda each: _passages(collection, each, ctx), sources), strict=True
            ):
                if passages is None:
                    erased_sources.append(source)
                    continue
                count += len(passages)
                if passages:
                    yield Origin(source["SK"], int(source["version"]), source.get("document")), passages

    content = packing.packed(texts())
    for source in erased_sources:
        _tell_erased(collection, source, ctx)
    files, name = storage.files_of(ctx.tenant), storage.pack_file(ctx.tenant, collection)
    files.put(name, content, storage.BINARY)
    state = files.state(name)
    waiting = sum(source["status"] == "waiting" for source in sources)
    about = {
        "packed": item["changes"],
        "waiting": waiting,
        "passages": count,
        "tag": state.tag if state else "",
        "indexed_at": clock.timestamp(),
    }
    is_newest = any_of(absent("packed"), compare("packed", "<=", item["changes"]))
    try:
        ctx.store.update(KNOWLEDGE_COLLECTION, collection, Update(set=about), condition=is_newest)
    except ConditionFailed:
        return


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

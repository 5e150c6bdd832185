"""The passages of collections in the memory of a process: read once, and again when the file has another tag."""

from collections.abc import Iterator
from typing import NamedTuple

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import KNOWLEDGE_SOURCE
from bivelio_core.store.tenant_store import TenantStore

from . import storage
from .answers import passages_of_answer
from .packed import BrokenPack, Pack
from .packing import Origin, packed

MOST_BYTES = 96_000_000
"""Of all files in memory together: a function has a few times as much."""


class _Entry(NamedTuple):
    tag: str
    pack: Pack


_memory: dict[str, _Entry] = {}
"""By the name of the file in the bucket, the one that was used last at the end."""


def pack_of(collection: Item, store: TenantStore) -> Pack | None:
    """The passages of a collection in order; None when the file is gone and has to be made again.

    A collection that was never put in order has what its answers by hand say.
    """
    name = storage.pack_file(store.tenant, collection["SK"])
    files = storage.files_of(store.tenant)
    wanted_tag = str(collection.get("tag") or f"items-{collection['changes']}")
    entry = _memory.pop(files.key(name), None)
    if entry is None or entry.tag != wanted_tag:
        entry = _read(collection, store) if "tag" in collection else _Entry(wanted_tag, _of_items(collection, store))
    if entry is None:
        return None
    _memory[files.key(name)] = entry
    _drop_oldest()
    return entry.pack


def forget() -> None:
    """Forget all that was read; for tests."""
    _memory.clear()


def _read(collection: Item, store: TenantStore) -> _Entry | None:
    content = storage.files_of(store.tenant).whole(storage.pack_file(store.tenant, collection["SK"]))
    if content is None:
        return None
    try:
        return _Entry(content[1], Pack(content[0]))
    except BrokenPack:
        return None


def _of_items(collection: Item, store: TenantStore) -> Pack:
    items = store.query(KNOWLEDGE_SOURCE, collection["SK"], consistent=True)
    answers = [item for item in items if item["kind"] == "answer"]
    return Pack(packed((Origin(item["SK"], int(item["version"])), passages_of_answer(item)) for item in answers))


def _drop_oldest() -> None:
    for name in list(_oldest_beyond()):
        del _memory[name]


def _oldest_beyond() -> Iterator[str]:
    """The names that are too much; the newest stays, however large it is."""
    room = MOST_BYTES
    for place, (name, entry) in enumerate(reversed(_memory.items())):
        room -= entry.pack.size
        if place and room < 0:
            yield name

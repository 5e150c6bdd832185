"""A facet's term with few members is answered by its directory; releases before, which know chunks, are exact too."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from bivelio_core.contacts import reading, writing
from bivelio_core.contacts.models import CreateContact, ListContacts, UpdateContact
from bivelio_core.contacts.terms import CONTACTS, TAG
from bivelio_core.store.codec import Item
from bivelio_core.store.index import bits, fetch, mend
from bivelio_core.store.index.bits import TermDirectory
from bivelio_core.store.index.layout import directory_address
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.index.terms import Term
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore

from tests.store.index.test_lists_are_exact import carry_out
from tests.store.index.test_writer import TAGS, assert_exact, lived, settle
from tests.store.index.world import TENANT, World, public


class FormerDirectory(TermDirectory):
    """A directory as releases before wrote and read it: counts, and nothing else."""

    @classmethod
    def of(cls, item: Item | None) -> "FormerDirectory":
        return cls(bits.decode_counts(item["b"]) if item else {}, None)

    def with_chunks(self, bitmaps: dict[int, int]) -> "FormerDirectory":
        changed = {chunk: bitmap.bit_count() for chunk, bitmap in bitmaps.items()}
        return FormerDirectory({chunk: count for chunk, count in {**self.counts, **changed}.items() if count}, None)

    def lacks_members(self) -> bool:
        return False

    def attributes(self) -> dict[str, Any]:
        return {"b": bits.encode_counts(bits.counts_in_order(self.counts))}


@contextmanager
def release_before() -> Iterator[None]:
    with patch.object(mend, "TermDirectory", FormerDirectory), patch.object(fetch, "TermDirectory", FormerDirectory):
        yield


def stored(world: World, tag: str) -> TermDirectory:
    key = directory_address(CONTACTS, Term(TAG, tag)).key(world.store, CONTACTS)
    return TermDirectory.of(world.table.get(key))


def create(world: World, *tags: str) -> None:
    with world.at():
        writing.create(CreateContact(type="person", name="Maria", tags=[*tags]), world.ctx)


def retag(world: World, which: int, *tags: str) -> None:
    with world.at():
        writing.update(UpdateContact(id=public(world, world.contacts()[which]), tags=[*tags]), world.ctx)


def assert_directories_are_right(world: World) -> None:
    """What a directory says of its members is what the chunks say."""
    for pk, partition in world.table._partitions.items():
        for sk, item in partition.items.items():
            if "#IX#" in pk and sk.endswith("#~") and (members := TermDirectory.of(item).members):
                text = sk.removesuffix("~")
                chunks = {chunk: bits.decode(partition.items[f"{text}{chunk:04x}"]["b"]) for chunk in members}
                assert members == chunks


def test_a_rare_tag_is_listed_without_its_chunk():
    world = World()
    create(world, "client")
    create(world, "vip")
    world.deliver()
    world.wait(60)
    ctx = world.ctx
    ctx = type(ctx)(
        TENANT, ctx.actor, ctx.scopes, "req", "en", TenantStore(metered := MeteredTable(world.table), TENANT)
    )
    with world.at():
        page = reading.page(ListContacts(tags=["vip"]), ctx)
    assert page.pagination.total == 1
    assert sorted(metered.usage.operations) == ["get_many", "query", "query"], "directory, head, row"


def test_members_leave_the_directory_when_they_are_many_and_return_when_they_are_few(monkeypatch):
    monkeypatch.setattr(bits, "SMALL_BYTES", 12)  # five members of one chunk
    world = World()
    for count in range(1, 9):
        create(world, "vip")
        world.deliver()
        world.wait(20)
        assert (stored(world, "vip").members is not None) == (count <= 5)
        assert_exact(world)
    for count in range(7, -1, -1):
        retag(world, count, "lead")
        world.deliver()
        world.wait(20)
        assert (stored(world, "vip").members is not None) == (count <= 5)
        assert_exact(world)
        assert_directories_are_right(world)
    settle(world)


def test_members_of_several_chunks_return_when_they_are_fewer_still(monkeypatch):
    monkeypatch.setattr(bits, "SMALL_BYTES", 12)  # four members of two chunks
    world = World()
    for count in range(5):
        create(world, "vip")
        if count == 2:
            with world.at():
                world.store.lease_sequence(CONTACTS.kind, bits.CHUNK_SIZE)
    world.deliver()
    world.wait(600)
    for count in range(5, 1, -1):
        assert (sum(stored(world, "vip").counts.values()), stored(world, "vip").members) == (count, None)
        retag(world, count - 1, "lead")
        world.deliver()
        world.wait(20)
        assert_exact(world)
    assert stored(world, "vip").members
    assert_directories_are_right(world)
    settle(world)


@pytest.mark.parametrize("small_bytes", [6, 800])
@pytest.mark.parametrize("seed", range(8))
def test_either_release_reads_what_the_other_has_written(seed, small_bytes, monkeypatch):
    monkeypatch.setattr(bits, "SMALL_BYTES", small_bytes)
    world, source = lived(seed), random.Random(seed)
    while world.delivered < len(world.table.stream):
        count = source.randrange(1, 9)
        if source.random() < 0.5:
            with release_before():
                world.deliver(count)
        else:
            world.deliver(count)
        world.wait(source.choice([0.1, 3, 30]))
        assert_exact(world)
        with release_before():
            assert_exact(world)
        assert_directories_are_right(world)
    settle(world)


def test_a_rebuild_gives_the_directories_of_a_release_before_their_members():
    world = lived()
    with release_before():
        world.deliver()
    world.wait(600)
    assert all(stored(world, tag).members is None for tag in TAGS)
    assert_exact(world)
    with world.at():
        assert rebuild(world.store, CONTACTS, None, 60, gather=in_order).mended == 0
    assert all(stored(world, tag).members for tag in TAGS)
    assert_directories_are_right(world)
    settle(world)


@pytest.mark.parametrize("seed", range(6))
def test_members_are_right_whenever_a_writer_dies(seed):
    """It dies between a chunk and its directory, where one contact has come and another gone: the count is the same."""
    world, source = lived(seed), random.Random(seed)
    world.deliver()

    class Killed(BaseException):
        pass

    for _ in range(12):
        world.wait(source.choice([0.1, 8, 60]))
        with world.at():
            for _ in range(2):
                carry_out(world, ("update", source.randrange(99), {"tags": source.sample(TAGS, 2)}))
        dies_at, writes = source.randrange(8), list[int]()

        def dies(write: Any, *, dies_at: int = dies_at, writes: list[int] = writes) -> None:
            if "#IX#" in getattr(write, "item", {}).get("PK", ""):
                writes.append(1)
                if len(writes) > dies_at:
                    raise Killed

        world.table.before_write = dies
        begun = world.delivered
        try:
            world.deliver()
        except Killed:
            world.delivered = begun
        world.table.before_write = lambda _: None
        assert_exact(world)
        world.deliver()
        assert_exact(world)
        assert_directories_are_right(world)
    settle(world)

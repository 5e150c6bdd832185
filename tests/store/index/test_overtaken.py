"""A writer that another one overtakes between its reads and its write leaves the index correct."""

from bivelio_core.contacts import writing
from bivelio_core.contacts.end_models import ArchiveContact
from bivelio_core.contacts.models import CreateContact, UpdateContact
from bivelio_core.contacts.terms import CONTACTS, TAG
from bivelio_core.store.index import bits
from bivelio_core.store.index.layout import ItemAddress, chunk_address, directory_address
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.index.terms import Term
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.writes import Key, Put

from tests.store.index.test_writer import settle
from tests.store.index.world import World, public
from tests.there import there

CLIENT = Term(TAG, "client")


def two_clients() -> World:
    """Two contacts of one tag, indexed."""
    world = World()
    with world.at():
        for name in ("Anna", "Pere"):
            writing.create(CreateContact(type="person", name=name, tags=["client"]), world.ctx)
    world.deliver()
    world.wait(600)
    return world


def spoil(world: World, address: ItemAddress, raw: bytes) -> Key:
    """Write something wrong; answers where."""
    key = address.key(world.store, CONTACTS)
    with world.at():
        world.table.put({**there(MemoryTable.get(world.table, key)), "b": raw})
    return key


def overtake(world: World, key: Key) -> list[Key]:
    """When this item is about to be written, the newest contact loses its tag, and the stream's consumer is through."""
    done: list[Key] = []

    def interfere(write):
        if not done and isinstance(write, Put) and (write.item["PK"], write.item["SK"]) == (key.pk, key.sk):
            done.append(key)
            with world.at():
                contact_id = public(world, world.contacts()[0])
                writing.update(UpdateContact(id=contact_id, tags=["lead"]), world.ctx)
            world.deliver()

    world.table.before_write = interfere
    return done


def test_a_rebuild_whose_bit_was_overtaken_looks_again():
    world = two_clients()
    key = spoil(world, chunk_address(CONTACTS, CLIENT, 0), bits.encode(0b010))
    done = overtake(world, key)
    with world.at():
        rebuild(world.store, CONTACTS, None, 60, gather=in_order)
    assert done
    settle(world)


def test_a_count_that_was_overtaken_is_not_written():
    world = two_clients()
    key = spoil(world, directory_address(CONTACTS, CLIENT), bits.encode_counts([1]))
    done = overtake(world, key)
    world.replay(0, 1)
    assert done
    settle(world)


def test_a_total_that_was_overtaken_is_not_written():
    world = two_clients()
    with world.at():
        created = world.table.stream[0]
        summary = next(key for key in world.table.history if key.sk == "ALL")
        world.table.put({**there(MemoryTable.get(world.table, summary)), "b": bits.encode_counts([1])})
    done: list[int] = []

    def archive(write):
        if not done and isinstance(write, Put) and write.item["SK"] == "ALL":
            done.append(1)
            with world.at():
                writing.archive(ArchiveContact(id=public(world, world.contacts()[0])), world.ctx)
            world.deliver()

    world.table.before_write = archive
    world.index([created])
    assert done
    settle(world)

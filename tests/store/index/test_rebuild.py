"""A rebuild repairs every wrong entry, in as many steps as needed, and writes nothing where all is correct."""

import random

import pytest
from bivelio_core.contacts import writing
from bivelio_core.contacts.models import CreateContact
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index import bits
from bivelio_core.store.index import rebuild as module
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.layout import chunk_address
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import NoCursor, RebuildProgress, rebuild
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key

from tests.store.index.test_writer import assert_exact, lived, settle
from tests.store.index.world import TENANT
from tests.there import there


def rebuilt(world, seconds=60.0):
    steps: list[RebuildProgress] = []
    cursor = None
    while not steps or cursor:
        with world.at():
            progress = rebuild(world.store, CONTACTS, cursor, seconds, gather=in_order)
        steps.append(progress)
        cursor = progress.cursor
    return steps


@pytest.fixture
def world():
    world = lived(steps=80)
    world.deliver()
    world.wait(600)
    return world


def test_a_right_index_is_left_alone(world):
    metered = MeteredTable(world.table)
    world.store = TenantStore(metered, TENANT)
    (step,) = rebuilt(world)
    assert (step.mended, metered.usage.write_units) == (0, 0)


def damage(world, keys):
    source = random.Random(1)
    for key in keys:
        stored = there(MemoryTable.get(world.table, key))
        match source.randrange(4):
            case 0:
                world.table.delete(key)
            case 1 if not key.sk.endswith(("~", "ALL")):
                world.table.put({**stored, "b": bits.encode(source.getrandbits(60) << 1)})
            case 2 if key.sk.endswith("~"):
                world.table.put({**stored, "b": bits.encode_counts([7])})
    zombie = chunk_address(CONTACTS, next(index_words.word_terms("zombie")), 0).key(world.store, CONTACTS)
    world.table.put({"PK": zombie.pk, "SK": zombie.sk, "b": bits.encode(0b1010), "v": 1})


def test_everything_that_is_wrong_is_mended(world):
    healthy = world.index_items()
    with world.at():
        damage(world, healthy)
    assert world.index_items() != healthy
    world.wait(10)
    rebuilt(world)
    assert {key: raw for key, (raw, _) in world.index_items().items()} == {k: raw for k, (raw, _) in healthy.items()}
    world.wait(10)
    assert_exact(world)


def test_a_lost_index_is_built_in_steps_while_contacts_are_written(world, monkeypatch):
    with world.at():
        lost = [key for key in world.table.history if "#IX#" in key.pk and key.sk != "SEQ"]
        world.table.delete_many([Key(*key) for key in lost])
    monkeypatch.setattr(module, "BLOCK_CHUNKS", 1)
    monkeypatch.setattr(module, "BLOCK_SIZE", bits.CHUNK_SIZE)
    cursor, steps = None, 0
    while steps == 0 or cursor:
        with world.at():
            cursor = rebuild(world.store, CONTACTS, cursor, 0, gather=in_order).cursor
            writing.create(CreateContact(type="person", name=f"Maria {steps}"), world.ctx)
        world.deliver()
        world.wait(1)
        assert_exact(world)
        steps += 1
    assert steps > 50
    world.wait(600)
    assert_exact(world)


def test_a_rebuild_vouches_for_no_contact_that_came_after_its_first_step(world):
    with world.at():
        cursor = rebuild(world.store, CONTACTS, None, 0, gather=in_order).cursor
        writing.create(CreateContact(type="person", name="Maria Nova", tags=["client"]), world.ctx)
    while cursor:
        with world.at():
            cursor = rebuild(world.store, CONTACTS, cursor, 0, gather=in_order).cursor
    world.wait(100)  # the stream is late
    assert_exact(world)
    world.deliver()
    settle(world)


@pytest.mark.parametrize("cursor", ["-", "0.0", "0.0.0.", "0.0.0.AAAA", "x.0.0.x"])
def test_a_cursor_that_no_rebuild_gave_is_refused(world, cursor):
    with world.at(), pytest.raises(NoCursor):
        rebuild(world.store, CONTACTS, cursor, 0, gather=in_order)

"""Records that never reach the index, or reach it hours later, cost lists some reads, and never their exactness."""

import random
from typing import Any

import pytest
from bivelio_core.contacts import writing
from bivelio_core.contacts.models import CreateContact, UpdateContact
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index.head import HOLE_AFTER, KEPT, ORPHAN_AFTER
from bivelio_core.store.index.layout import read_head
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.keys import CONTACT, sequence_sk

from tests.store.index.test_writer import assert_exact, lived, settle
from tests.store.index.world import World, public


def create(world: World, **fields):
    with world.at():
        return writing.create(
            CreateContact(**{"type": "person", "name": "Maria", "tags": ["client"], **fields}), world.ctx
        )


def update(world: World, number: int, **fields):
    with world.at():
        writing.update(UpdateContact(id=public(world, world.contacts()[number]), **fields), world.ctx)


def lose(world: World, count: int = 1) -> list[tuple[Any, Any]]:
    """The next records are given up by the stream, as after too many retries; answers them."""
    lost = world.table.stream[world.delivered : world.delivered + count]
    del world.table.stream[world.delivered : world.delivered + count]
    return lost


def test_a_change_whose_record_was_lost_is_not_covered_by_a_later_one():
    world = World()
    create(world)
    world.deliver()
    world.wait(60)
    update(world, 0, tags=["lead"])
    lost = lose(world)
    update(world, 0, name="Maria Roca")
    for seconds in (0, KEPT + 1, ORPHAN_AFTER + 1):
        world.deliver()
        world.wait(seconds)
        create(world, name="Anna")
        assert_exact(world)
    world.deliver()
    world.index(lost)
    settle(world)


def test_a_contact_whose_record_was_lost_is_indexed_with_its_next_change():
    world = World()
    create(world)
    create(world)
    lose(world)
    update(world, -1, name="Anna")
    world.deliver()
    settle(world)
    assert index_knows(world, 2)


def test_a_lost_record_of_a_contact_without_changes_is_made_good_when_its_time_is_over():
    world = World()
    create(world)
    create(world)
    lose(world)
    world.deliver()
    assert_exact(world)
    world.wait(HOLE_AFTER + 1)
    create(world)
    world.deliver()
    settle(world)
    assert index_knows(world, 3)


def test_a_slow_function_has_a_minute_between_its_number_and_its_item():
    world = World()
    with world.at():
        late = sequence_sk(world.store.lease_sequence(CONTACT))
    for seconds in (1, HOLE_AFTER / 2 - 2, HOLE_AFTER / 2 - 2):
        create(world)
        world.deliver()
        world.wait(seconds)
    create(world)
    world.deliver()
    with world.at():
        attributes = {k: v for k, v in world.contacts()[0].items() if k not in ("PK", "SK")}
        world.store.put(CONTACT, late, attributes)
    assert_exact(world)
    world.deliver()
    settle(world)


def test_a_number_that_was_given_up_can_be_used_at_last():
    world = World()
    create(world)
    with world.at():
        late = sequence_sk(world.store.lease_sequence(CONTACT))
    create(world)
    world.deliver()
    world.wait(HOLE_AFTER + 1)
    create(world)
    world.deliver()
    world.wait(30)
    with world.at():
        item = world.store.item(CONTACT, late, {k: v for k, v in world.contacts()[0].items() if k not in ("PK", "SK")})
        index_changes.announce_late(world.store, CONTACTS, [item])
        world.store.table.put(item)
    assert_exact(world)
    world.deliver()
    settle(world)
    create(world)
    world.deliver()
    assert read_head(world.store, CONTACTS).marks == ()


def index_knows(world: World, count: int) -> bool:
    return sum(read_head(world.store, CONTACTS).summary.counts.values()) == count


@pytest.mark.parametrize("seed", range(25))
def test_lists_are_exact_whichever_records_are_lost_and_a_rebuild_forgets_them(seed):
    world, source = lived(seed), random.Random(seed)
    lost = []
    while world.delivered < len(world.table.stream):
        if source.random() < 0.3:
            lost += lose(world, source.randrange(1, 4))
        world.deliver(source.randrange(1, 6))
        world.wait(source.choice([0.1, 3, 30]))
        assert_exact(world)
    assert lost
    world.wait(ORPHAN_AFTER)
    assert_exact(world)
    with world.at():
        assert rebuild(world.store, CONTACTS, None, 60, gather=in_order).cursor is None
        create(world)
    world.deliver()
    world.wait(KEPT + 1)
    create(world)
    world.deliver()
    assert read_head(world.store, CONTACTS).marks == ()
    settle(world)

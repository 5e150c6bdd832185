"""A change that was announced and never made: whoever changes the item next announces the same version again.

So lists stay exact whatever a rebuild or a lane made of the first announcement, long ago or at this moment.
"""

from collections.abc import Iterable
from typing import Any

import pytest
from bivelio_core.contacts import writing
from bivelio_core.contacts.models import CreateContact, UpdateContact
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index.head import KEPT, ORPHAN_AFTER, Mark
from bivelio_core.store.index.layout import MARK_PREFIX, SHEET_PREFIX, read_head
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.writes import Delete

from tests.store.index.test_writer import assert_exact, settle
from tests.store.index.world import World, public
from tests.there import there

CONTACTS_COUNT = 6


@pytest.fixture
def world() -> World:
    """Some contacts, indexed long ago."""
    world = World()
    create(world, CONTACTS_COUNT)
    world.deliver()
    world.wait(600)
    create(world)
    world.deliver()
    world.wait(600)
    return world


def create(world: World, count: int = 1) -> None:
    with world.at():
        for _ in range(count):
            writing.create(CreateContact(type="person", name="Maria", tags=["lead"]), world.ctx)


def retag(world: World, number: int) -> None:
    with world.at():
        contact = there(world.store.get(CONTACT, sequence_sk(number)))
        writing.update(UpdateContact(id=public(world, contact), tags=["client"]), world.ctx)


def announce(world: World, numbers: Iterable[int], apart: float = 0) -> None:
    """Announce changes of functions that die before they make them; those within a second share a sheet."""
    for number in numbers:
        with world.at():
            before = there(world.store.get(CONTACT, sequence_sk(number)))
            after = {**before, "tags": ["client"], "version": before["version"] + 1}
            index_changes.announce(world.store, CONTACTS, before, after)
        world.wait(apart)


def rebuilt(world: World, cursor: str | None = None, seconds: float = 60) -> str | None:
    with world.at():
        return rebuild(world.store, CONTACTS, cursor, seconds, gather=in_order).cursor


def marks(world: World) -> tuple[Mark, ...]:
    return read_head(world.store, CONTACTS).marks


@pytest.mark.parametrize("apart", [0, 2], ids=["on a sheet", "each an item"])
@pytest.mark.parametrize("seconds", [0.1, 3, KEPT + 2])
def test_a_rebuild_acknowledges_no_change_that_is_still_to_come(world, apart, seconds):
    announce(world, range(1, 5), apart)
    world.wait(ORPHAN_AFTER + 1)
    rebuilt(world)
    world.wait(seconds)
    retag(world, 3)
    for late in (0, 2, KEPT, 60):
        world.wait(late)
        assert_exact(world)
    world.deliver()
    settle(world)


def test_a_rebuild_acknowledges_no_change_that_comes_between_its_steps(world):
    announce(world, range(1, CONTACTS_COUNT + 1))
    world.wait(ORPHAN_AFTER + 1)
    cursor, steps = rebuilt(world, seconds=0), 1
    while cursor:
        if steps % 10 == 0 and steps <= 10 * CONTACTS_COUNT:
            retag(world, steps // 10)
        cursor, steps = rebuilt(world, cursor, seconds=0), steps + 1
    assert steps > 10 * CONTACTS_COUNT
    world.wait(60)
    assert_exact(world)
    world.deliver()
    settle(world)


def come_while_a_mark_is_deleted(world: World, act: Any) -> list[Any]:
    """Have somebody act just before a mark leaves the table; answers whose mark it was."""
    come: list[Any] = []

    def first(write: Any) -> None:
        is_of_mark = isinstance(write, Delete) and write.key.sk.startswith(MARK_PREFIX)
        if is_of_mark and not write.key.sk.startswith(SHEET_PREFIX) and not come:
            come.append(write.key)
            act()

    world.table.before_write = first
    return come


@pytest.mark.parametrize("who", ["a lane", "a rebuild"])
def test_a_change_may_be_announced_again_while_its_refused_predecessor_is_forgotten(world, who):
    announce(world, [3])
    world.wait(ORPHAN_AFTER + 1)
    create(world)
    come = come_while_a_mark_is_deleted(world, lambda: retag(world, 3))
    if who == "a lane":
        world.deliver(1)
    else:
        rebuilt(world)
    assert come
    for late in (0, KEPT + 2):
        world.wait(late)
        assert_exact(world)
    world.deliver()
    settle(world)


def test_what_was_never_made_is_forgotten(world):
    announce(world, range(1, 5))
    announce(world, [5, 6], apart=2)
    world.wait(ORPHAN_AFTER + 1)
    rebuilt(world)
    assert all(mark.sheet for mark in marks(world)), "a sheet is left to the next record"
    create(world)
    world.deliver()
    assert marks(world) == ()
    assert read_head(world.store, CONTACTS).sheets == ()
    settle(world)


def late_items(world: World, count: int) -> list[Item]:
    """Contacts whose numbers were leased, and given up by now."""
    with world.at():
        numbers = [world.store.lease_sequence(CONTACT) for _ in range(count)]
    create(world)
    world.deliver()
    world.wait(90)
    create(world)
    world.deliver()
    attributes = {name: value for name, value in world.contacts()[0].items() if name not in ("PK", "SK")}
    return [world.store.item(CONTACT, sequence_sk(number), attributes) for number in numbers]


def announce_late(world: World, items: list[Item]) -> None:
    with world.at():
        index_changes.announce_late(world.store, CONTACTS, items)


def test_a_contact_that_is_announced_late_twice_is_listed_when_it_comes(world):
    items = late_items(world, 4)
    announce_late(world, items)
    world.wait(ORPHAN_AFTER + 1)
    rebuilt(world)
    world.wait(1)
    announce_late(world, items)
    with world.at():
        world.table.put(items[2])
    for late in (0, KEPT + 2, 60):
        world.wait(late)
        assert_exact(world)
    world.deliver()
    settle(world)


def test_a_contact_that_never_comes_is_forgotten(world):
    announce_late(world, late_items(world, 4))
    world.wait(ORPHAN_AFTER + 1)
    create(world)
    world.deliver()
    assert marks(world) == ()
    settle(world)

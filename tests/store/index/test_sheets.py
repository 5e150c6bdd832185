"""Marks of a busy process share an item, which is removed when no reader needs any of them, and not before."""

from collections import Counter
from typing import Any

import pytest
from bivelio_core import ids
from bivelio_core.contacts import writing
from bivelio_core.contacts.models import CreateContact, UpdateContact
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store import keys
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index.head import KEPT, IndexHead, Mark
from bivelio_core.store.index.layout import SHEET_MARKS, SHEET_PREFIX, STAMP_PREFIX, add_to_sheet, read_head
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Key

from benchmarks.limited import LimitedTable
from local.emulator.buckets import PartitionLimits
from tests.store.index.test_writer import assert_exact, settle
from tests.store.index.world import TENANT, World, public

MARKS = 40


@pytest.fixture
def world() -> World:
    """Some contacts, indexed long ago."""
    world = World()
    with world.at():
        for number in range(MARKS):
            writing.create(CreateContact(type="person", name=f"Maria {number}", tags=["lead"]), world.ctx)
    world.deliver()
    world.wait(600)
    create(world)
    world.deliver()
    world.wait(600)
    return world


def create(world: World) -> None:
    with world.at():
        writing.create(CreateContact(type="person", name="Anna"), world.ctx)


def retag(world: World, *numbers: int, tag: str = "vip") -> None:
    """Change contacts, one directly after the other."""
    with world.at():
        for number in numbers:
            item = world.store.get(CONTACT, sequence_sk(number))
            assert item is not None
            writing.update(UpdateContact(id=public(world, item), tags=[tag]), world.ctx)


def head(world: World) -> IndexHead:
    return read_head(world.store, CONTACTS)


def waiting(world: World) -> set[int]:
    return {mark.sequence for mark in head(world).marks if mark.done is None}


def test_the_first_mark_of_a_second_is_an_item_and_the_others_are_on_sheets(world):
    retag(world, *range(1, MARKS + 1))
    assert waiting(world) == set(range(1, MARKS + 1))
    by_sheet = Counter(mark.sheet for mark in head(world).marks)
    assert sorted(by_sheet.values()) == [1, MARKS - 1 - SHEET_MARKS, SHEET_MARKS]
    assert by_sheet[""] == 1
    assert_exact(world)
    world.wait(1)
    retag(world, 1, tag="client")
    assert Counter(mark.sheet for mark in head(world).marks)[""] == 2, "a second later nothing is busy"


def test_sheets_and_stamps_leave_when_no_reader_needs_them(world):
    retag(world, *range(1, MARKS + 1))
    world.deliver()
    assert waiting(world) == set()
    world.wait(KEPT - 1)
    create(world)
    world.deliver()
    assert len(head(world).marks) == MARKS, "a reader may have begun before"
    world.wait(3)
    create(world)
    world.deliver()
    assert (head(world).marks, head(world).sheets, head(world).stamps) == ((), (), ())
    settle(world)


def test_deletions_of_many_share_whole_sheets_and_lists_are_exact_at_once(world):
    items = world.contacts()[:MARKS]
    with world.at():
        index_changes.announce_changes(world.store, CONTACTS, [(item, None) for item in items])
    assert waiting(world) == {ids.decode_sequence(item["SK"]) for item in items}
    sheets = Counter(mark.sheet for mark in head(world).marks)
    assert sorted(sheets.values()) == [MARKS - SHEET_MARKS, SHEET_MARKS]
    assert_exact(world)
    with world.at():
        world.table.delete_many([Key(item["PK"], item["SK"]) for item in items])
    assert_exact(world)
    world.deliver()
    assert waiting(world) == set()
    assert_exact(world)
    world.wait(KEPT + 2)
    create(world)
    world.deliver()
    assert (head(world).marks, head(world).sheets) == ((), ())
    settle(world)


def test_a_mark_that_comes_while_its_sheet_is_removed_stays(world):
    retag(world, 1, 2, 3)
    world.deliver()
    world.wait(KEPT + 2)
    create(world)
    come: list[Any] = []

    def a_slow_process(write: Any) -> None:
        if isinstance(write, Delete) and write.key.sk.startswith(SHEET_PREFIX) and not come:
            come.append(write.key)
            mark = Mark(4, 2, int(world.now.timestamp()), None)
            add_to_sheet(world.store, CONTACTS, write.key.sk, mark)

    world.table.before_write = a_slow_process
    with world.at():
        world.deliver()
    assert come
    assert waiting(world) == {4}
    assert {mark.sheet for mark in head(world).marks} == {come[0].sk}
    assert all(mark.done for mark in head(world).marks if mark.sequence != 4), "their stamps stay with them"


def test_a_mark_that_comes_after_its_sheet_was_removed_begins_it_again(world):
    retag(world, 1, 2)
    (sheet,) = head(world).sheets
    world.deliver()
    world.wait(KEPT + 2)
    create(world)
    world.deliver()
    assert head(world).sheets == ()
    mark = Mark(7, 2, int(world.now.timestamp()), None)
    with world.at():
        add_to_sheet(world.store, CONTACTS, sheet.sk, mark)
    assert waiting(world) == {7}
    retag(world, 7)
    assert_exact(world)
    world.deliver()
    world.wait(KEPT + 2)
    create(world)
    world.deliver()
    assert (head(world).marks, head(world).sheets) == ((), ())
    settle(world)


def test_a_sheet_with_a_change_whose_record_was_lost_is_kept_until_a_rebuild(world):
    retag(world, 1, 2, 3, 4, 5)
    del world.table.stream[-2]
    world.deliver()
    world.wait(KEPT + 2)
    for _ in range(2):
        create(world)
        world.deliver()
        assert waiting(world) == {4}
        assert_exact(world)
        world.wait(KEPT + 2)
    world.wait(600)
    with world.at():
        rebuild(world.store, CONTACTS, None, 60)
    world.wait(KEPT + 2)
    create(world)
    world.deliver()
    assert (head(world).marks, head(world).sheets, head(world).stamps) == ((), (), ())
    settle(world)


def test_a_refused_change_leaves_its_sheet(world):
    """Its item never gets the version; so after minutes the mark goes."""
    retag(world, 1)
    with world.at():
        before = world.store.get(CONTACT, sequence_sk(2))
        assert before is not None
        index_changes.announce(world.store, CONTACTS, before, {**before, "version": 2, "tags": []})
    assert waiting(world) == {1, 2}
    for seconds in (KEPT + 2, 400):
        world.deliver()
        world.wait(seconds)
        create(world)
    world.deliver()
    assert (head(world).marks, head(world).sheets) == ((), ())
    settle(world)


def test_a_crash_at_any_removal_loses_no_mark(world):
    retag(world, *range(1, 11))
    world.deliver(6)
    world.wait(KEPT + 2)
    create(world)
    last = world.table.stream[-1:]

    class Crash(Exception):
        pass

    for limit in range(30):
        removed: list[Any] = []

        def die(write: Any, removed: list[Any] = removed, limit: int = limit) -> None:
            if isinstance(write, Delete) and write.key.sk.startswith((STAMP_PREFIX, "D#")):
                if len(removed) >= limit:
                    raise Crash
                removed.append(write)

        world.table.before_write = die
        try:
            world.index(last)
        except Crash:
            pass
        else:
            break
        assert waiting(world) == {7, 8, 9, 10}
        assert_exact(world)
    world.table.before_write = lambda _: None
    world.deliver()
    settle(world)


def test_a_change_of_a_busy_process_costs_the_head_little_more_than_a_unit(world):
    no_limit = PartitionLimits(float("inf"), lambda: 0.0)
    limited = LimitedTable(world.table, no_limit, no_limit)
    world.store = TenantStore(limited, TENANT)
    world.ctx = type(world.ctx)(TENANT, world.ctx.actor, world.ctx.scopes, "req", "en", world.store)
    for tag in ("vip", "client", "pro", "actiu"):
        retag(world, *range(1, MARKS + 1), tag=tag)
        world.deliver()
        world.wait(KEPT + 2)
    create(world)
    world.deliver()
    assert head(world).marks == ()
    units = sum(found for name, found in limited.written.items() if name.endswith("#IX#CT"))
    assert units / (4 * MARKS) <= 1.25
    settle(world)


def test_numbers_and_versions_of_any_size_fit_on_a_sheet(world):
    mark = Mark(ids.MAXIMUM_SEQUENCE, 10**9, 2**31, None)
    with world.at():
        add_to_sheet(world.store, CONTACTS, f"{SHEET_PREFIX}1", mark)
    assert mark._replace(sheet=f"{SHEET_PREFIX}1") in head(world).marks


def test_a_release_without_sheets_sees_the_mark_of_a_number_that_no_item_has(world):
    """It runs beside this one for a minute, and takes over when this one is taken back."""
    retag(world, 1, 2, 3)
    (sheet,) = head(world).sheets
    item = world.store.get(keys.index_of(CONTACT), sheet.sk, CONTACT.partition)
    assert item is not None
    _, sequence, version = item["SK"].split("#")
    assert (ids.decode_sequence(sequence), int(version) > 0) == (0, True)
    assert (item["at"], "done" in item) == (int(world.now.timestamp()), False)

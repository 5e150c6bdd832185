"""The index is the same when records arrive twice, late, in parts or at once, and after a crash."""

import random
from itertools import pairwise
from typing import Any

import pytest
from bivelio_core import ids
from bivelio_core.contacts import reading, writing
from bivelio_core.contacts.end_models import ArchiveContact
from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.models import CreateContact, ListContacts, UpdateContact
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.head import HOLE_AFTER, KEPT, ORPHAN_AFTER
from bivelio_core.store.index.layout import read_head
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.table import ConditionFailed, TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put

from tests.store.index.world import TENANT, World, public

TAGS = ["client", "lead", "actiu", "vip"]


class Crash(Exception):
    """The function died here."""


def lived(seed: int = 1, steps: int = 60, patience: int = 0) -> World:
    """A world with a history, whose stream has not been delivered."""
    world = World(seed=seed, patience=patience)
    source = random.Random(seed)
    with world.at():
        for number in range(steps):
            living = [item for item in world.contacts() if "archived_at" not in item]
            if number < 10 or source.random() < 0.4:
                fields: dict[str, Any] = {"type": source.choice(["person", "company"]), "tags": source.sample(TAGS, 2)}
                writing.create(CreateContact(name=f"Maria {number}", **fields), world.ctx)
            elif source.random() < 0.8:
                change = UpdateContact(id=public(world, source.choice(living)), tags=source.sample(TAGS, 2))
                writing.update(change, world.ctx)
            else:
                writing.archive(ArchiveContact(id=public(world, source.choice(living))), world.ctx)
    return world


def assert_exact(world: World) -> None:
    with world.at():
        for asked in ({}, {"type": "person"}, {"tags": ["client"]}, {"tags": ["client"], "search": "mar"}):
            expected = [public(world, item) for item in world.expected(**asked)]
            page = reading.page(ListContacts(**asked, per_page=100), world.ctx)
            assert ([contact.id for contact in page.contacts], page.pagination.total) == (expected[:100], len(expected))


def accompany(world: World) -> None:
    """Create contacts until none waits for company any more."""
    assert_exact(world)
    begun = len(world.table.stream)
    with world.at():
        for _ in range(world.patience + 1):
            writing.create(CreateContact(type="person", name="Anna"), world.ctx)
    world.index(world.table.stream[begun:])


def settle(world: World) -> None:
    """When all has been delivered: the index is right to the bit, and lists show it."""
    if world.patience:
        accompany(world)
    assert {key: raw for key, (raw, _) in world.index_items().items()} == world.truth()
    world.wait(ORPHAN_AFTER)
    assert_exact(world)


def test_replaying_any_part_of_the_stream_writes_nothing():
    world = lived()
    for _ in range(len(world.table.stream)):
        world.deliver(random.Random(2).randrange(1, 9))
    world.wait(KEPT + 1)
    world.index(world.table.stream[-1:])
    kept, count = world.index_items(), len(world.table.stream)
    metered = MeteredTable(world.table)
    world.store = TenantStore(metered, TENANT)
    for start, end in [(0, count), (0, 1), (7, 19), (7, 19), (count - 3, count), *pairwise(range(0, count, 5))]:
        world.replay(start, end)
    backwards = world.table.stream[::-1]
    world.index(backwards)
    assert world.index_items() == kept
    assert metered.usage.write_units == 0
    settle(world)


def test_a_batch_delivered_in_any_order_ends_in_the_same_index():
    in_order, shuffled = lived(), lived()
    in_order.deliver()
    changes = list(shuffled.table.stream)
    random.Random(3).shuffle(changes)
    for position in range(0, len(changes), 7):
        shuffled.index(changes[position : position + 7])
    bits = {key: raw for key, (raw, _) in in_order.index_items().items()}
    assert {key: raw for key, (raw, _) in shuffled.index_items().items()} == bits
    settle(shuffled)


def test_a_crash_before_any_write_heals_with_the_retry():
    healthy = lived()
    healthy.deliver()
    writes = 0
    for die_at in range(10_000):
        world = lived()
        writes = 0

        def count(write, *, limit=die_at):
            nonlocal writes
            if isinstance(write, Put) and "#IX#" in write.item["PK"]:
                writes += 1
                if writes > limit:
                    raise Crash

        world.table.before_write = count
        try:
            world.deliver()
        except Crash:
            world.table.before_write = lambda _: None
            assert_exact(world)
            world.deliver()
            assert world.index_items().keys() == healthy.index_items().keys()
            settle(world)
        else:
            break
    assert writes > 20, "every write of the batch was crashed at"


def test_lists_are_exact_while_the_index_is_being_written():
    world = lived()
    looked: list[int] = []

    def look(write):
        if isinstance(write, Put) and "#IX#" in write.item["PK"] and not looking:
            looking.append(1)
            world.wait(0.05)
            assert_exact(world)
            looking.clear()
            looked.append(1)

    looking = []
    world.table.before_write = look
    while world.delivered < len(world.table.stream):
        world.deliver(9)
    assert len(looked) > 50


@pytest.mark.parametrize("seed", range(40))
def test_a_list_is_exact_when_the_index_is_written_between_its_reads(seed):
    world = lived(seed, steps=30)
    source = random.Random(seed)
    between = []

    def gather(calls):
        results = {}
        for position in source.sample(range(len(calls)), len(calls)):
            if world.delivered < len(world.table.stream):
                world.deliver(source.randrange(1, 20))
                between.append(1)
            world.wait(0.2)
            results[position] = calls[position]()
        return [results[position] for position in range(len(calls))]

    for tags in ([], ["client"], ["client", "lead"], ["vip"]):
        asked: dict[str, Any] = (
            {"search": "maria", "type": "person", "tags": tags} if source.random() < 0.3 else {"tags": tags}
        )
        expected = [item["SK"] for item in world.expected(**asked)]
        wanted = criteria(asked.get("search"), asked.get("type"), tags)
        with world.at():
            page = index_reader.list_page(world.store, CONTACTS, wanted, per_page=7, gather=gather)
        assert (page.total, [item["SK"] for item in page.items]) == (len(expected), expected[:7])
    assert between


def test_two_writers_at_once_end_in_the_same_index():
    healthy = lived()
    healthy.deliver()
    world = lived()
    source = random.Random(4)
    nested: list[int] = []

    def interfere(write):
        if not nested and isinstance(write, Put) and "#IX#" in write.item["PK"] and source.random() < 0.2:
            nested.append(1)
            start = source.randrange(len(world.table.stream))
            world.replay(start, start + source.randrange(1, 12))
            nested.clear()

    world.table.before_write = interfere
    world.deliver()
    assert {key: raw for key, (raw, _) in world.index_items().items()} == {
        key: raw for key, (raw, _) in healthy.index_items().items()
    }
    settle(world)


def test_a_writer_that_never_wins_says_so(monkeypatch):
    monkeypatch.setattr("bivelio_core.store.index.acknowledge.pause", lambda _: None)
    world = lived(steps=3)

    def refuse(item, condition=None):
        raise ConditionFailed(None)

    monkeypatch.setattr(world.table, "put", refuse)
    with pytest.raises(TableBusy):
        world.deliver()


def test_a_lost_number_is_given_up_and_a_late_item_is_still_found():
    world = lived(steps=12)
    with world.at():
        lost = world.store.lease_sequence(CONTACT)
        late = world.store.lease_sequence(CONTACT)
        writing.create(CreateContact(type="person", name="Pere"), world.ctx)
    world.deliver()
    assert [o[:2] for o in read_head(world.store, CONTACTS).summary.open if not o.indexed] == [(lost, late)]
    world.wait(HOLE_AFTER + 1)
    with world.at():
        item = {**world.contacts()[0], "name": "Núria"}
        world.store.put(CONTACT, sequence_sk(late), {k: v for k, v in item.items() if k not in ("PK", "SK")})
    assert_exact(world)
    with world.at():
        writing.create(CreateContact(type="person", name="Anna"), world.ctx)
    world.table.stream.pop(-2)  # the stream has not told of the late one yet
    world.deliver()
    assert not [o for o in read_head(world.store, CONTACTS).summary.open if not o.indexed]
    settle(world)


def test_marks_leave_when_no_reader_needs_them():
    world = lived()
    world.deliver()
    assert read_head(world.store, CONTACTS).marks
    world.wait(KEPT + 1)
    with world.at():
        before = world.contacts()[0]
        index_changes.announce(
            world.store, CONTACTS, before, {**before, "version": before["version"] + 1, "tags": ["new"]}
        )
        writing.create(CreateContact(type="person", name="Anna"), world.ctx)
    world.deliver()
    assert [mark.sequence for mark in read_head(world.store, CONTACTS).marks] == [ids.decode_sequence(before["SK"])]
    world.wait(ORPHAN_AFTER + 1)
    with world.at():
        writing.create(CreateContact(type="person", name="Anna"), world.ctx)
    world.deliver()
    assert read_head(world.store, CONTACTS).marks == ()


def test_an_erased_contact_leaves_lists_at_once_and_the_index_with_the_stream():
    world = lived()
    world.deliver()
    world.wait(60)
    with world.at():
        index_changes.remove(world.store, CONTACTS, world.contacts()[3])
    assert_exact(world)
    world.deliver()
    settle(world)


def test_a_malformed_item_is_in_no_list_and_spoils_none():
    world = lived(steps=12)
    with world.at():
        listed = len(world.expected())
        sk = sequence_sk(world.store.lease_sequence(CONTACT))
        world.store.put(CONTACT, sk, {"version": 1, "name": None})
        assert index_reader.list_page(world.store, CONTACTS).total == listed
        world.table.stream.pop()
        world.wait(HOLE_AFTER + 1)
    with world.at():
        writing.create(CreateContact(type="person", name="Anna"), world.ctx)
    world.deliver()
    world.wait(100)
    with world.at():
        assert index_reader.list_page(world.store, CONTACTS).total == listed + 1


def test_many_marks_are_stamped_together_and_leave_with_their_stamp():
    world = lived()
    world.deliver()
    world.wait(KEPT + 1)
    with world.at():
        living = [item for item in world.contacts() if "archived_at" not in item][:4]
        for item in living:
            writing.update(UpdateContact(id=public(world, item), tags=["vip"]), world.ctx)
    world.deliver()
    head = read_head(world.store, CONTACTS)
    (stamp,) = head.stamps
    changed = {(ids.decode_sequence(item["SK"]), item["version"] + 1) for item in living}
    assert stamp.marks == changed
    assert {(mark.sequence, mark.version) for mark in head.marks if mark.done == stamp.at} == changed
    world.wait(KEPT + 1)
    with world.at():
        writing.create(CreateContact(type="person", name="Anna"), world.ctx)
    world.deliver()
    head = read_head(world.store, CONTACTS)
    assert (head.marks, head.stamps) == ((), ())
    settle(world)


@pytest.mark.parametrize("survives", [0, 1])
def test_a_stamp_outlives_its_marks_when_the_writer_dies_between(survives, monkeypatch):
    """The other way round its marks would wait for ever."""
    world = lived()
    world.deliver()
    world.wait(KEPT + 1)
    with world.at():
        for item in [item for item in world.contacts() if "archived_at" not in item][:4]:
            writing.update(UpdateContact(id=public(world, item), tags=["vip"]), world.ctx)
    world.deliver()
    world.wait(KEPT + 1)
    with world.at():
        writing.create(CreateContact(type="person", name="Anna"), world.ctx)
    calls: list[Any] = []
    delete = world.table.delete_many

    def dies(keys):
        if len(calls) == survives:
            raise KeyboardInterrupt
        calls.append(keys)
        delete(keys)

    monkeypatch.setattr(world.table, "delete_many", dies)
    with pytest.raises(KeyboardInterrupt):
        world.deliver()
    monkeypatch.undo()
    head = read_head(world.store, CONTACTS)
    assert head.stamps
    assert all(mark.done is not None for mark in head.marks)
    world.index(world.table.stream[-1:])
    head = read_head(world.store, CONTACTS)
    assert (head.marks, head.stamps) == ((), ())
    settle(world)

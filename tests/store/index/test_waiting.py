"""Created items wait for company before they are indexed: lists stay exact, and who is killed leaves nothing wrong."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from bivelio_core.contacts import writing
from bivelio_core.contacts.models import CreateContact, UpdateContact
from bivelio_core.contacts.terms import CONTACTS, TAG
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index.head import HOLE_AFTER, KEPT, QUIET_AFTER, SETTLING, Layout
from bivelio_core.store.index.layout import chunk_address, read_head
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.index.terms import Term
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.store.index.test_former_layout import of_before
from tests.store.index.test_lists_are_exact import CREATES, carry_out, check, check_at_rest, operation, query
from tests.store.index.test_lost_records import lose
from tests.store.index.test_writer import TAGS, assert_exact, lived, settle
from tests.store.index.world import TENANT, World, public

PATIENCE = 5


class Killed(BaseException):
    """The function died here."""


def create(world: World, *tags: str, **fields: Any) -> Any:
    with world.at():
        return writing.create(
            CreateContact(**{"type": "person", "name": "Maria", "tags": [*tags] or ["client"], **fields}), world.ctx
        )


def retag(world: World, which: int, *tags: str) -> None:
    with world.at():
        writing.update(UpdateContact(id=public(world, world.contacts()[which]), tags=list(tags)), world.ctx)


def high(world: World) -> int:
    return read_head(world.store, CONTACTS).summary.high


def at_the_write_of(world: World, tag: str, act: Callable[[], None]) -> list[int]:
    """Act once, when the chunk of a tag is about to be written."""
    key, begun = chunk_address(CONTACTS, Term(TAG, tag), 0).key(world.store, CONTACTS), list[int]()

    def interfere(write: Any) -> None:
        if not begun and isinstance(write, Put) and (write.item["PK"], write.item["SK"]) == (key.pk, key.sk):
            begun.append(1)
            act()

    world.table.before_write = interfere
    return begun


def test_few_created_contacts_wait_and_are_indexed_when_more_have_come():
    world = World(patience=PATIENCE)
    for number in range(1, 3 * PATIENCE):
        create(world)
        world.deliver()
        world.wait(2)
        assert_exact(world)
        assert high(world) == number - number % (PATIENCE + 1)
    settle(world)


def test_a_contact_that_waits_costs_the_index_no_write_but_that_of_its_address():
    world = World(patience=PATIENCE)
    world.store = TenantStore(metered := MeteredTable(world.table), TENANT)
    create(world)
    world.deliver()
    assert (metered.usage.write_units, metered.usage.operations) == (0, ["query"])
    create(world, email="maria@exemple.com")
    world.deliver()
    assert metered.usage.write_units == 1
    settle(world)


def test_who_creates_a_second_contact_with_an_address_is_warned_while_the_first_waits():
    world = World(patience=PATIENCE)
    first = create(world, email="maria@exemple.com")
    world.deliver()
    world.wait(KEPT)
    assert high(world) == 0
    second = create(world, email="Maria@exemple.com")
    assert [(each.code, each.contact_id) for each in second.warnings] == [("same_email", first.id)]


def test_a_change_of_a_contact_that_waits_is_in_lists_and_its_mark_leaves():
    world = World(patience=PATIENCE)
    create(world, "client", email="maria@exemple.com")
    world.deliver()
    retag(world, 0, "vip")
    with world.at():
        writing.update(UpdateContact(id=public(world, world.contacts()[0]), email="anna@exemple.com"), world.ctx)
    world.deliver()
    assert_exact(world)
    for _ in range(PATIENCE):
        world.wait(KEPT + 1)
        create(world)
        world.deliver()
        assert_exact(world)
    assert (high(world), read_head(world.store, CONTACTS).marks) == (PATIENCE + 1, ())
    settle(world)


def test_large_rows_do_not_wait_long():
    world = World(patience=PATIENCE)
    for number in range(4):
        create(world, custom_fields={f"field {n}": "x" * 900 for n in range(10)})
        world.deliver()
        assert high(world) == (number + 1) // 2 * 2
        assert_exact(world)


def test_a_large_batch_takes_those_along_that_waited_before_it():
    world = World(patience=PATIENCE)
    for _ in range(PATIENCE):
        create(world)
        world.deliver()
    for _ in range(3 * PATIENCE):
        create(world)
    world.deliver()
    head = read_head(world.store, CONTACTS)
    assert (head.summary.high, [o for o in head.summary.open if not o.indexed]) == (4 * PATIENCE, [])
    settle(world)


@pytest.mark.parametrize("is_last", [False, True])
def test_a_number_without_a_contact_keeps_its_minute(is_last):
    world = World(patience=PATIENCE)
    for number in range(PATIENCE + 1):
        if number == (PATIENCE if is_last else 2):
            with world.at():
                world.store.lease_sequence(CONTACTS.kind)
        create(world)
    world.deliver()
    assert len([o for o in read_head(world.store, CONTACTS).summary.open if not o.indexed]) == 1
    assert_exact(world)
    world.wait(HOLE_AFTER + 1)
    create(world)
    world.deliver()
    assert not [o for o in read_head(world.store, CONTACTS).summary.open if not o.indexed]
    settle(world)


@pytest.mark.parametrize("is_changed_back", [False, True])
def test_who_is_killed_while_it_indexes_others_contacts_leaves_nothing_outdated(is_changed_back):
    """The contact changes, and its own lane indexes that, between the dead writer's look at it and its last write."""
    world = World(patience=1)
    create(world, "lead")
    world.deliver()
    create(world, "client")

    def its_own_lane_comes() -> None:
        retag(world, 1, "vip")
        if is_changed_back:
            retag(world, 1, "lead")
            retag(world, 1, "actiu")
        world.index(world.table.stream[2:])
        world.table.before_write = dies

    def dies(write: Any) -> None:
        if isinstance(write, Put) and "#IX#" in write.item["PK"]:
            writes.append(write)
            if len(writes) == 2:
                raise Killed

    writes: list[Any] = []
    reached = at_the_write_of(world, "lead", its_own_lane_comes)
    with pytest.raises(Killed):
        world.index(world.table.stream[1:2])
    world.table.before_write = lambda _: None
    assert reached
    assert_exact(world)
    world.index(world.table.stream[1:2])
    create(world)
    create(world)
    world.index(world.table.stream[-2:])
    settle(world)


def test_a_writer_that_is_slow_does_not_write_what_it_read_of_others_contacts(monkeypatch):
    world = World(patience=1)
    create(world, "lead")
    world.deliver()
    create(world, "client")
    ticks = iter(range(0, 1_000, SETTLING + 1))
    monkeypatch.setattr("time.monotonic", lambda: next(ticks))
    with pytest.raises(TableBusy):
        world.deliver()
    monkeypatch.undo()
    assert high(world) == 0
    world.deliver()
    settle(world)


def test_who_began_before_a_rebuild_does_not_vouch_for_others_contacts_in_the_former_places():
    world = of_before(World(patience=1))
    create(world, "lead")
    world.deliver()
    create(world, "client")
    late: list[int] = []

    def rebuilt(write: Any) -> None:
        if not late and isinstance(write, Put) and "#IX#" in write.item["PK"]:
            late.append(1)
            with world.at():
                assert rebuild(world.store, CONTACTS, None, 60, gather=in_order).cursor is None

    world.table.before_write = rebuilt
    with pytest.raises(TableBusy):
        world.deliver()
    assert late
    world.deliver()
    assert read_head(world.store, CONTACTS).summary.layout is Layout.SPREAD
    assert_exact(world)


@pytest.mark.parametrize("seed", range(12))
def test_lists_are_exact_whichever_records_are_lost_while_contacts_wait(seed):
    world, source = lived(seed, patience=PATIENCE), random.Random(seed)
    while world.delivered < len(world.table.stream):
        if source.random() < 0.3:
            lose(world, source.randrange(1, 4))
        world.deliver(source.randrange(1, 6))
        world.wait(source.choice([0.1, 3, 30]))
        assert_exact(world)
    with world.at():
        assert rebuild(world.store, CONTACTS, None, 60, gather=in_order).cursor is None
    world.wait(KEPT + 1)
    for tag in TAGS:
        create(world, tag)
        world.deliver()
    settle(world)


def test_lists_are_exact_at_every_write_of_those_who_waited():
    world, looked = lived(patience=PATIENCE), list[int]()

    def look(write: Any) -> None:
        if isinstance(write, Put) and "#IX#" in write.item["PK"]:
            world.table.before_write = lambda _: None
            world.wait(0.05)
            assert_exact(world)
            looked.append(1)
            world.table.before_write = look

    world.table.before_write = look
    while world.delivered < len(world.table.stream):
        world.deliver(3)
    assert len(looked) > 50
    settle(world)


def test_what_waits_in_a_quiet_organisation_is_read_at_half_the_price():
    world = World(patience=PATIENCE)
    for _ in range(PATIENCE):
        create(world)
    world.deliver()
    units = []
    for seconds in (QUIET_AFTER - 1, 1):
        world.wait(seconds)
        world.store = TenantStore(metered := MeteredTable(world.table), TENANT)
        world.ctx = replace(world.ctx, store=world.store)
        assert_exact(world)
        units.append(metered.usage.read_units)
    assert units[1] == units[0] - 4 * 0.5, "four lists"


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_change_in_a_quiet_organisation_is_in_lists_at_once(is_deleted):
    world = World(patience=PATIENCE)
    for _ in range(PATIENCE):
        create(world, "client")
    world.deliver()
    world.wait(QUIET_AFTER)
    for number in range(PATIENCE):
        if is_deleted:
            with world.at():
                index_changes.remove(world.store, CONTACTS, world.contacts()[0])
        else:
            retag(world, number, "vip")
        for _ in range(10):
            assert_exact(world)


ANY = st.one_of(operation, operation, st.tuples(st.just("rebuild")))


@examples(100)
@given(
    start=CREATES,
    steps=st.lists(ANY, min_size=10, max_size=40),
    queries=st.lists(query, min_size=4, max_size=8),
    seed=st.integers(0, 2**16),
    patience=st.sampled_from([1, 3, 32]),
)
def test_every_list_is_exact_right_after_every_write_while_contacts_wait(start, steps, queries, seed, patience):
    world = World(seed=seed, patience=patience)
    with world.at():
        for fields in start:
            carry_out(world, ("create", fields))
    for position, step in enumerate(steps):
        world.wait(0.1)
        with world.at():
            if step == ("rebuild",):
                rebuild(world.store, CONTACTS, None, 60, gather=in_order)
            else:
                carry_out(world, step)
            check(world, queries[position % len(queries)])
    check_at_rest(world, queries)

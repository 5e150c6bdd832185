"""An index whose facets are one partition each is read and written there, until a rebuild has spread it."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index import bits, tally
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import rebuild as module
from bivelio_core.store.index.head import Layout, is_accounted
from bivelio_core.store.index.layout import place, places, read_head, summary_address
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.index.terms import Between, Exact, Term
from bivelio_core.store.index.words import WORD
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.writes import Put
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.store.index.test_lists_are_exact import CREATES, carry_out, check, check_at_rest, operation, query
from tests.store.index.test_writer import TAGS, assert_exact, lived, settle
from tests.store.index.world import World

CODES = {"tag", "type", "has"}
"""The facets that these contacts have."""

FORMER = {"#".join(place(CONTACTS.formerly(), field, "")) for field in CONTACTS.fields if field.code in CODES}


def of_before(world: World) -> World:
    """The world with an index that was begun before facets were spread."""
    address = summary_address(CONTACTS).key(world.store, CONTACTS)
    with world.at():
        world.table.put({"PK": address.pk, "SK": address.sk, "b": b"", "high": 0, "open": b"", "v": 1})
    return world


def facets(world: World) -> set[str]:
    """The partitions of facets that hold anything."""
    found = {key.pk.partition("#IX#")[2] for key in world.index_items()}
    return {name for name in found if CODES.intersection(name.split("#")[1:2])}


def rebuilt_in_steps(world: World, between: Callable[[], None]) -> int:
    cursor, steps = None, 0
    while cursor or not steps:
        with world.at():
            cursor = rebuild(world.store, CONTACTS, cursor, 0, gather=in_order).cursor
        steps += 1
        between()
    return steps


def forget_the_former(world: World) -> None:
    """Delete what nobody reads any more."""
    with world.at():
        world.table.delete_many([key for key in world.index_items() if key.pk.partition("#IX#")[2] in FORMER])


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(module, "BLOCK_CHUNKS", 1)
    monkeypatch.setattr(module, "BLOCK_SIZE", bits.CHUNK_SIZE)


def test_an_index_of_before_goes_on_where_it_is():
    world = of_before(lived())
    while world.delivered < len(world.table.stream):
        world.deliver(7)
        world.wait(3)
        assert_exact(world)
    assert facets(world) == FORMER
    world.wait(600)
    assert_exact(world)


def test_a_new_index_has_a_partition_for_few_terms():
    world = lived()
    world.deliver()
    assert len(facets(world)) == len({place(CONTACTS, key.field, key.text) for key in terms(world)})
    assert not facets(world) & FORMER
    settle(world)


def terms(world: World) -> set[Term]:
    """The terms of facets that any contact has."""
    held = {term for item in world.contacts() for term in CONTACTS.terms_of(item)}
    return {term for term in held if term.field.shards > 1 and term.field.has_directory}


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("seed", range(6))
def test_a_rebuild_spreads_it_while_contacts_are_written_and_listed(seed):
    world = of_before(lived(seed))
    world.deliver(30)
    source = random.Random(seed)
    layouts = set()

    def live() -> None:
        with world.at():
            layouts.add(read_head(world.store, CONTACTS).summary.layout)
            for _ in range(2):
                carry_out(world, ("update", source.randrange(99), {"tags": source.sample(TAGS, 2)}))
            carry_out(world, ("create", {"type": "person", "name": "Maria", "tags": source.sample(TAGS, 1)}))
        world.deliver(source.randrange(5))
        world.wait(source.random())
        assert_exact(world)

    assert rebuilt_in_steps(world, live) > 50
    assert layouts == {Layout.BOTH, Layout.SPREAD}
    forget_the_former(world)
    world.deliver()
    settle(world)


def test_a_rebuild_that_is_begun_again_spreads_everything():
    world = of_before(lived())
    world.deliver(30)
    with world.at():
        rebuild(world.store, CONTACTS, None, 0, gather=in_order)
    world.deliver()
    world.wait(30)
    assert_exact(world)
    assert rebuilt_in_steps(world, lambda: None) > 50
    forget_the_former(world)
    settle(world)


@pytest.mark.usefixtures("small_blocks")
def test_what_a_rebuild_accounts_for_is_in_the_facets_that_readers_still_use():
    """The record of a creation was lost, and the rebuild goes on for long after the block of that contact."""
    world = of_before(lived())
    world.deliver(5)
    with world.at():
        world.store.lease_sequence(CONTACT, 2 * bits.CHUNK_SIZE)
    cursor = None
    for _ in range(len(places(CONTACTS)) + 20):
        with world.at():
            cursor = rebuild(world.store, CONTACTS, cursor, 0, gather=in_order).cursor
    world.wait(30)
    with world.at():
        head = read_head(world.store, CONTACTS)
    assert head.summary.layout is Layout.BOTH
    assert is_accounted(head.summary, 17)
    assert_exact(world)


@pytest.mark.parametrize("seed", range(6))
def test_a_writer_that_began_before_the_rebuild_leaves_nothing_behind(seed):
    """It has read the old layout, and writes there alone, while the whole rebuild passes."""
    world = of_before(lived(seed))
    world.deliver(20)
    source, begun = random.Random(seed), list[int]()

    def interfere(write: Any) -> None:
        if not begun and isinstance(write, Put) and "#IX#" in write.item["PK"] and source.random() < 0.1:
            begun.append(1)
            rebuilt_in_steps(world, lambda: None)

    world.table.before_write = interfere
    while world.delivered < len(world.table.stream):
        world.deliver(9)
    assert begun
    forget_the_former(world)
    settle(world)


@pytest.mark.parametrize("is_spread", [False, True])
def test_statistics_count_what_facets_have_in_either_layout(is_spread):
    world = lived() if is_spread else of_before(lived())
    world.deliver()
    world.wait(600)
    with world.at():
        (tag, other) = (Term(CONTACTS.fields[1], text) for text in TAGS[:2])
        expected = [item for item in world.contacts() if "archived_at" not in item and TAGS[0] in item["tags"]]
        either = {
            item["SK"] for item in world.contacts() if "archived_at" not in item and {*TAGS[:2]} & {*item["tags"]}
        }
        groups = tally.tally_each(world.store, CONTACTS, LETTERS, [tag, other], gather=in_order)
        found = index_reader.list_page(world.store, CONTACTS, ((Exact(tag), Exact(other)),), per_page=100)
        counted = tally.tally(world.store, CONTACTS, LETTERS, ((Exact(tag),),), gather=in_order)
    assert groups[tag].newest == expected[0]
    assert counted == groups[tag].counts == {"maria": len(expected)}
    assert (found.total, {item["SK"] for item in found.items}) == (len(either), either)


LETTERS = Between(WORD, "maria", "maria")

STEP, TO_ITS_END = 0.0, 60.0
ANY = st.one_of(operation, st.tuples(st.just("rebuild"), st.sampled_from([STEP, STEP, TO_ITS_END])))


@examples(20)
@given(
    start=CREATES,
    steps=st.lists(ANY, min_size=10, max_size=30),
    queries=st.lists(query, min_size=4, max_size=8),
    seed=st.integers(0, 2**16),
)
def test_every_list_is_exact_whatever_happens_while_it_is_spread(start, steps, queries, seed):
    world = of_before(World(seed=seed))
    cursor: str | None = None
    with world.at():
        for fields in start:
            carry_out(world, ("create", fields))
    for position, step in enumerate(steps):
        world.wait(0.1)
        with world.at():
            if step[0] == "rebuild":
                cursor = rebuild(world.store, CONTACTS, cursor, step[1], gather=in_order).cursor
            else:
                carry_out(world, step)
            check(world, queries[position % len(queries)])
    check_at_rest(world, queries)

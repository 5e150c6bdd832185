"""What the index has acknowledged is believed at once, by strongly consistent reads, whatever replicas still show."""

import random
from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.contacts import reading, writing
from bivelio_core.contacts.models import CreateContact, GetContact, ListContacts, UpdateContact
from bivelio_core.contacts.terms import CONTACTS, TAG
from bivelio_core.store.index import recent, tally
from bivelio_core.store.index.head import HOLE_AFTER, SETTLING, IndexHead, Open, Summary
from bivelio_core.store.index.layout import chunk_address, read_head
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.index.terms import Between, Exact, Term
from bivelio_core.store.index.words import WORD
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.writes import Put
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.lists import tables
from benchmarks.lists.contacts import contacts
from benchmarks.lists.queries import queries
from benchmarks.lists.tables import Population
from tests.examples import examples
from tests.store.index.test_former_layout import of_before
from tests.store.index.test_lanes import before_the_write_of, create, retag, tagged
from tests.store.index.test_lists_are_exact import CREATES, TAGS, carry_out, check, check_at_rest, contact, query
from tests.store.index.test_writer import assert_exact, settle
from tests.store.index.world import World, public

BATCH = 1_000
SCATTERED = 13
"""The read units of the 25 rows of a page that lie far apart, each of half a unit, and of a head that tells of them."""

MARIA = Between(WORD, "maria", "maria")

few_tags = st.lists(st.sampled_from(TAGS[-6:]), max_size=3, unique=True)
write = st.one_of(
    st.tuples(st.just("create"), contact),
    st.tuples(st.just("create"), contact),
    st.tuples(st.just("update"), st.integers(0, 99), st.fixed_dictionaries({"tags": few_tags})),
    st.tuples(st.just("update"), st.integers(0, 99), st.fixed_dictionaries({"name": st.sampled_from(["Mar", "Anna"])})),
    st.tuples(st.just("archive"), st.integers(0, 99)),
)


@pytest.fixture(scope="module")
def population():
    return Population(4_000)


@pytest.fixture
def just_indexed(population, monkeypatch):
    """The same after a batch that crosses into another chunk; lists are read a second later."""
    later = tables.BUILT_AT + timedelta(hours=population.count // BATCH)
    with clock.frozen(later):
        population.create(list(contacts(BATCH, first=population.count + 1)))
    monkeypatch.setattr(tables, "MEASURED_AT", later + timedelta(seconds=1))
    return population


@pytest.fixture
def always_believed(monkeypatch):
    """Reading items is never thought cheaper."""
    monkeypatch.setattr(recent, "ITEMS_PER_UNIT", 0.01)


def test_a_list_after_a_batch_of_a_thousand_costs_little_and_is_exact(just_indexed):
    settled_at = tables.MEASURED_AT + timedelta(minutes=1)
    somebody = just_indexed.store.get(CONTACT, sequence_sk(17))
    for name, asked in queries(just_indexed.count, somebody).items():
        cost, naive = just_indexed.list(asked), just_indexed.naive(asked)
        assert (cost.total, cost.sequences) == (naive.total, naive.sequences), name
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tables, "MEASURED_AT", settled_at)
            settled = just_indexed.list(asked)
        assert cost.units <= max(settled.units + 6, 10), name
        assert cost.units <= 10 + SCATTERED, name
        assert cost.rounds <= 3, name


def test_an_item_is_read_itself_where_that_costs_less():
    head = IndexHead(Summary({0: 9}, 9, (Open(7, 7, 1_000, indexed=True),)), 9, ())
    dear = recent.recent_of(head, 1_001, lambda _: 2)
    cheap = recent.recent_of(head, 1_001, lambda _: 1)
    assert (dear.singles, dear.spans, dear.acknowledged) == ([], [(7, 7)], {})
    assert (cheap.singles, cheap.spans, cheap.waiting, cheap.acknowledged) == ([], [], {}, {0: 1 << 7})


@pytest.mark.parametrize("items_per_unit", [recent.ITEMS_PER_UNIT, 0.01], ids=["by cost", "always believed"])
@pytest.mark.parametrize("is_of_before", [False, True], ids=["spread", "of before"])
@examples(60)
@given(
    start=CREATES,
    steps=st.lists(st.tuples(write, st.integers(0, 4), st.sampled_from([0.1, 0.9, 2])), min_size=8, max_size=25),
    queries=st.lists(query, min_size=4, max_size=8),
    seed=st.integers(0, 2**16),
)
def test_every_list_is_exact_while_replicas_lag_behind_the_index(
    items_per_unit, is_of_before, start, steps, queries, seed
):
    """Nearly all records are indexed at once, and each list falls into the seconds in which replicas may be older."""
    world = of_before(World(seed=seed)) if is_of_before else World(seed=seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recent, "ITEMS_PER_UNIT", items_per_unit)
        with world.at():
            for fields in start:
                carry_out(world, ("create", fields))
        for position, (step, left, seconds) in enumerate(steps):
            with world.at():
                carry_out(world, step)
            world.deliver(max(1, len(world.table.stream) - world.delivered - left))
            world.wait(seconds)
            with world.at():
                for asked in (queries[position % len(queries)], queries[(position + 1) % len(queries)]):
                    check(world, asked)
        check_at_rest(world, queries)


def test_a_row_that_a_replica_has_in_an_older_version_is_read_again():
    world = World()
    with world.at():
        for number in range(30):
            writing.create(CreateContact(type="person", name=f"Maria {number}", tags=["client"]), world.ctx)
    world.deliver()
    world.wait(600)
    renamed = [public(world, item) for item in world.contacts()[:20]]
    with world.at():
        for contact_id in renamed:
            writing.update(UpdateContact(id=contact_id, name="Anna", tags=["client"]), world.ctx)
    world.deliver()
    for _ in range(SETTLING):
        world.wait(0.5)
        with world.at():
            page = reading.page(ListContacts(tags=["client"], per_page=100), world.ctx)
        assert [shown.name for shown in page.contacts if shown.id in renamed] == ["Anna"] * len(renamed)


def test_an_order_knows_a_name_that_changed_without_a_term():
    """The words of a name are the same in another order, so no mark says which version a replica must have."""
    world = World()
    with world.at():
        for number in range(20):
            writing.create(CreateContact(type="person", name=f"Zoe Abat {number:02}"), world.ctx)
    world.deliver()
    world.wait(600)
    turned = [public(world, item) for item in world.contacts()[:10]]
    with world.at():
        for contact_id in turned:
            last = reading.get(GetContact(id=contact_id), world.ctx).name.split()[-1]
            writing.update(UpdateContact(id=contact_id, name=f"Abat Zoe {last}"), world.ctx)
    world.deliver()
    for _ in range(SETTLING):
        world.wait(0.5)
        with world.at():
            page = reading.page(ListContacts(sort="name", per_page=100), world.ctx)
        assert {shown.id for shown in page.contacts[:10]} == set(turned)


@pytest.mark.parametrize("seed", range(8))
def test_statistics_count_what_was_just_acknowledged(seed):
    """Of all contacts named Maria, and of those with each of two tags, while replicas show any earlier state."""
    world, source = World(seed=seed), random.Random(seed)
    with world.at():
        for _ in range(6):
            carry_out(world, ("create", {"type": "person", "name": "Maria", "tags": ["client"]}))
    for _ in range(30):
        tags = source.sample(TAGS[-3:-1], 1)
        with world.at():
            carry_out(world, ("create", {"type": "person", "name": "Maria", "tags": tags}))
            carry_out(world, ("update", source.randrange(99), {"tags": tags}))
        world.deliver()
        world.wait(source.choice([0.1, 1, 2]))
        with world.at():
            terms = [Term(TAG, tag) for tag in TAGS[-3:-1]]
            groups = tally.tally_each(world.store, CONTACTS, MARIA, terms, gather=in_order)
            for term in terms:
                expected = world.expected(tags=[term.text])
                counted = tally.tally(world.store, CONTACTS, MARIA, ((Exact(term),),), gather=in_order)
                assert counted["maria"] == groups[term].counts["maria"] == len(expected)
                assert groups[term].newest == (expected[0] if expected else None)


def test_in_the_seconds_after_facets_were_spread_their_former_place_is_not_believed():
    """Writers have left it at once, and readers have not yet."""
    world = of_before(World())
    with world.at():
        for number in range(60):
            carry_out(world, ("create", {"type": "person", "name": f"Maria {number}", "tags": ["client"]}))
    world.deliver()
    world.wait(600)
    with world.at():
        rebuild(world.store, CONTACTS, None, 60, gather=in_order)
    for seconds in (1, 1, 2, 5):
        world.wait(seconds)
        with world.at():
            for number in range(20):
                carry_out(world, ("create", {"type": "company", "name": f"Anna {number}", "tags": ["client"]}))
        world.deliver()
        assert_exact(world)


@pytest.mark.usefixtures("always_believed")
def test_while_a_rebuild_has_not_looked_again_its_writes_are_not_believed():
    """It has read a contact as it was between a change and the change back, which the index finds right."""
    world = tagged("client")
    retag(world, "lead")

    def change_back():
        retag(world, "client")
        world.deliver()

    key = before_the_write_of(world, "client", change_back)
    listed = list_before_the_second_write_of(world, "client")
    with world.at():
        rebuild(world.store, CONTACTS, None, 60, gather=in_order)
    assert key
    assert listed
    settle(world)
    with world.at():
        assert read_head(world.store, CONTACTS).checks == ()


@pytest.mark.usefixtures("always_believed")
def test_while_a_lane_has_not_looked_again_at_overdue_numbers_its_writes_are_not_believed():
    world = tagged("lead")
    create(world, "client")  # its lane is late
    create(world, "client")
    world.index(world.table.stream[2:3])
    world.wait(HOLE_AFTER + 1)
    create(world, "vip")

    def its_own_lane_comes():
        retag(world, "lead", which=2)
        world.index([world.table.stream[1], world.table.stream[4]])

    key = before_the_write_of(world, "client", its_own_lane_comes)
    listed = list_before_the_second_write_of(world, "client")
    world.index(world.table.stream[3:4])
    assert key
    assert listed
    settle(world)
    with world.at():
        assert read_head(world.store, CONTACTS).checks == ()


def list_before_the_second_write_of(world, tag):
    """Look at lists when the chunk of a tag is about to be written again; the answer has something from then on."""
    key = chunk_address(CONTACTS, Term(TAG, tag), 0).key(world.store, CONTACTS)
    writes, listed, former = [], [], world.table.before_write

    def look(write):
        if isinstance(write, Put) and (write.item["PK"], write.item["SK"]) == (key.pk, key.sk):
            writes.append(write)
            if len(writes) == 2:
                assert_exact(world)
                listed.append(write)
        former(write)

    world.table.before_write = look
    return listed

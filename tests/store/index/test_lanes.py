"""Four lanes of a shard beside each other: index and events stay exact, because one item's changes stay in one lane."""

import random
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from bivelio_core.contacts import writing
from bivelio_core.contacts.end_models import ArchiveContact
from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.models import CreateContact, UpdateContact
from bivelio_core.contacts.terms import CONTACTS, TAG
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.events import log, publish
from bivelio_core.store.changes import Change
from bivelio_core.store.index import acknowledge, mend, writer
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.head import HOLE_AFTER
from bivelio_core.store.index.layout import chunk_address
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.terms import Term
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Put

from local.emulator.stream_lanes import lane_of
from tests import streams
from tests.store.index.test_writer import TAGS, settle
from tests.store.index.world import TENANT, World, public
from tests.store.interleaved import InterleavedTable

LANES, WRITERS = 4, 2
NOWHERE = Key("nowhere", "-")

Spread = Callable[[int, Any], int]
"""The lane of a record, by its position and itself."""


class Shard:
    """A tenant's contacts that are written, indexed, told of and listed at once, a call of the table at a time."""

    def __init__(self, seed: int, spread: Spread, patience: int = 0) -> None:
        self.world, self.random, self.spread = World(seed=seed, patience=patience), random.Random(seed), spread
        self.table = InterleavedTable(self.world.table)
        self.store = TenantStore(self.table, TENANT)
        self.records: list[Any] = []
        self.busy = 0
        self.failures: list[Exception] = []
        self.still_writing, self.still_reading = WRITERS, True

    def run(self) -> None:
        """Let everybody come to an end, in turns that chance gives; time passes meanwhile."""
        lanes = [self.lane(number, use) for number in range(LANES) for use in (self.index, self.tell)]
        callers = [*(self.writer(number) for number in range(WRITERS)), *lanes, self.reader]
        with ExitStack() as clock, patch.object(writer, "WAITING_ITEMS", self.world.patience):

            def choose(count: int) -> int:
                clock.close()
                self.world.now += timedelta(milliseconds=self.random.random() * 10)
                clock.enter_context(self.world.at())
                return self.random.randrange(count)

            self.table.run([self.noting(caller) for caller in callers], choose)
        assert not self.failures, self.failures

    def noting(self, caller: Callable[[], None]) -> Callable[[], None]:
        def call() -> None:
            try:
                caller()
            except Exception as failure:  # noqa: BLE001 - of a thread; `run` tells it
                self.failures.append(failure)
                self.still_writing, self.still_reading = 0, False

        return call

    def writer(self, number: int) -> Callable[[], None]:
        """Makes contacts and changes all that are there, its own and the others'."""
        source = random.Random(self.random.random())
        ctx = Context(TENANT, self.world.ctx.actor, frozenset({"admin"}), "req", "en", self.store)

        def write() -> None:
            for step in range(14):
                living = [item for item in self.world.contacts() if "archived_at" not in item]
                tags = source.sample(TAGS, 2)
                if step < 3 or not living:
                    writing.create(CreateContact(type="person", name=f"Maria {number} {step}", tags=tags), ctx)
                    continue
                which = public(self.world, source.choice(living[:3]))
                with suppress(Conflict):  # the other one archived it, or was always first
                    if source.random() < 0.85:
                        writing.update(UpdateContact(id=which, tags=tags), ctx)
                    else:
                        writing.archive(ArchiveContact(id=which), ctx)
            self.still_writing -= 1

        return write

    def lane(self, number: int, use: Callable[[list[Any]], None]) -> Callable[[], None]:
        """Consumes its records batch by batch, one again until it succeeds."""
        source = random.Random(self.random.random())

        def consume() -> None:
            done = 0
            while True:
                mine = [record for at, record in enumerate(self.stream()) if self.spread(at, record) == number]
                batch = mine[done : done + source.randrange(1, 5)]
                if not batch and not self.still_writing and not self.still_reading:
                    return
                if not batch:
                    self.table.get(NOWHERE)  # others' turn
                    continue
                try:
                    use(batch)
                except TableBusy:
                    self.busy += 1
                else:
                    done += len(batch)

        return consume

    def stream(self) -> list[Any]:
        """The stream's records so far."""
        self.records += [streams.record(*images) for images in self.world.table.stream[len(self.records) :]]
        return self.records

    def index(self, records: list[Any]) -> None:
        """What `index_changes` does."""
        touched = [difference(CONTACTS, change.before, change.after) for change in map(Change, records)]
        bring_up_to_date(self.store, CONTACTS, touched, gather=in_order)

    def tell(self, records: list[Any]) -> None:
        """What `publish_events` does."""
        found = [derived for derived in map(publish.read, map(Change, records)) if derived]
        publish.write(found, store_of=lambda _: self.store, react=lambda *_: None)

    def reader(self) -> None:
        """Lists, when nobody writes any more and the lanes are still busy."""
        while self.still_writing:
            self.table.get(NOWHERE)
        if self.spread is not by_item:
            self.still_reading = False
            return
        for tags in ([], ["client"], ["client", "lead"], ["vip"]):
            expected = [item["SK"] for item in self.world.expected(tags=tags)]
            for page in (1, 2):
                wanted = criteria(None, None, tags)
                found = index_reader.list_page(self.store, CONTACTS, wanted, page=page, per_page=3, gather=in_order)
                shown = [item["SK"] for item in found.items]
                assert (found.total, shown) == (len(expected), expected[3 * page - 3 : 3 * page])
        self.still_reading = False

    def told(self) -> dict[str, list[str]]:
        """The ids of the events in the log, by contact, in the log's order."""
        self.world.wait(60)
        with self.world.at():
            events = list(log.after(self.store, log.earliest(self.store), 1_000, log.settled_position()))
        return by_contact((event.data["id"], event.id) for event in events)

    def happened(self) -> dict[str, list[str]]:
        """The ids of the events that the stream means, by contact, in its order."""
        found = [derived for derived in map(publish.read, map(Change, self.stream())) if derived]
        return by_contact((draft.data["id"], draft.id) for derived in found for draft in derived.drafts)


def by_contact(pairs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for contact, event in pairs:
        found.setdefault(contact, []).append(event)
    return found


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    """Who was second writes again in its next turn."""
    for module in (mend, acknowledge):
        monkeypatch.setattr(module, "pause", lambda _: None)


def by_item(_position, record):
    return lane_of(record, LANES)


@pytest.mark.parametrize("patience", [0, 2])
@pytest.mark.parametrize("seed", range(12))
def test_lists_and_events_are_exact_while_four_lanes_write(seed, patience):
    shard = Shard(seed, by_item, patience)
    shard.run()
    assert len(shard.stream()) > 15
    assert shard.told() == shard.happened()
    settle(shard.world)


def test_with_one_items_records_in_several_lanes_its_events_are_out_of_order():
    """The control: it is the order of an item that all depends on."""
    disordered = 0
    for seed in range(6):
        shard = Shard(seed, lambda position, _record: position % LANES)
        shard.run()
        told, happened = shard.told(), shard.happened()
        assert {item: sorted(found) for item, found in told.items()} == {
            item: sorted(found) for item, found in happened.items()
        }, "each once all the same"
        disordered += told != happened
    assert disordered


@pytest.mark.parametrize("is_in_one_lane", [True, False])
def test_an_index_needs_one_items_records_in_one_lane(is_in_one_lane):
    """A second lane that hears of an item's return finds its bit right, and the first one's write comes after."""
    world = tagged("client")
    retag(world, "lead")

    def return_at_once():
        retag(world, "client")
        if not is_in_one_lane:
            world.index(world.table.stream[2:])

    before_the_write_of(world, "lead", return_at_once)
    world.index(world.table.stream[1:2])
    if is_in_one_lane:
        world.index(world.table.stream[2:])
    assert (indexed(world) == world.truth()) == is_in_one_lane


def test_a_lane_that_looks_at_another_lanes_number_looks_again():
    """A number that is long overdue is indexed by whoever notices; the lane it belongs to may come meanwhile."""
    world = tagged("lead")
    create(world, "client")  # its lane is late
    create(world, "client")
    world.index(world.table.stream[2:3])
    world.wait(HOLE_AFTER + 1)
    create(world, "vip")

    def its_own_lane_comes():
        retag(world, "lead", which=2)
        world.index([world.table.stream[1], world.table.stream[4]])

    noticed = before_the_write_of(world, "client", its_own_lane_comes)
    world.index(world.table.stream[3:4])
    assert noticed
    settle(world)


def tagged(tag: str) -> World:
    """One contact with a tag, indexed."""
    world = World()
    create(world, tag)
    world.deliver()
    world.wait(600)
    return world


def create(world: World, tag: str) -> None:
    with world.at():
        writing.create(CreateContact(type="person", name="Maria", tags=[tag]), world.ctx)


def retag(world: World, tag: str, which: int = 0) -> None:
    with world.at():
        writing.update(UpdateContact(id=public(world, world.contacts()[which]), tags=[tag]), world.ctx)


def indexed(world: World) -> dict[Key, bytes]:
    return {key: raw for key, (raw, _) in world.index_items().items()}


def before_the_write_of(world: World, tag: str, act: Callable[[], None]) -> list[Key]:
    """Act once, when the chunk of a tag is about to be written; the answer has its key from then on."""
    key = chunk_address(CONTACTS, Term(TAG, tag), 0).key(world.store, CONTACTS)
    done: list[Key] = []

    def interfere(write):
        if not done and isinstance(write, Put) and (write.item["PK"], write.item["SK"]) == (key.pk, key.sk):
            done.append(key)
            act()

    world.table.before_write = interfere
    return done

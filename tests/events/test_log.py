"""A client that follows the log misses nothing, however slow the recording; each event is in it once."""

from datetime import UTC, datetime

import pytest
from bivelio_core.events import entries, log
from bivelio_core.events.log import Draft
from bivelio_core.store import keys
from bivelio_core.store.memory import MemoryTable

from tests.there import there
from tests.webhooks.world import World

NOW = datetime(2026, 4, 7, 13, 0, tzinfo=UTC)


class SlowTable(MemoryTable):
    """A table whose transactions take as long as a test says, one after the other; somebody reads the while."""

    def __init__(self, *seconds: float) -> None:
        super().__init__()
        self.seconds = list(seconds)
        self.world, self.reader = World(NOW, table=self), Reader()

    def transact(self, writes, token=None):
        if self.seconds:
            self.world.pass_time(seconds=self.seconds.pop(0))
        self.reader.read(self.world.store)
        super().transact(writes, token)
        self.reader.read(self.world.store)


class Reader:
    """Follows the log as `/events/list` does."""

    def __init__(self):
        self.position = ""
        self.seen: list[str] = []

    def read(self, store):
        settled = log.settled_position()
        self.seen += [event.id for event in log.after(store, self.position, 3, settled)]
        self.position = max(self.position, settled)


def follow(count, *seconds):
    """Record events over a table so slow while somebody reads; what was answered, what is stored, what was seen."""
    table = SlowTable(*seconds)
    world = table.world
    drafts = [Draft(f"evn_{9 - number}", "contact.created", "2026-04-07T12:00:00Z", {}) for number in range(count)]
    recorded = log.record(world.store, drafts)
    world.pass_time(seconds=10)
    table.reader.read(world.store)
    stored = world.store.query(keys.EVENT)
    pointers = {
        draft.id: there(world.store.get(keys.EVENT_PLACE, entries.POINTER_SK, draft.id))["place"] for draft in drafts
    }
    world.close()
    assert (
        pointers == {event.id: event.place for event in recorded} == {e.id: e.place for e in map(log.event_of, stored)}
    )
    return [event.id for event in recorded], [item["id"] for item in stored], table.reader.seen


@pytest.mark.parametrize("seconds", [(), (0.9,), (3.0,), (60.0,), (3.0, 3.0, 3.0), (1.5,)])
def test_a_reader_misses_no_event_however_long_its_recording_took(services, seconds):
    recorded, stored, seen = follow(4, *seconds)
    assert recorded == stored, "in order, each at one place"
    assert seen == recorded


def test_a_table_that_stays_slow_does_not_hold_the_stream_for_ever(services):
    recorded, stored, _ = follow(4, *[1.5] * 50)
    assert recorded == stored


def test_an_event_recorded_a_moment_ago_keeps_its_place(services):
    world = World(NOW)
    (first,) = world.happen(1)
    world.pass_time(seconds=0.9)
    draft = Draft(first.id, first.type, first.timestamp, first.data)
    assert log.record(world.store, [draft]) == [first]
    world.close()


def test_an_event_that_may_have_been_too_late_is_added_again_once(services):
    """Whoever recorded it may have died before he could see that he was late; who has read it gets it twice."""
    world = World(NOW)
    (first,) = world.happen(1)
    draft = Draft(first.id, first.type, first.timestamp, first.data)
    world.pass_time(hours=1)
    assert log.record(world.store, [draft]) == [first], "its own process knows that it was in time"
    (again,) = log.record(world.store, [draft], process=log.Process())
    assert again.place > first.place
    world.pass_time(hours=1)
    assert log.record(world.store, [draft], process=log.Process()) == [again]
    world.pass_time(seconds=3)
    in_log = list(log.after(world.store, log.earliest(world.store), 9, log.settled_position()))
    assert in_log == [first, again]
    assert log.load(world.store, first.id) == again
    world.close()


def test_an_event_whose_pointer_is_of_before_is_found(services):
    """Pointers had one partition until each got its own."""
    world = World(NOW)
    place = log.position_at(NOW)
    pointer, event = log.writes_of(world.store, Draft("evn_1", "contact.created", "2026-04-07T12:00:00Z", {}), place)
    world.store.put(keys.EVENT_PLACE, "evn_1", {"place": place, "ttl": pointer.item["ttl"]})
    world.table.put(event.item)
    assert log.load(world.store, "evn_1").place == place
    world.close()

"""The log of a busy tenant is spread over shards: whoever follows it misses nothing, in the order of each resource."""

import random
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock

import pytest
from bivelio_core import clock
from bivelio_core.events import log, shards, walk
from bivelio_core.store import keys
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.events.simulated import Follower, Simulated

QUICK = (1, 3, 8, 20, 120)
SLOW = (1, 5, 20, 100, 400, 1100, 2600)
"""Milliseconds between two turns."""

CLOCKS = (-400, -100, 0, 150, 400)
LANES, READERS = 3, 2


@pytest.fixture(autouse=True, scope="module")
def _small_pages():
    """Shards are read few events at a time, so that each is read in several pages."""
    with mock.patch.object(walk, "SPARE", 1):
        yield


@contextmanager
def soon_spread():
    """A few events are enough for a slice to be spread."""
    with (
        mock.patch.object(shards, "COUNT_UNITS", 6),
        mock.patch.object(shards, "SHARD_UNITS", 3),
        mock.patch.object(shards, "MOST_SHARDS", 8),
    ):
        yield


def simulate(
    choose: Callable[[int], int], *, steps=QUICK, offsets=(0,), risk=0, events=30, most=4
) -> tuple[Simulated, list[Follower]]:
    """Publish and follow until all is over; the followers have read to the end."""
    world = Simulated(choose, steps, offsets, risk)
    followers = [Follower(1 + choose(6)) for _ in range(READERS)]
    callers = [world.lane(lane, world.drafts(lane, events, 3), most) for lane in range(LANES)]
    callers += [world.follower(LANES + number, follower) for number, follower in enumerate(followers)]
    with soon_spread():
        world.run(callers)
        with clock.frozen(world.now):
            for follower in followers:
                follower.read(world.store)
    return world, followers


def spread_slices(world: Simulated) -> list[int]:
    """The numbers of shards of the slices that were spread."""
    with clock.frozen(world.now):
        items = world.store.query(keys.EVENT)
    return [shards.shards_of(item) for item in items if shards.is_marker(item) and not item["SK"].endswith("~")]


def check(world: Simulated, followers: list[Follower]) -> None:
    """Nothing missed, each resource in its order; any page, in either direction, is part of the same log."""
    for follower in followers:
        assert follower.first_of_each() == world.expected
    with clock.frozen(world.now):
        settled, start = log.settled_position(), log.earliest(world.store)
        whole = [event.position for event in log.after(world.store, start, 1000, settled, gather=in_order)]
        assert whole == sorted(whole)
        for limit in (1, 2, 7):
            assert [e.position for e in log.after(world.store, start, limit, settled, gather=in_order)] == whole
            back = [e.position for e in log.before(world.store, settled, limit, start, gather=in_order)]
            assert back == whole[::-1]
        for position in whole[:: max(1, len(whole) // 9)]:
            rest = [e.position for e in log.after(world.store, position, 3, settled, gather=in_order)]
            assert rest == [each for each in whole if each > position]
            older = [e.position for e in log.before(world.store, position, 3, start, gather=in_order)]
            assert older == [each for each in whole[::-1] if each < position]
        for event in log.after(world.store, start, 1000, settled, gather=in_order):
            assert log.load(world.store, event.id).id == event.id
            assert world.memory.get(log.key_of(world.store, event.place, event.id)) is not None


@pytest.mark.parametrize("environment", ["live", "sandbox"])
def test_the_markers_of_a_slice_are_kept_until_its_last_event_has_expired(environment):
    """In live by their own time; in the sandbox all goes with the day."""
    store = TenantStore(MemoryTable(), Tenant.at("org_0000000000000000", environment))
    with clock.frozen(datetime(2026, 4, 7, 12, tzinfo=UTC)), soon_spread():
        for number in range(20):
            log.record(store, [log.Draft(f"evn_{number}", "contact.created", "2026-04-07T12:00:00Z", {})])
        items = store.query(keys.EVENT)
    of_markers = [item["ttl"] for item in items if shards.is_marker(item)]
    of_events = [item["ttl"] for item in items if not shards.is_marker(item)]
    later = shards.MARKER_GRACE.total_seconds() if environment == "live" else 0
    assert of_markers == [max(of_events) + later] * 2


@pytest.mark.parametrize("seed", range(25))
def test_a_follower_of_a_growing_log_gets_each_event_once(seed):
    world, followers = simulate(random.Random(seed).randrange)
    check(world, followers)
    assert max(spread_slices(world)) > 1
    for follower in followers:
        assert len(follower.seen) == sum(map(len, world.expected.values())), "each once"


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_missed_though_clocks_differ_calls_take_long_and_processes_die(seed):
    world, followers = simulate(random.Random(seed).randrange, steps=SLOW, offsets=CLOCKS, risk=12, events=15)
    check(world, followers)
    assert world.kills


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=3000), st.sampled_from([QUICK, SLOW]), st.sampled_from([(0,), CLOCKS]), st.sampled_from([0, 9])
)
def test_no_history_makes_a_follower_miss_an_event(tape, steps, offsets, risk):
    """The same, with histories that Hypothesis makes smaller when one fails."""
    world, followers = simulate(Tape(tape).choose, steps=steps, offsets=offsets, risk=risk, events=6)
    check(world, followers)


class Tape:
    """Choices from bytes; when they are used up, each in turn, so that everybody comes to an end."""

    def __init__(self, tape: bytes) -> None:
        self._tape, self._at = tape, 0

    def choose(self, count: int) -> int:
        """A number below another."""
        self._at += 1
        return (self._tape[self._at - 1] if self._at <= len(self._tape) else self._at) % count


def test_a_follower_misses_events_when_a_death_after_a_slow_write_is_forgotten(monkeypatch):
    """The control: repeated records that find their events have to look whether these were in time."""
    monkeypatch.setattr(log, "_is_late", lambda *_: False)
    missed = 0
    for seed in range(12):
        world, followers = simulate(
            random.Random(seed).randrange, steps=(1, 400, 2600), offsets=CLOCKS, risk=5, events=10
        )
        missed += any(follower.first_of_each() != world.expected for follower in followers)
    assert missed


def test_a_follower_misses_events_of_shards_whose_markers_it_does_not_see(monkeypatch):
    """The control: the markers are what leads readers to the shards."""
    monkeypatch.setattr("bivelio_core.events.walk._spread", lambda *_: {})
    world, followers = simulate(random.Random(0).randrange)
    assert followers[0].first_of_each() != world.expected

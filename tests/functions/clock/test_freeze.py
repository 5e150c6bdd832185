"""POST /v1/clock/freeze keeps its promises."""

from bivelio_core import clock
from bivelio_core.sandbox_clock import state

from tests.sandbox_clock.world import World


def test_a_stopped_clock_stands_still(world: World):
    world.ask("clock.freeze", {})
    with clock.frozen(clock.parse("2026-03-02T12:00:00Z")):
        shown = world.ask("clock.get").data
        contact = world.ask("contacts.create", {"type": "person", "name": "Maria"}).data
    assert (shown["now"], shown["frozen"], shown["real_now"]) == ("2026-03-02T08:00:00Z", True, "2026-03-02T12:00:00Z")
    assert contact["created_at"] == "2026-03-02T08:00:00Z"


def test_it_is_moved_to_an_instant_and_stopped_there(world: World):
    world.ask("clock.freeze", {"at": "2026-03-05T08:00:00Z"})
    world.rest()
    with clock.frozen(clock.parse("2026-03-02T12:00:00Z")):
        shown = world.ask("clock.get").data
    assert (shown["now"], shown["frozen"]) == ("2026-03-05T08:00:00Z", True)


def test_a_stopped_clock_is_advanced_and_stands_still_again(world: World):
    world.ask("clock.freeze", {})
    shown = world.advance(by="1d")
    assert (shown["now"], shown["frozen"]) == ("2026-03-03T08:00:00Z", True)


def test_an_instant_that_is_over_is_refused(world: World):
    answer = world.ask("clock.freeze", {"at": "2026-03-02T07:00:00Z"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "at")


def test_a_clock_that_the_worker_moves_at_that_moment_is_stopped_as_well(world: World, monkeypatch):
    """The worker changes the clock at each of its looks: a request that meets one reads it again."""
    once, meets = state.change_once, iter([True, True, False])

    def met(store, key, before, after):
        if next(meets, False):
            state.write(store, before, state.changed(before, state.stopped(state.now(before)), done=True))
        return once(store, key, before, after)

    monkeypatch.setattr(state, "change_once", met)
    answer = world.ask("clock.freeze", {})
    assert (answer.status, answer.data["frozen"]) == (200, True)

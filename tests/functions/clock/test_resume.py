"""POST /v1/clock/resume keeps its promises."""

from bivelio_core import clock

from tests.sandbox_clock.world import World


def test_a_stopped_clock_runs_on_from_where_it_stands(world: World):
    world.ask("clock.freeze", {})
    with clock.frozen(clock.parse("2026-03-02T12:00:00Z")):
        world.ask("clock.resume", {})
    with clock.frozen(clock.parse("2026-03-02T12:05:00Z")):
        assert world.ask("clock.get").data["now"] == "2026-03-02T08:05:00Z"


def test_it_goes_back_to_the_real_time(world: World):
    world.advance(by="30d")
    shown = world.ask("clock.resume", {"real_time": True}).data
    assert (shown["now"], shown["moved"]) == ("2026-03-02T08:00:00Z", False)
    assert world.ask("contacts.create", {"type": "person", "name": "Eva"}).data["created_at"] == "2026-03-02T08:00:00Z"


def test_a_clock_that_nobody_moved_stays_as_it_is(world: World):
    assert not world.ask("clock.resume", {}).data["moved"]

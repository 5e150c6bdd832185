"""POST /v1/clock/advance keeps its promises. What falls due is in tests/sandbox_clock."""

import pytest
from bivelio_core import clock

from tests.api import call
from tests.sandbox_clock.world import World


@pytest.mark.parametrize(
    ("by", "until"),
    [
        ("3d", "2026-03-05T08:00:00Z"),
        ("36h", "2026-03-03T20:00:00Z"),
        ("90m", "2026-03-02T09:30:00Z"),
        ("2w", "2026-03-16T08:00:00Z"),
        ("1mo", "2026-04-02T08:00:00Z"),
        ("1y", "2027-03-02T08:00:00Z"),
        ("P3D", "2026-03-05T08:00:00Z"),
        ("P1MT30M", "2026-04-02T08:30:00Z"),
        ("PT90S", "2026-03-02T08:01:30Z"),
    ],
)
def test_it_is_moved_by_a_duration(world: World, by: str, until: str):
    shown = world.advance(by=by)
    assert (shown["now"], shown["status"], shown["moved"]) == (until, "ready", True)


def test_it_is_moved_to_an_instant(world: World):
    assert world.advance(to="2026-03-05T10:00:00+01:00")["now"] == "2026-03-05T09:00:00Z"


def test_it_says_at_once_what_it_is_doing(world: World):
    shown = world.ask("clock.advance", {"by": "3d"}).data
    assert shown["status"] == "advancing"
    assert shown["advance"]["to"] == "2026-03-05T08:00:00Z"


def test_while_it_is_moved_it_can_be_moved_further(world: World):
    world.ask("clock.advance", {"by": "3d"})
    assert world.ask("clock.advance", {"by": "1d"}).data["advance"]["to"] == "2026-03-06T08:00:00Z"
    assert world.ask("clock.advance", {"to": "2026-03-04T08:00:00Z"}).status == 422
    assert world.rest()["now"] == "2026-03-06T08:00:00Z"


def test_an_advance_ends_when_the_clock_is_stopped(world: World):
    world.ask("clock.advance", {"by": "3d"})
    shown = world.ask("clock.freeze", {}).data
    assert (shown["status"], shown["frozen"], shown["now"]) == ("ready", True, "2026-03-02T08:00:00Z")
    assert world.rest()["now"] == "2026-03-02T08:00:00Z"


def test_it_runs_on_from_there(world: World):
    world.advance(by="3d")
    with clock.frozen(clock.parse("2026-03-02T08:10:00Z")):
        assert world.ask("clock.get").data["now"] == "2026-03-05T08:10:00Z"


def test_what_is_made_has_its_time(world: World):
    world.advance(by="3d")
    contact = world.ask("contacts.create", {"type": "person", "name": "Maria"}).data
    assert contact["created_at"] == "2026-03-05T08:00:00Z"
    assert call("contacts.create", {"type": "person", "name": "Maria"}).data["created_at"] == "2026-03-02T08:00:00Z"


@pytest.mark.parametrize(
    ("data", "constraint"),
    [
        ({"to": "2026-03-02T08:00:00Z"}, "backwards"),
        ({"to": "2026-03-01T08:00:00Z"}, "backwards"),
        ({"by": "P"}, "backwards"),
        ({"by": "367d"}, "too_far"),
        ({"by": "9999y"}, "too_far"),
        ({"to": "2027-12-31T08:00:00Z"}, "too_far"),
    ],
)
def test_it_goes_neither_back_nor_too_far(world: World, data: dict[str, str], constraint: str):
    answer = world.ask("clock.advance", data)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, constraint)
    assert not world.ask("clock.get").data["moved"]


@pytest.mark.parametrize("data", [{}, {"by": "3d", "to": "2026-03-05T08:00:00Z"}, {"by": "three days"}, {"by": "-3d"}])
def test_how_far_is_said_in_one_way(world: World, data: dict[str, str]):
    answer = world.ask("clock.advance", data)
    assert (answer.status, answer.error["details"]["field"]) == (400, "by")


def test_under_one_key_it_is_moved_once(world: World):
    for _ in range(2):
        world.ask("clock.advance", {"by": "3d"}, headers={"Idempotency-Key": "once"})
        shown = world.rest()
    assert shown["now"] == "2026-03-05T08:00:00Z"

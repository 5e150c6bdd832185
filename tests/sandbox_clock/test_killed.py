"""An advance survives the death of its functions at any call, and nothing happens twice.

Each look of an advance is killed once, at another of its calls of AWS. `CLOCK_KILLED=40` tries so many
beginnings, so that each look dies at each of its first forty calls; the suite takes one.
"""

import os
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.api import call
from tests.sandbox_clock.world import SANDBOX, World, look_at
from tests.services import waiting as messages_of
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

NOTE = {"id": "nota", "type": "set", "input": {"at": "{{ now() }}"}}
WAIT = {"id": "pausa", "type": "wait", "input": {"seconds": 3 * 86_400}}
APPROVE = {
    "id": "ok",
    "type": "approval",
    "input": {"message": "Pagar?", "expires_in_seconds": 5 * 86_400, "on_expiry": "approve"},
}
LINES = [{"description": "Consultoria", "quantity": 1, "unit_price": 100, "tax_rate": 21}]
OFFSETS = range(int(os.environ.get("CLOCK_KILLED", "1")))
FIRST_CALLS = 40


class Scene:
    """A sandbox in which a schedule, a wait, an approval and an invoice fall due within a fortnight."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.scheduled = world.workflow(NOTE, trigger_type="cron", trigger={"cron": "0 9 * * MON"})
        self.runs = [world.execute(world.workflow(WAIT, NOTE)), world.execute(world.workflow(APPROVE, NOTE))]
        draft = {"client_id": "ct_abc123", "line_items": LINES, "series": "TST", "due_date": "2026-03-10"}
        self.invoice = world.ask("invoices.create", draft).data["id"]
        world.ask("invoices.issue", {"id": self.invoice}).data  # noqa: B018

    def ends_well(self) -> None:
        """All has happened, once, and at its time."""
        world = self.world
        shown = world.ask("clock.get").data
        assert (shown["status"], shown["now"]) == ("ready", "2026-03-16T08:00:00Z")
        runs = world.ask("workflows.instances", {"workflow_id": self.scheduled}).data["instances"]
        times = sorted(world.instance(each["instance_id"])["output"]["at"] for each in runs)
        assert times == ["2026-03-09T08:00:00Z", "2026-03-16T08:00:00Z"]
        outputs = [world.instance(run)["output"]["at"] for run in self.runs]
        assert outputs == ["2026-03-05T08:00:00Z", "2026-03-07T08:00:00Z"]
        invoice = world.ask("invoices.get", {"id": self.invoice}).data
        assert (invoice["status"], invoice["updated_at"]) == ("overdue", "2026-03-10T23:00:00Z")


def _only(at: int, when: str) -> Callable[[int, str], bool]:
    return lambda number, which: (number, which) == (at, when)


def advance(world: World, killer: Killer, when: str, offset: int) -> int:
    """Move the clock by a fortnight while each look is killed once; how many were.

    A message whose function was killed is delivered again.
    """
    world.ask("clock.advance", {"by": "2w"}).data  # noqa: B018 - fails with the answer
    kills = 0
    waiting: list[dict[str, object]] = []
    for looks in range(1_000):
        world.settle()
        waiting += [each for each in messages_of("clocks") if each["advance"]]
        if not waiting:
            return kills
        at = (looks * 7 + offset) % FIRST_CALLS
        with suppress(Killed), killer.armed(_only(at, when)):
            look_at(waiting[0])
        if killer.kills:
            kills += 1
            look_at(waiting[0])
        waiting.pop(0)
    raise AssertionError("the advance never ends")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("offset", OFFSETS)
def test_killed_anywhere_an_advance_ends_as_well(world: World, when: str, offset: int):
    scene = Scene(world)
    assert advance(world, Killer(), when, offset) > 3
    scene.ends_well()


def test_each_look_that_is_delivered_twice_does_nothing_twice(world: World):
    scene = Scene(world)
    world.ask("clock.advance", {"by": "2w"}).data  # noqa: B018
    waiting: list[dict[str, object]] = []
    for _ in range(1_000):
        world.settle()
        waiting += [each for each in messages_of("clocks") if each["advance"]]
        if not waiting:
            break
        message = waiting.pop(0)
        look_at(message)
        look_at(message)
    scene.ends_well()


def test_another_organisations_clock_stays_as_it_is(world: World):
    other = {**SANDBOX, "organisation": "org_0000000000000001"}
    world.advance(by="30d")
    shown = call("clock.get", caller=other).data
    assert (shown["now"], shown["moved"]) == ("2026-03-02T08:00:00Z", False)
    made = call("contacts.create", {"type": "person", "name": "Maria"}, caller=other).data
    assert made["created_at"] == "2026-03-02T08:00:00Z"

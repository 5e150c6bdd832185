"""Schedules fire when the sandbox's clock comes to their times."""

from bivelio_core import clock

from tests.api import ORGANISATION, load
from tests.sandbox_clock.world import World

NOTE = {"id": "nota", "type": "set", "input": {"at": "{{ now() }}", "planned": "{{ trigger.scheduled_at }}"}}
MONDAYS = {"trigger_type": "cron", "trigger": {"cron": "0 9 * * MON"}}


def outputs(world: World, workflow: str) -> list[str]:
    """The times that a workflow's runs have seen, from the first on."""
    shown = world.ask("workflows.instances", {"workflow_id": workflow}).data["instances"]
    runs = [world.instance(each["instance_id"]) for each in shown]
    assert all(run["output"]["at"] == run["output"]["planned"] for run in runs), runs
    return sorted(run["output"]["at"] for run in runs)


def test_in_a_month_each_monday_fires_once_at_its_time(world: World):
    workflow = world.workflow(NOTE, **MONDAYS)
    shown = world.advance(by="1mo")
    assert (shown["now"], shown["status"]) == ("2026-04-02T08:00:00Z", "ready")
    assert outputs(world, workflow) == [
        "2026-03-09T08:00:00Z",
        "2026-03-16T08:00:00Z",
        "2026-03-23T08:00:00Z",
        "2026-03-30T07:00:00Z",  # summer time
    ]


def test_what_was_fired_is_not_fired_again(world: World):
    workflow = world.workflow(NOTE, **MONDAYS)
    world.advance(to="2026-03-09T08:00:00Z")
    assert outputs(world, workflow) == ["2026-03-09T08:00:00Z"]
    world.advance(by="1w")
    assert len(outputs(world, workflow)) == 2


def test_the_real_firing_of_a_time_that_was_passed_starts_nothing_more(world: World):
    workflow = world.workflow(NOTE, trigger_type="cron", trigger={"cron": "0 12 * * *"})
    world.advance(by="1d")
    assert outputs(world, workflow) == ["2026-03-02T11:00:00Z"]
    fire(workflow, "2026-03-02T11:00:00Z")
    world.settle()
    assert len(outputs(world, workflow)) == 1


def test_by_a_clock_that_stands_still_no_schedule_fires_until_it_is_moved(world: World):
    workflow = world.workflow(NOTE, trigger_type="cron", trigger={"cron": "0 12 * * *"})
    world.ask("clock.freeze", {})
    with clock.frozen(clock.parse("2026-03-02T11:00:00Z")):
        fire(workflow, "2026-03-02T11:00:00Z")
        world.settle()
        assert outputs(world, workflow) == []
        world.advance(by="4h")
        assert outputs(world, workflow) == ["2026-03-02T11:00:00Z"]


def test_a_schedule_fires_by_a_clock_that_runs_on(world: World):
    workflow = world.workflow(NOTE, trigger_type="cron", trigger={"cron": "30 9 * * *"})
    world.advance(by="1d")  # nine o'clock of the next day
    assert len(outputs(world, workflow)) == 1
    with clock.frozen(clock.parse("2026-03-02T08:30:00Z")):
        world.run_on()
        assert len(outputs(world, workflow)) == 2


def test_a_paused_workflow_says_that_it_was_paused(world: World):
    workflow = world.workflow(NOTE, **MONDAYS)
    world.ask("workflows.pause", {"id": workflow}).data  # noqa: B018
    world.advance(by="1w")
    (shown,) = world.ask("workflows.instances", {"workflow_id": workflow}).data["instances"]
    assert world.instance(shown["instance_id"])["status"] == "failed"


def test_too_many_firings_at_once_are_refused(world: World):
    world.workflow(NOTE, trigger_type="cron", trigger={"cron": "* * * * *"})
    answer = world.ask("clock.advance", {"by": "1w"})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "too_many_moments")
    assert world.advance(by="5m")["status"] == "ready"


def test_an_archived_workflow_stays_as_it_is(world: World):
    workflow = world.workflow(NOTE, **MONDAYS)
    world.ask("workflows.archive", {"id": workflow}).data  # noqa: B018
    world.advance(by="1w")
    assert world.ask("workflows.instances", {"workflow_id": workflow}).data["instances"] == []


def fire(workflow: str, scheduled_at: str) -> None:
    """What EventBridge Scheduler sends at a time."""
    about = {"organisation": ORGANISATION, "environment": "sandbox", "workflow_id": workflow}
    load("workers/start_workflow").handler({**about, "scheduled_at": scheduled_at, "timezone": "Europe/Madrid"})

"""Runs follow the sandbox's clock: what they wait for comes when it shows the time."""

from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.store.keys import INSTANCE, STEP
from bivelio_core.workflows.execution import ceiling

from tests.api import call
from tests.sandbox_clock.world import World
from tests.workflows.calls import execute, instance, workflow

WAIT: dict[str, Any] = {"id": "pausa", "type": "wait", "input": {"seconds": 3 * 86_400}}
NOTE = {"id": "nota", "type": "set", "input": {"at": "{{ now() }}"}}
APPROVE: dict[str, Any] = {
    "id": "ok",
    "type": "approval",
    "input": {"message": "Pagar?", "expires_in_seconds": 2 * 86_400},
}


def test_a_wait_ends_when_the_clock_comes_to_its_end(world: World):
    run = world.execute(world.workflow(WAIT, NOTE))
    assert world.instance(run)["status"] == "waiting"
    world.advance(by="2d")
    assert world.instance(run)["status"] == "waiting"
    world.advance(by="2d")
    ended = world.instance(run)
    assert ended["status"] == "completed"
    assert ended["output"] == {"at": "2026-03-05T08:00:00Z"}  # not where the clock went, but when it fell due
    assert world.ask("clock.get").data["now"] == "2026-03-06T08:00:00Z"


def test_a_wait_until_an_instant_ends_then(world: World):
    run = world.execute(world.workflow({**WAIT, "input": {"until": "2026-03-10T09:00:00+01:00"}}, NOTE))
    world.advance(by="1mo")
    assert world.instance(run)["output"] == {"at": "2026-03-10T08:00:00Z"}


def test_waits_of_one_run_and_of_many_come_in_their_order(world: World):
    early = world.execute(world.workflow({**WAIT, "input": {"seconds": 86_400}}, NOTE))
    twice = world.execute(world.workflow({**WAIT, "input": {"seconds": 43_200}}, {**WAIT, "id": "altra"}, NOTE))
    world.advance(by="1w")
    assert world.instance(early)["output"] == {"at": "2026-03-03T08:00:00Z"}
    assert world.instance(twice)["output"] == {"at": "2026-03-05T20:00:00Z"}


@pytest.mark.parametrize("inner", ["set", "contact.find"])
def test_waits_inside_a_loop_end_too(world: World, inner: str):
    then = NOTE if inner == "set" else {"id": "nota", "type": "contact.find", "input": {"email": "{{ item }}"}}
    loop = {
        "id": "tots",
        "type": "for_each",
        "input": {"items": ["a@example.com", "b@example.com"], "steps": [WAIT, then]},
    }
    run = world.execute(world.workflow(loop))
    world.advance(by="2d")
    assert world.instance(run)["status"] in ("running", "waiting")
    world.advance(by="2d")
    ended = world.instance(run)
    assert (ended["status"], ended["output"]["count"]) == ("completed", 2)


def test_a_step_is_tried_again_when_its_time_has_come(world: World):
    step = {
        "id": "avisa",
        "type": "http_request",
        "input": {"url": "https://example.com/status/503"},
        "retry": {"attempts": 3, "backoff_seconds": 3_600, "backoff_rate": 2},
    }
    run = world.execute(world.workflow(step))
    assert world.instance(run)["status"] == "running"
    world.advance(by="2h")
    assert world.instance(run)["steps"][0]["attempts"] == 2
    world.advance(by="2h")
    ended = world.instance(run)
    assert (ended["status"], ended["steps"][0]["attempts"]) == ("failed", 3)
    assert ended["ended_at"] == "2026-03-02T11:00:00Z"


@pytest.mark.parametrize(("on_expiry", "status"), [("fail", "failed"), ("approve", "completed")])
def test_an_approval_expires(world: World, on_expiry: str, status: str):
    run = world.execute(world.workflow({**APPROVE, "input": {**APPROVE["input"], "on_expiry": on_expiry}}))
    world.advance(by="1d")
    assert world.instance(run)["status"] == "waiting"
    world.advance(by="2d")
    ended = world.instance(run)
    assert (ended["status"], ended["ended_at"]) == (status, "2026-03-04T08:00:00Z")


def test_an_approval_by_a_clock_that_stands_still_outlasts_its_real_time(world: World):
    run = world.execute(world.workflow(APPROVE))
    world.ask("clock.freeze", {})
    with clock.frozen(clock.parse("2026-03-02T23:00:00Z")):
        world.states.expires |= {"token-1"}
        world.settle()
        assert world.instance(run)["status"] == "waiting"
        decided = {"instance_id": run, "step_id": "ok", "approved": True}
        world.ask("workflows.approve", decided).data  # noqa: B018
        world.settle()
        assert world.instance(run)["status"] == "completed"


def test_a_wait_for_an_event_times_out(world: World):
    step = {
        "id": "pagada",
        "type": "wait_for_event",
        "input": {"event": "invoice.paid", "timeout_seconds": 14 * 86_400, "on_timeout": "continue"},
    }
    run = world.execute(world.workflow(step))
    world.advance(by="13d")
    assert world.instance(run)["status"] == "waiting"
    world.advance(by="2d")
    assert world.instance(run)["output"] == {"received": False, "event": None}


def test_an_event_after_the_clock_was_moved_ends_a_wait(world: World):
    world.advance(by="30d")
    step = {"id": "nou", "type": "wait_for_event", "input": {"event": "contact.created"}}
    run = world.execute(world.workflow(step))
    world.ask("contacts.create", {"type": "person", "name": "Maria"})
    world.settle()
    ended = world.instance(run)
    assert ended["status"] == "completed"
    assert ended["output"]["event"]["timestamp"].startswith("2026-04-01T")


def test_a_real_wait_that_ends_by_itself_ends_it_once(world: World):
    run = world.execute(world.workflow(WAIT, NOTE))
    (entry,) = [e for e in world.store().query(STEP, sk_of(world, run)) if e["SK"].startswith("-waits#")]
    world.advance(by="4d")
    world.states.expires |= {entry["token"]}
    world.settle()
    assert world.instance(run)["output"] == {"at": "2026-03-05T08:00:00Z"}


def sk_of(world: World, run: str) -> str:
    """The sort key of a run."""
    return world.store().sort_key(INSTANCE, run)


def test_a_cancelled_run_is_not_woken(world: World):
    run = world.execute(world.workflow(WAIT, NOTE))
    world.ask("workflows.cancel", {"instance_id": run}).data  # noqa: B018
    assert world.advance(by="4d")["status"] == "ready"
    assert world.instance(run)["status"] == "cancelled"


def test_a_paused_run_waits_until_it_is_resumed(world: World):
    run = world.execute(world.workflow(WAIT, NOTE))
    world.ask("workflows.pause_run", {"instance_id": run}).data  # noqa: B018
    world.advance(by="4d")
    assert world.instance(run)["status"] == "paused"
    world.ask("workflows.resume_run", {"instance_id": run}).data  # noqa: B018
    world.rest()
    world.advance(by="1m")
    assert world.instance(run)["status"] == "completed"


def test_live_and_its_waits_stay_as_they_are(world: World):
    identifier = workflow(WAIT, NOTE)
    run = execute(identifier)["instance_id"]
    assert call("contacts.create", {"type": "person", "name": "Maria"}).data["created_at"] == "2026-03-02T08:00:00Z"
    world.advance(by="30d")
    assert instance(run)["status"] in ("running", "waiting", "completed")
    (execution,) = [each for each in world.states.executions.values() if "live" in each.name]
    assert "Wait" in execution.states  # by a state of its own, which nobody wakes
    assert "Suspend" not in execution.states


def test_runs_that_wait_for_a_place_do_not_hold_the_clock_up(world: World, monkeypatch):
    monkeypatch.setattr(ceiling, "SANDBOX", 1)
    event = {"trigger_type": "event", "trigger": {"event": "contact.created"}, "concurrency": "allow"}
    identifier = world.workflow(WAIT, NOTE, **event)
    for name in ("Maria", "Joan", "Pere"):
        world.ask("contacts.create", {"type": "person", "name": name}).data  # noqa: B018
        world.settle()
    world.ask("clock.advance", {"by": "2d"}).data  # noqa: B018
    world.settle()
    assert sum(world.look() for _ in range(20)) < 10  # each look takes a second
    listed = world.ask("workflows.instances", {"workflow_id": identifier}).data["instances"]
    assert sorted(each["status"] for each in listed) == ["pending", "pending", "waiting"]
    world.advance(by="10d")
    listed = world.ask("workflows.instances", {"workflow_id": identifier}).data["instances"]
    assert [each["status"] for each in listed] == ["completed"] * 3

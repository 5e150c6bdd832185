"""A paused run makes no further step, and goes on exactly where it was when it is resumed."""

import pytest
from bivelio_core import clock

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import APPROVE, call_to, execute, instance, workflow
from tests.workflows.world import World, answer


@pytest.fixture
def world(states, table):
    """A world with nothing in it."""
    with Receiver(answer) as receiver:
        yield World(states, table, receiver)


def pause(run):
    return call("workflows.pause_run", {"instance_id": run}).data


def resume(run):
    return call("workflows.resume_run", {"instance_id": run}).data


def parked(table, world):
    return [
        item
        for run in world.runs()
        for item in table.query(f"{ORGANISATION}#live#WFS#{run['SK']}")
        if item["SK"].startswith("-parked#")
    ]


def test_a_run_that_waits_goes_on_when_it_is_resumed_and_not_before(states, table, world):
    run = execute(workflow(APPROVE, call_to(world.receiver.url)), {"client_name": "x", "n": 1})["instance_id"]
    states.run()
    shown = pause(run)
    assert (shown["status"], shown["paused_at"]) == ("paused", shown["updated_at"])
    assert instance(run)["status"] == "paused"
    assert [one["instance_id"] for one in listed("paused")] == [run]
    call("workflows.approve", {"instance_id": run}).data  # noqa: B018
    states.run()
    assert world.receiver.received == []
    assert instance(run)["status"] == "paused"
    assert resume(run)["status"] == "waiting"
    states.run()
    done = instance(run)
    assert (done["status"], "paused_at" in done, len(world.receiver.received)) == ("completed", False, 1)
    assert listed("paused") == []
    assert parked(table, world) == []


def listed(status):
    return call("workflows.instances", {"status": status}).data["instances"]


def test_one_that_is_paused_before_its_first_task_has_no_effect(states, world):
    run = execute(workflow(call_to(world.receiver.url)), {"n": 1})["instance_id"]
    pause(run)
    for _ in range(2):
        states.run()
        assert (instance(run)["status"], world.receiver.received) == ("paused", [])
        resume(run)
        pause(run)
    states.run()
    resume(run)
    states.run()
    assert (instance(run)["status"], len(world.receiver.received)) == ("completed", 1)


def test_the_step_that_runs_when_a_run_is_paused_finishes_and_the_next_waits(states, world):
    second = {**call_to(world.receiver.url), "id": "second"}
    run = execute(workflow(call_to(world.receiver.url), second), {"n": 1})["instance_id"]
    paused: list[str] = []

    def around(path):
        if path == "workers/run_http" and not paused:
            paused.append(path)
            pause(run)
        return lambda: None

    states.around = around  # the pause comes after the task has been chosen, before it is invoked
    states.run()
    assert world.receiver.received == []
    resume(run)
    states.run()
    assert (instance(run)["status"], len(world.receiver.received)) == ("completed", 2)


def test_every_frame_of_a_loop_parks_and_goes_on_once(states, table, world):
    each = {
        "id": "each",
        "type": "for_each",
        "input": {"items": [1, 2, 3], "steps": [APPROVE, call_to(world.receiver.url)]},
    }
    run = execute(workflow(each), {"client_name": "x", "n": 1})["instance_id"]
    states.run()
    pause(run)
    for number in range(3):
        call("workflows.approve", {"instance_id": run, "step_id": "ok", "iteration": str(number)}).data  # noqa: B018
    states.run()
    assert (world.receiver.received, len(parked(table, world))) == ([], 3)
    resume(run)
    pause(run)
    states.run()
    assert (world.receiver.received, len(parked(table, world))) == ([], 3)
    resume(run)
    states.run()
    assert (instance(run)["status"], len(world.receiver.received)) == ("completed", 3)
    assert parked(table, world) == []


def test_a_loop_inside_a_function_begins_no_other_step(states, world):
    inner = [call_to(world.receiver.url), {**call_to(world.receiver.url), "id": "more"}]
    each = {"id": "each", "type": "for_each", "input": {"items": [1, 2, 3], "concurrency": 1, "steps": inner}}
    run = execute(workflow(each), {"n": 1})["instance_id"]
    first: list[str] = []

    def answered(_got):
        if not first:
            first.append(pause(run)["status"])
        return Reply(body=b"{}")

    world.receiver.answer = answered
    states.run()
    assert (first, instance(run)["status"], len(world.receiver.received)) == (["paused"], "paused", 1)
    resume(run)
    states.run()
    assert (instance(run)["status"], len(world.receiver.received)) == ("completed", 6)
    assert all(len(bodies) == 1 for bodies in world.effects().values())


def test_a_wait_keeps_the_time_at_which_it_is_due(states, world):
    wait = {"id": "w", "type": "wait", "input": {"seconds": 3600}}
    run = execute(workflow(wait, call_to(world.receiver.url)), {"n": 1})["instance_id"]
    pause(run)
    with clock.frozen(world.now):
        states.run()
    resume(run)
    states.run()
    done = instance(run)
    assert (done["status"], len(world.receiver.received)) == ("completed", 1)
    assert done["steps"][0]["until"] == done["steps"][0]["output"]["until"]


def test_a_paused_run_can_be_cancelled_and_leaves_nothing(states, table, world):
    run = execute(workflow(APPROVE), {"client_name": "x"})["instance_id"]
    pause(run)
    states.run()
    assert len(parked(table, world)) == 1
    assert call("workflows.cancel", {"instance_id": run}).data["status"] == "cancelled"
    states.run()
    assert parked(table, world) == []
    world.assert_nothing_is_left()
    for verb in ("pause", "resume"):
        refused = call(f"workflows.{verb}_run", {"instance_id": run})
        assert (refused.status, refused.error["details"]) == (409, {"reason": "ended", "status": "cancelled"})


def test_pausing_and_resuming_again_change_nothing_and_what_waits_in_a_queue_has_not_begun(states):
    identifier = workflow(APPROVE, concurrency={"limit": 1, "on_busy": "queue"})
    run, queued = (execute(identifier, {"client_name": "x"})["instance_id"] for _ in range(2))
    states.run()
    assert pause(run) == pause(run)
    assert resume(run) == resume(run)
    refused = call("workflows.pause_run", {"instance_id": queued})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "not_begun")
    assert resume(queued)["status"] == "pending"


def test_another_organisation_and_readers_are_refused(states):
    run = execute(workflow(APPROVE), {"client_name": "x"})["instance_id"]
    for verb in ("pause", "resume"):
        name, data = f"workflows.{verb}_run", {"instance_id": run}
        assert call(name, data, caller={"organisation": "org_1111111111111111"}).status in {403, 404}
        assert call(name, data, caller={"scopes": "read"}).status == 403
        assert call(name, {"instance_id": "wfi_no"}).status == 404

"""A function dies at one AWS call, whichever it is, before or after it: every run ends, nothing is had twice.

Nobody helps: clients do not ask again, EventBridge reports nothing, and only the sweeper comes by each minute. The
suite samples the calls; WORKFLOW_EVERY_CALL=1 tries them all.
"""

import os
from itertools import count

import pytest
from bivelio_core.store.keys import INSTANCE
from bivelio_core.store.resources import public_id

from tests.receiver import Receiver
from tests.workflows.world import World, answer

EVERY = "WORKFLOW_EVERY_CALL" in os.environ
STRIDE = 1 if EVERY else 29
offsets = pytest.mark.parametrize("when", ["before", "after"])


@pytest.fixture
def world(states, table):
    """A world with nothing in it."""
    with Receiver(answer) as receiver:
        yield World(states, table, receiver)


def send(step, url):
    return {"id": step, "type": "http_request", "input": {"url": url, "json": {"from": step}}}


def create(name):
    return {"id": "create", "type": "contact.create", "input": {"type": "company", "name": name}}


def approval(step="ok"):
    return {"id": step, "type": "approval", "input": {"message": "?"}}


def of_everything(world):
    """A workflow with every kind of step, and the one it runs."""
    url = world.receiver.url
    child = world.create(create("Child"), send("inside", url))
    each = {"items": [1, 2], "steps": [send("inner", url)]}
    branches = [{"id": "l", "steps": [send("left", url)]}, {"id": "r", "steps": [approval("yes")]}]
    parent = world.create(
        create("Parent"),
        {"id": "each", "type": "for_each", "input": each},
        {"id": "wait", "type": "wait", "input": {"seconds": 5}},
        {"id": "both", "type": "parallel", "input": {"branches": branches}},
        approval(),
        {"id": "run", "type": "run_workflow", "input": {"workflow_id": child}},
        send("last", url),
    )
    return parent, child


def decide_once(world):
    """Approve what waits and was not decided: a person who sees that it was does not do it again."""

    def decide(run):
        for step in ("yes", "ok"):
            with world.killer.resting():
                records = world.table.query(f"{run['PK'].replace('#WFI', '#WFS')}#{run['SK']}")
                waits = [r for r in records if r["SK"] == f"{step}#0" and r["status"] == "waiting"]
            if waits and "decision" not in waits[0]:
                world.ask("workflows.approve", {"instance_id": instance_id(run), "step_id": step})

    return decide


def instance_id(run):
    return public_id(INSTANCE, run["PK"].partition("#")[0], run)


def go(world, parent, wants):
    """Start a run and let everything come to rest."""
    with world.killer.armed(wants):
        world.ask("workflows.execute", {"workflow_id": parent})
        world.until_rest(decide_once(world))
    return world.killer.calls


@offsets
def test_whatever_call_a_function_dies_at_the_run_ends_and_nothing_is_had_twice(world, when):
    parent, child = of_everything(world)
    go(world, parent, lambda *_: False)  # reads once what the process remembers from then on
    world.forget()
    calls = go(world, parent, lambda *_: False)
    assert len(calls) > 100
    tried = 0
    for number in range(0 if when == "before" else STRIDE // 2, len(calls), STRIDE):
        world.forget()
        go(world, parent, lambda n, w, number=number: (n, w) == (number, when))
        assert world.killer.kills == 1, number
        told = f"{when} call {number}, {world.killer.calls[number]}"
        runs = world.runs(parent)
        if not runs:
            assert number < 10, f"{told}: no run, though the function had got so far"
            assert (world.names(), world.effects()) == ({}, {})
            continue
        tried += 1
        assert [run["status"] for run in (*runs, *world.runs(child))] == ["completed"] * 2, told
        assert world.names() == {"Parent": 1, "Child": 1}, told
        assert len(world.effects()) == 5, told
        assert all(len(bodies) == 1 for bodies in world.effects().values()), told
        world.assert_nothing_is_left()
    assert tried > 3


def nest(world):
    """A workflow that waits for others in every way there is, and all of those."""
    leaf = world.create(approval(), concurrency="allow")
    middle = world.create({"id": "run", "type": "run_workflow", "input": {"workflow_id": leaf}}, concurrency="allow")

    def run(step, workflow):
        return {"id": step, "type": "run_workflow", "input": {"workflow_id": workflow}}

    branches = [
        {"id": "l", "steps": [run("left", middle)]},
        {
            "id": "r",
            "steps": [{"id": "each", "type": "for_each", "input": {"items": [1, 2], "steps": [run("i", leaf)]}}],
        },
        {"id": "a", "steps": [approval("own")]},
    ]
    return world.create({"id": "all", "type": "parallel", "input": {"branches": branches}})


def begin(world):
    """Start it, until all of its runs wait."""
    before = len(world.runs())
    parent = nest(world) if not hasattr(world, "nested") else world.nested
    world.nested = parent
    world.ask("workflows.execute", {"workflow_id": parent})
    for _ in range(10):
        world.minute()
        runs = world.runs()[before:]
        if len(runs) == 5 and {run["status"] for run in runs} <= {"waiting", "running"}:
            return next(run for run in runs if run["workflow_id"] == parent)
    raise AssertionError(world.runs())


def test_cancelling_takes_along_every_run_that_is_waited_for(world):
    run = begin(world)
    world.ask("workflows.cancel", {"instance_id": instance_id(run)})
    assert [run["status"] for run in world.runs()] == ["cancelled"] * 5
    assert world.marks() == []
    world.assert_nothing_is_left()


@offsets
def test_whatever_call_a_cancelling_function_dies_at_all_of_it_is_cancelled(world, when):
    for number in count(0, 1 if EVERY else 5):
        world.forget()
        run = begin(world)
        with world.killer.armed(lambda n, w, number=number: (n, w) == (number, when)):
            world.ask("workflows.cancel", {"instance_id": instance_id(run)})
            kills = world.killer.kills
        with world.killer.resting():
            (now,) = world.runs(world.nested)
        if now["status"] != "cancelled":  # it died before it wrote anything: ask again
            assert number < 5
            world.ask("workflows.cancel", {"instance_id": instance_id(run)})
        world.until_rest()
        assert [run["status"] for run in world.runs()] == ["cancelled"] * 5, number
        world.assert_nothing_is_left()
        if not kills:
            return


@pytest.mark.parametrize("path", ["run_plan", "run_http", "run_contacts", "run_suspend"])
@pytest.mark.parametrize("call", range(1, 7 if EVERY else 3))
@offsets
def test_a_function_that_always_dies_ends_the_run_and_a_retry_completes_it(world, path, call, when):
    """Until Step Functions gives up; then nobody but the sweeper knows."""
    parent, child = of_everything(world)
    world.ask("workflows.execute", {"workflow_id": parent})
    left = {"calls": 0}

    def around(running):
        left["calls"] = call if running == f"workers/{path}" else 0
        world.killer.is_armed = left["calls"] > 0
        return disarm

    def disarm():
        world.killer.is_armed = False

    def wants(_number, now):
        if now == "before":
            left["calls"] -= 1
        return now == when and left["calls"] == 0

    world.killer.wants = wants
    world.states.around = around
    world.until_rest(decide_once(world))
    (run,) = world.runs(parent)
    world.states.around = lambda _: None
    world.assert_nothing_is_left()
    if run["status"] == "failed":
        world.ask("workflows.retry", {"instance_id": instance_id(run)})
        world.until_rest(decide_once(world))
    else:
        assert call > 1, "it had written its result, and the next plan went on from there"
    assert {run["status"] for run in (*world.runs(parent), *world.runs(child))} == {"completed"}
    assert world.names() == {"Parent": 1, "Child": 1}
    assert len(world.effects()) == 5
    world.assert_nothing_is_left()

"""Runs are paused and resumed at random while functions die at random AWS calls: all end, each effect happens once.

WORKFLOW_KILLED_PAUSES=700 for the long proof.
"""

import os
import random
from collections import Counter

import pytest

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import call_to
from tests.workflows.execution.test_killed import patiently
from tests.workflows.reaper import Reaper
from tests.workflows.world import World

RUNS = 10
ROUNDS = max(1, int(os.environ.get("WORKFLOW_KILLED_PAUSES", "10")) // RUNS)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_run_goes_on_once_after_each_pause(states, table, seed):
    reaper, dice = Reaper(seed), random.Random(seed)
    pauses: Counter[str] = Counter()
    with Receiver(lambda _: Reply(body=b"{}")) as receiver:
        world = World(states, table, receiver)
        send = call_to(receiver.url)
        each = {"items": [1, 2], "steps": [{**send, "id": "inner"}, {**send, "id": "more"}]}
        identifier = world.create(
            send,
            {"id": "pause", "type": "approval", "input": {"message": "Go on?"}},
            {"id": "each", "type": "for_each", "input": each},
            {"id": "wait", "type": "wait", "input": {"seconds": 5}},
            {**send, "id": "last"},
            concurrency="allow",
        )
        asked: Counter[str] = Counter()

        def toggle(run):
            """Ask patiently, as a client with an Idempotency-Key does."""
            verb = "resume" if run["status"] == "paused" else "pause"
            asked[run["SK"]] += 1
            name = f"{verb}-{run['SK']}-{asked[run['SK']]}"
            answered = patiently(reaper, f"workflows.{verb}_run", {"instance_id": world.id_of(run)}, name)
            pauses[verb] += answered.status == 200

        def decide(run):
            if run["status"] == "paused" or (pauses["pause"] < 4 * RUNS and dice.random() < 0.6):
                toggle(run)
            elif run["status"] == "waiting":
                call("workflows.approve", {"instance_id": world.id_of(run)})

        def around(path):
            if path == "workers/run_http" and pauses["pause"] < 4 * RUNS and dice.random() < 0.2:
                for run in world.runs():  # in the midst of the run, beside its executions
                    if run["status"] in ("running", "waiting") and dice.random() < 0.3:
                        call("workflows.pause_run", {"instance_id": world.id_of(run)})
                        pauses["pause"] += 1
            return reaper.around(path)

        states.around = around
        for number in range(RUNS):
            data = {"workflow_id": identifier, "input": {"n": number}}
            assert patiently(reaper, "workflows.execute", data, f"run-{number}").status == 200
        world.until_rest(decide)
        runs, effects = world.runs(identifier), world.effects()
        sent = len(receiver.received)
    assert [run.get("error") for run in runs if run["status"] != "completed"] == []
    assert len(effects) == 6 * RUNS
    assert all(len(bodies) == 1 for bodies in effects.values())
    left = [item for run in runs for item in table.query(f"{ORGANISATION}#live#WFS#{run['SK']}")]
    assert [item for item in left if item["SK"].startswith("-parked#")] == []
    world.assert_nothing_is_left()
    assert pauses["pause"] > RUNS
    assert reaper.killed.total() > RUNS
    print(  # noqa: T201 - the figures of the long proof
        f"\n{RUNS} runs, {dict(pauses)}, {sum(states.invoked.values())} invocations, "
        f"{reaper.killed.total()} killed ({dict(reaper.killed)}), {sent} requests for {len(effects)} effects"
    )

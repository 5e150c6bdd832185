"""Runs behind gates while functions die at random AWS calls: none is lost, none twice, the limit holds, all in order.

WORKFLOW_KILLED_QUEUED=700 for the long proof.
"""

import os
import random
from collections import Counter

import pytest
from bivelio_core import clock

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import call_to
from tests.workflows.execution.test_killed import patiently
from tests.workflows.reaper import Reaper
from tests.workflows.world import World

RUNS, LIMIT, KEYS = 20, 2, 2
ROUNDS = int(os.environ.get("WORKFLOW_KILLED_QUEUED", "20")) // RUNS


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_run_passes_its_gate_once_and_never_too_many(states, table, seed):
    reaper, dice = Reaper(seed), random.Random(seed)
    most: Counter[str] = Counter()
    partition = f"{ORGANISATION}#live#WFG"
    with Receiver(lambda _: Reply(body=b"{}")) as receiver:
        world = World(states, table, receiver)
        rule = {"limit": LIMIT, "key": "input.key", "on_busy": "queue"}
        pause = {"id": "pause", "type": "approval", "input": {"message": "Go on?"}}
        identifier = world.create(pause, call_to(receiver.url), concurrency=rule)

        def around(path):
            active = Counter(
                item["SK"].partition("#")[0]
                for item in table.query(f"{partition}#{identifier}")
                if "#active#" in item["SK"]
            )
            for gate, number in active.items():
                most[gate] = max(most[gate], number)
            return reaper.around(path)

        cancelled: set[str] = set()

        def decide(run):
            if dice.random() < 0.1 and len(cancelled) < 3:
                cancelled.add(run["SK"])
                call("workflows.cancel", {"instance_id": world.id_of(run)})
            elif run["status"] == "waiting":
                call("workflows.approve", {"instance_id": world.id_of(run)})

        states.around = around
        for number in range(RUNS):
            data = {"workflow_id": identifier, "input": {"n": number, "key": f"k{number % KEYS}"}}
            assert patiently(reaper, "workflows.execute", data, f"run-{number}").status == 200
            if dice.random() < 0.3:
                with clock.frozen(world.now):
                    states.run()
        world.until_rest(decide)
        runs, effects = world.runs(identifier), world.effects()
        sent = len(receiver.received)
    assert len(runs) == RUNS
    assert {run["SK"] for run in runs if run["status"] == "cancelled"} == cancelled
    assert Counter(run["status"] for run in runs)["completed"] == RUNS - len(cancelled)
    assert RUNS - len(cancelled) <= len(effects) <= RUNS
    assert all(len(bodies) == 1 for bodies in effects.values())
    assert most
    assert max(most.values()) == LIMIT
    left = table.query(f"{partition}#{identifier}")
    assert [item for item in left if "instance" in item or item["active"] or item["queued"]] == []
    assert reaper.killed.total() > RUNS / 2
    print(  # noqa: T201 - the figures of the long proof
        f"\n{RUNS} runs, {len(cancelled)} cancelled, {sum(states.invoked.values())} invocations, "
        f"{reaper.killed.total()} killed ({dict(reaper.killed)}), {sent} requests for {len(effects)} effects"
    )

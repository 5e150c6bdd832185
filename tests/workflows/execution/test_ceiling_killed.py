"""Runs under the ceiling while functions die at random AWS calls: none is lost or had twice, never too many at once.

WORKFLOW_KILLED_CEILING=700 for the long proof.
"""

import os
import random
from collections import Counter
from functools import partial

import pytest
from bivelio_core import clock
from bivelio_core.credits import plans
from bivelio_core.workflows.execution import ceiling

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.services import waiting
from tests.workflows.calls import call_to
from tests.workflows.inbound import inbound, send, start
from tests.workflows.reaper import Reaper
from tests.workflows.world import World

RUNS, LIMIT = 20, 3
ROUNDS = max(1, int(os.environ.get("WORKFLOW_KILLED_CEILING", "20")) // RUNS)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_accepted_run_gets_its_place_once_and_gives_it_up(states, table, seed, monkeypatch):
    monkeypatch.setattr(ceiling, "BY_PLAN", dict.fromkeys(ceiling.BY_PLAN, LIMIT))
    plans.forget()
    reaper, dice = Reaper(seed), random.Random(seed)
    most = 0
    with Receiver(lambda _: Reply(body=b"{}")) as receiver:
        world = World(states, table, receiver)
        pause = {"id": "pause", "type": "approval", "input": {"message": "Go on?"}}
        rule = {"concurrency": {"limit": 2, "key": "input.key", "on_busy": "queue"}} if seed % 2 else {}
        identifier, token = inbound(pause, call_to(receiver.url), **rule)

        def around(path):
            nonlocal most
            most = max(most, *(one.get("active", 0) for one in at_the_ceiling(table)), 0)
            return reaper.around(path)

        cancelled: set[str] = set()

        def decide(run):
            if dice.random() < 0.1 and len(cancelled) < 3:
                cancelled.add(run["SK"])
                call("workflows.cancel", {"instance_id": world.id_of(run)})
            elif run["status"] == "waiting":
                call("workflows.approve", {"instance_id": world.id_of(run)})

        states.around = around
        told = []
        for number in range(RUNS):
            told.append(send(token, {"n": number, "key": f"k{number % 2}"}).data["instance_id"])
            for job in waiting("inbound_starts"):
                assert reaper.attempt("start", partial(start, job)) == {"batchItemFailures": []}
            if dice.random() < 0.3:
                with clock.frozen(world.now):
                    states.run()
        world.until_rest(decide)
        runs, effects = world.runs(identifier), world.effects()
        sent = len(receiver.received)
    assert {world.id_of(run) for run in runs} == set(told)
    assert len(runs) == RUNS
    assert {run["SK"] for run in runs if run["status"] == "cancelled"} == cancelled
    assert Counter(run["status"] for run in runs)["completed"] == RUNS - len(cancelled)
    assert RUNS - len(cancelled) <= len(effects) <= RUNS
    assert all(len(bodies) == 1 for bodies in effects.values())
    assert most == LIMIT
    left = at_the_ceiling(table)
    assert [item for item in left if "instance" in item or item["active"] or item["queued"]] == []
    world.assert_nothing_is_left()
    assert reaper.killed.total() > RUNS / 2
    print(  # noqa: T201 - the figures of the long proof
        f"\n{RUNS} runs, {len(cancelled)} cancelled, {sum(states.invoked.values())} invocations, "
        f"{reaper.killed.total()} killed ({dict(reaper.killed)}), {sent} requests for {len(effects)} effects"
    )
    plans.forget()


def at_the_ceiling(table):
    """The ceiling's counter, and the entries of runs that wait for a place."""
    return table.query(f"{ORGANISATION}#live#WFG#-")

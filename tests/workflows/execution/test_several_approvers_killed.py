"""Approvals of two people each while everything dies at random AWS calls: each person counts once, all runs go on once.

They decide by the API and by links, some twice, some against each other; the sweeper dies as well.
WORKFLOW_KILLED_APPROVERS=400 for the long proof.
"""

import os
import random
from functools import partial

import pytest
from bivelio_core.store.connect import table as the_table
from bivelio_core.workflows.execution import payloads

from tests.api import ORGANISATION, call
from tests.receiver import Receiver
from tests.workflows.calls import call_to
from tests.workflows.execution.test_approvals_killed import Mortal
from tests.workflows.execution.test_killed import patiently
from tests.workflows.links import browse, link, member
from tests.workflows.reaper import Reaper
from tests.workflows.world import answer

RUNS = 8
ROUNDS = max(1, int(os.environ.get("WORKFLOW_KILLED_APPROVERS", "8")) // RUNS)
PEOPLE = ("ana", "eva", "pau")
PLACES = (("ask", "0"), ("inner", "0"), ("inner", "1"))


class People:
    """Three who decide what waits at their own whim; `told` is what each was told that they have decided."""

    def __init__(self, reaper, dice):
        self.reaper, self.dice = reaper, dice
        self.told: dict[tuple[str, ...], bool] = {}

    def decide(self, instance_id, sk, waiting):
        """Some of them decide, mostly in favour, by one way or by both."""
        for name in self.dice.sample(PEOPLE, self.dice.randint(0, 2)):
            place, wants = (sk, waiting["step_id"], waiting["iteration"], name), self.dice.random() < 0.85
            for way in self.dice.choice([[self._by_api], [self._by_link], [self._by_link, self._by_api]]):
                way(place, instance_id, wants)

    def _by_api(self, place, instance_id, wants):
        asked = {"instance_id": instance_id, "step_id": place[1], "iteration": place[2], "approved": wants}
        caller = {"actor_kind": "user", "actor": f"usr_{place[3]}", "role": "admin", "scopes": "admin"}
        answered = self.reaper.attempt("approve", partial(call, "workflows.approve", asked, caller=caller))
        assert answered.status in (200, 409)
        if answered.status == 200 and answered.data["decided_by"] == caller_name(place):
            assert self.told.setdefault(place, wants) == wants

    def _by_link(self, place, instance_id, wants):
        token = link(instance_id, f"usr_{place[3]}", step=place[1], iteration=place[2])
        page = self.reaper.attempt("link", partial(browse, token, {"decision": "approve" if wants else "reject"}))
        assert page.status in (200, 409)
        if page.status == 200 and ("you approved" in page.html.lower() or not wants):
            self.told.setdefault(place, wants)


def caller_name(place):
    return f"user:usr_{place[3]}"


def definition(url):
    """A question to two people, two more in a loop, each with what follows from it."""
    about = {"message": "Go on?", "roles": ["admin"], "approvals": 2, "on_expiry": "reject"}
    told = {"approved": "{{ steps.inner.output.approved }}", "all": "{{ length(steps.inner.output.decisions) }}"}
    each = [
        {"id": "inner", "type": "approval", "input": about},
        {"id": "told", "type": "http_request", "input": {"url": url, "json": told}},
    ]
    return [
        {"id": "ask", "type": "approval", "input": about},
        {"id": "each", "type": "for_each", "input": {"items": [1, 2], "steps": each}},
        call_to(url),
    ]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_each_person_counts_once_and_every_run_goes_on_once(states, table, mails, seed):
    reaper, dice = Reaper(seed, deepest=9), random.Random(seed)
    people = People(reaper, dice)
    for name in PEOPLE:
        member(name, "admin")
    with Receiver(answer) as receiver:
        world = Mortal(states, table, receiver, reaper)
        identifier = world.create(*definition(receiver.url), concurrency="allow")
        states.around = reaper.around
        for number in range(RUNS):
            data = {"workflow_id": identifier, "input": {"n": number}}
            assert patiently(reaper, "workflows.execute", data, f"run-{number}").status == 200

        def decide(run):
            waiting = call("workflows.instances_get", {"instance_id": world.id_of(run)}).data["waiting"]
            for each in waiting:
                people.decide(world.id_of(run), run["SK"], each)

        world.until_rest(decide)
        runs, effects = world.runs(identifier), world.effects()
    assert {run["status"] for run in runs} == {"completed"}
    assert len(effects) == 3 * RUNS
    assert all(len(bodies) == 1 for bodies in effects.values())
    made = 0
    for run in runs:
        for step, iteration in PLACES:
            output = payloads.read(world.step(run, f"{step}#{iteration}"), "output")
            decisions = output["decisions"]
            made += len(decisions)
            by = {each["decided_by"]: each["approved"] for each in decisions}
            assert len(by) == len(decisions), "nobody twice"
            approvals = sum(by.values())
            assert (approvals, len(by) - approvals) == (2, 0) if output["approved"] else approvals < len(by)
            for name in PEOPLE:
                told = people.told.get((run["SK"], step, iteration, name))
                assert told is None or by[f"user:usr_{name}"] == told, "what somebody was told counts"
    logged = the_table().query(f"ORG#{ORGANISATION}#AUDIT")
    assert sum(each["action"] == "approval.decided" for each in logged) == made
    world.assert_nothing_is_left()
    assert reaper.killed.total() > RUNS
    assert mails.mails
    print(  # noqa: T201 - the figures of the long proof
        f"\n{RUNS} runs, {made} decisions of {3 * RUNS} approvals, "
        f"{reaper.killed.total()} killed ({dict(reaper.killed)})"
    )

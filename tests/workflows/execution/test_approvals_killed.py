"""Approvals are asked, mailed, decided and expire while functions die at random AWS calls: each is decided once.

People decide by the API and by links, also against each other at the same moment. The sweeper, which sends the mails
and wakes what was decided, dies as well. WORKFLOW_KILLED_APPROVALS=700 for the long proof.
"""

import os
import random
from collections import defaultdict
from datetime import timedelta
from email import message_from_bytes, policy
from functools import partial

import pytest
from bivelio_core import clock
from bivelio_core.workflows.execution import payloads

from tests.api import call, load
from tests.receiver import Receiver
from tests.workflows.calls import call_to
from tests.workflows.execution.test_killed import patiently
from tests.workflows.links import browse, claim_of, link, member, token_in
from tests.workflows.reaper import Reaper
from tests.workflows.world import World, answer

RUNS = 8
ROUNDS = max(1, int(os.environ.get("WORKFLOW_KILLED_APPROVALS", "8")) // RUNS)
ANA = {"actor_kind": "user", "actor": "usr_ana", "role": "admin", "scopes": "admin"}


class Deciders:
    """Two people who decide what waits, each at their own whim; `accepted` is what they were told is decided."""

    def __init__(self, reaper, dice):
        self.reaper, self.dice = reaper, dice
        self.accepted: dict[tuple[str, str, str], bool] = {}

    def decide(self, instance_id, sk, waiting):
        """One approval: by Ana, by Eva, by both against each other, or not yet."""
        wants = self.dice.random() < 0.5
        ways = [(self._by_api, wants), (self._by_link, not wants)]
        self.dice.shuffle(ways)
        for way, decision in self.dice.choice([ways, ways[:1], []]):
            way((sk, waiting["step_id"], waiting["iteration"]), instance_id, decision)

    def _by_api(self, place, instance_id, wants):
        asked = {"instance_id": instance_id, "step_id": place[1], "iteration": place[2], "approved": wants}
        status = self.reaper.attempt("approve", partial(call, "workflows.approve", asked, caller=ANA)).status
        assert status == (200 if self.accepted.setdefault(place, wants) == wants else 409)

    def _by_link(self, place, instance_id, wants):
        token = link(instance_id, "usr_eva", step=place[1], iteration=place[2])
        form, before = {"decision": "approve" if wants else "reject"}, self.reaper.killed["link"]
        status = self.reaper.attempt("link", partial(browse, token, form)).status
        is_repeated = self.reaper.killed["link"] > before  # a link is used up by what its killed attempt did
        assert status == (409 if place in self.accepted else 200) or (is_repeated and status == 409)
        self.accepted.setdefault(place, wants)


class Mortal(World):
    """A world whose sweeper dies, too."""

    def __init__(self, states, table, receiver, reaper):
        super().__init__(states, table, receiver)
        self.reaper = reaper

    def minute(self):
        """See World.minute."""
        self.now += timedelta(minutes=1)
        with clock.frozen(self.now):
            self.states.run()
            swept = self.reaper.attempt("workers/sweep_workflows", partial(load("workers/sweep_workflows").handler, {}))
            assert swept["failed"] == 0
            self.states.run()


def definition(url):
    """A question, two more in a loop, each with what follows from it."""
    about = {"message": "Go on?", "roles": ["admin"], "expires_in_seconds": 3_600, "on_expiry": "reject"}
    told = {"approved": "{{ steps.inner.output.approved }}", "by": "{{ steps.inner.output.decided_by }}"}
    each = [
        {"id": "inner", "type": "approval", "input": about},
        {"id": "told", "type": "http_request", "input": {"url": url, "json": told}},
    ]
    return [
        {"id": "ask", "type": "approval", "input": about},
        {"id": "each", "type": "for_each", "input": {"items": [1, 2], "steps": each}},
        call_to(url),
    ]


def mails_by_id(mails):
    """How many different mails each message id stands for, and how many ids each link's approval and user have."""
    bodies, ids = defaultdict(set), defaultdict(set)
    for mail in mails.mails:
        read = message_from_bytes(mail.content, policy=policy.default)
        bodies[read["Message-ID"]].add((read["To"], read["Subject"]))
        instance, step, iteration, user, _ = claim_of(token_in(mail))
        ids[instance, step, iteration, user].add(read["Message-ID"])
    return {len(found) for found in bodies.values()}, {len(found) for found in ids.values()}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_question_is_mailed_under_one_id_and_decided_once(states, table, mails, seed):
    reaper, dice = Reaper(seed, deepest=9), random.Random(seed)
    deciders = Deciders(reaper, dice)
    for name in ("ana", "eva"):
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
                deciders.decide(world.id_of(run), run["SK"], each)
            tokens = sorted(token for execution in states.queue for token in execution.waits_for)
            states.expires.update(token for token in tokens if dice.random() < 0.03)

        world.until_rest(decide)
        runs, effects = world.runs(identifier), world.effects()
        sent = len(receiver.received)
    assert {run["status"] for run in runs} == {"completed"}
    assert len(effects) == 3 * RUNS
    assert all(len(bodies) == 1 for bodies in effects.values())
    expired = 0
    for run in runs:
        for step, iteration in (("ask", "0"), ("inner", "0"), ("inner", "1")):
            given = payloads.read(world.step(run, f"{step}#{iteration}"), "output")
            wanted = deciders.accepted.get((run["SK"], step, iteration))
            assert (given["approved"], given["expired"]) == (bool(wanted), wanted is None)
            expired += given["expired"]
    world.assert_nothing_is_left()
    assert mails_by_id(mails) == ({1}, {1}), "a mail that is sent again has the same Message-ID"
    assert reaper.killed.total() > RUNS
    print(  # noqa: T201 - the figures of the long proof
        f"\n{RUNS} runs, {len(deciders.accepted)} decided, {expired} expired, {len(mails.mails)} mails, "
        f"{reaper.killed.total()} killed ({dict(reaper.killed)}), {sent} requests for {len(effects)} effects"
    )

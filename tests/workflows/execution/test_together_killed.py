"""Runs that share contacts, tags and a number, and each have a rate and ask two people, while all dies at random calls.

Nothing is lost or had twice: one contact for each address, each tag once, the number increased once by each item, each
request under one key, each person counted once, no more beginnings within a second than the rate of a run allows.
WORKFLOW_KILLED_TOGETHER=3000 kills so often in one run.
"""

import os
import random
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from bivelio_core import clock
from bivelio_core.store.connect import table as the_table
from bivelio_core.workflows.execution import payloads

from tests.api import ORGANISATION, call, load
from tests.receiver import Receiver, Reply
from tests.workflows.execution.test_killed import patiently
from tests.workflows.execution.test_several_approvers_killed import PEOPLE, People
from tests.workflows.links import member
from tests.workflows.reaper import Reaper
from tests.workflows.world import World

KILLS = int(os.environ.get("WORKFLOW_KILLED_TOGETHER", "60"))
RUNS, SHARED, OWN, RATE = 4, 4, 2, 3
START = "2026-03-02T10:00:00.000Z"


def definition(url):
    """Each address: a request, a contact, tags that come and go; then a question to two people, and a last request."""
    begin = {"item": "{{ item }}", "id": "{{ uuid() }}"}
    about = {"email": "{{ item }}", "custom_fields": {"run": "{{ input.run }}"}}
    contact = "{{ steps.upsert.output.contact.id }}"
    each = [
        {"id": "begin", "type": "http_request", "input": {"url": url, "json": begin}},
        {"id": "upsert", "type": "contacts.upsert", "input": about},
        {
            "id": "tag",
            "type": "contacts.add_tags",
            "input": {"id": contact, "tags": ["{{ input.run }}", "{{ input.away }}"]},
        },
        {"id": "untag", "type": "contacts.remove_tags", "input": {"id": contact, "tags": ["{{ input.away }}"]}},
        {"id": "count", "type": "state.increment", "input": {"name": "items"}},
    ]
    rate = {"limit": RATE, "per": "second"}
    ask = {"message": "Go on?", "roles": ["admin"], "approvals": 2}
    return [
        {"id": "each", "type": "for_each", "input": {"items": "{{ input.emails }}", "rate": rate, "steps": each}},
        {"id": "ask", "type": "approval", "input": ask},
        {
            "id": "note",
            "type": "state.set",
            "input": {"name": "{{ input.run }}", "value": "{{ steps.each.output.count }}"},
        },
        {"id": "read", "type": "state.get", "input": {"name": "{{ input.run }}"}},
        {"id": "last", "type": "http_request", "input": {"url": url, "json": {"run": "{{ input.run }}"}}},
    ]


class Timed(World):
    """A world whose time goes on by itself to the end of each wait, and whose sweeper dies, too."""

    def __init__(self, states, table, receiver, reaper):
        super().__init__(states, table, receiver)
        self.reaper = reaper

    def minute(self):
        """See World.minute."""
        self.states.pass_until(clock.now() + timedelta(minutes=1))
        self.states.run()
        swept = self.reaper.attempt("workers/sweep_workflows", partial(load("workers/sweep_workflows").handler, {}))
        assert swept["failed"] == 0
        self.states.run()
        self.now = clock.now()


def most_within_a_second(times: list[datetime]) -> int:
    """The most of these times within any second."""
    return max(sum(at <= other < at + timedelta(seconds=1) for other in times) for at in times)


def one_round(states, table, number):
    """Some runs at once; the number of kills, of effects and of decisions."""
    reaper, dice = Reaper(number, deepest=9), random.Random(number)
    people, began = People(reaper, dice), dict[str, datetime]()

    def receive(got):
        began.setdefault(got.headers["idempotency-key"], clock.now())
        return Reply(body=b"{}")

    with Receiver(receive) as receiver, states.timed(START):
        world = Timed(states, table, receiver, reaper)
        identifier = world.create(*definition(receiver.url), concurrency="allow")
        states.around = reaper.around
        shared = [f"shared-{number}-{each}@example.com" for each in range(SHARED)]
        for at in range(RUNS):
            emails = [*shared, *(f"own-{number}-{at}-{each}@example.com" for each in range(OWN))]
            given = {"run": f"run-{number}-{at}", "away": f"away-{number}-{at}", "emails": emails}
            data = {"workflow_id": identifier, "input": given}
            assert patiently(reaper, "workflows.execute", data, f"run-{number}-{at}").status == 200

        def decide(run):
            for each in call("workflows.instances_get", {"instance_id": world.id_of(run)}).data["waiting"]:
                people.decide(world.id_of(run), run["SK"], each)

        world.until_rest(decide)
        states.around = lambda _: None
        runs, effects = world.runs(identifier), world.effects()
        world.assert_nothing_is_left()
    assert {run["status"] for run in runs} == {"completed"}
    assert len(effects) == RUNS * (SHARED + OWN + 1)
    assert all(len(bodies) == 1 for bodies in effects.values())
    for run in runs:
        mine = [time for key, time in began.items() if key.startswith(f"{world.id_of(run)}:begin:")]
        assert most_within_a_second(mine) <= RATE
        decisions = payloads.read(world.step(run, "ask#0"), "output")["decisions"]
        assert len({each["decided_by"] for each in decisions}) == len(decisions), "nobody twice"
        for name in PEOPLE:
            told = people.told.get((run["SK"], "ask", "0", name))
            assert told is None or (f"user:usr_{name}", told) in {(d["decided_by"], d["approved"]) for d in decisions}
        assert payloads.read(world.step(run, "read#0"), "output")["value"] == SHARED + OWN
    assert call("state.get", {"workflow_id": identifier, "name": "items"}).data["value"] == RUNS * (SHARED + OWN)
    assert_contacts(table, number)
    return reaper.killed, len(effects)


def assert_contacts(table, number):
    """One contact for each address, with the tag of each run that has it, once."""
    emails = {f"shared-{number}-{each}@example.com": [*range(RUNS)] for each in range(SHARED)}
    for run in range(RUNS):
        emails |= {f"own-{number}-{run}-{each}@example.com": [run] for each in range(OWN)}
    contacts = [item for item in table.query(f"{ORGANISATION}#live#CT", consistent=True) if item["email"] in emails]
    assert Counter(item["email"] for item in contacts) == dict.fromkeys(emails, 1)
    for contact in contacts:
        assert sorted(contact["tags"]) == [f"run-{number}-{run}" for run in emails[contact["email"]]]


def test_what_runs_share_is_neither_lost_nor_had_twice(states, table, mails):
    for name in PEOPLE:
        member(name, "admin")
    killed, effects, rounds = Counter[str](), 0, 0
    while killed.total() < KILLS:
        more, count = one_round(states, table, rounds)
        killed, effects, rounds = killed + more, effects + count, rounds + 1
    entries = the_table().query(f"ORG#{ORGANISATION}#AUDIT")
    decisions = sum(each["action"] == "approval.decided" for each in entries)
    assert 2 * RUNS * rounds >= decisions >= RUNS * rounds
    assert mails.mails
    print(  # noqa: T201 - the figures of the long proof
        f"\n{rounds * RUNS} runs, {sum(states.invoked.values())} invocations, {killed.total()} killed "
        f"({dict(killed)}), {effects} effects, {decisions} decisions"
    )

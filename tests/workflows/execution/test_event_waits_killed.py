"""Runs that wait for events while functions die at random AWS calls and events come at any moment, some twice.

WORKFLOW_KILLED_WAITS=1000 for the long proof.
"""

import os
import random
from collections import Counter

import pytest

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import call_to, execute
from tests.workflows.reaper import Reaper
from tests.workflows.world import World

RUNS = 20
ROUNDS = int(os.environ.get("WORKFLOW_KILLED_WAITS", "20")) // RUNS
STEPS = [
    {
        "id": "changed",
        "type": "wait_for_event",
        "input": {"event": "contact.updated", "filter": "data.id == input.contact && contains(data.tags, 'paid')"},
    },
]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_event_continues_its_run_once(states, stream, table, seed):
    """Each run waits for a change of its contact, which is made before, while or after the step subscribes."""
    reaper, dice = Reaper(seed), random.Random(seed)
    with Receiver(lambda _: Reply(body=b"{}")) as receiver:
        world = World(states, table, receiver)
        identifier = world.create(*STEPS, call_to(receiver.url), concurrency="allow")
        contacts = [call("contacts.create", {"type": "company", "name": f"C{n}"}).data["id"] for n in range(RUNS)]
        stream.publish()

        def pay(contact):
            call("contacts.update", {"id": contact, "tags": ["paid"]})
            stream.collect()
            reaper.attempt("workers/publish_events", stream.again)
            if dice.random() < 0.3:
                reaper.attempt("workers/publish_events", stream.again)

        left: list[str] = []

        def around(path):
            if left and path in ("workers/run_suspend", "workers/run_plan") and dice.random() < 0.2:
                pay(left.pop(dice.randrange(len(left))))
            return reaper.around(path)

        states.around = around
        for number, contact in enumerate(contacts):
            execute(identifier, {"contact": contact, "n": number})
            left.append(contact)
            if dice.random() < 0.5:
                states.run()
        states.run()
        dice.shuffle(left)
        while left:
            pay(left.pop())
            if dice.random() < 0.5:
                world.minute()
        world.until_rest()
        runs, effects, sent = world.runs(identifier), world.effects(), len(receiver.received)
        world.assert_nothing_is_left()
    assert Counter(run["status"] for run in runs) == {"completed": RUNS}
    assert len(effects) == RUNS
    assert all(len(bodies) == 1 for bodies in effects.values())
    assert table.query(f"{ORGANISATION}#live#WFE#contact.updated") == []
    assert reaper.killed.total() > RUNS / 2
    print(  # noqa: T201 - the figures of the long proof
        f"\n{RUNS} runs, {sum(states.invoked.values())} invocations, {reaper.killed.total()} killed "
        f"({dict(reaper.killed)}), {sent} requests for {len(effects)} effects"
    )

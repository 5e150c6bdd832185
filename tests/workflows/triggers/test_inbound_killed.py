"""Calls of URLs whose functions die at random AWS calls, and whose messages come more than once: one run each.

WORKFLOW_KILLED_CALLS=1200 for the long proof.
"""

import os
import random
from collections import Counter
from functools import partial

import pytest

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.services import waiting
from tests.workflows.calls import call_to
from tests.workflows.inbound import be_on, inbound, send, start
from tests.workflows.reaper import Reaper
from tests.workflows.world import World

CALLS, FORMS = 20, 10
ROUNDS = int(os.environ.get("WORKFLOW_KILLED_CALLS", "20")) // CALLS
SERVICES = ("dynamodb", "stepfunctions", "sqs", "s3")


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_accepted_call_starts_one_run_under_the_promised_id(states, table, seed):
    """A sender repeats a call until it is answered; the queue repeats a message until it was worked off."""
    reaper, dice = Reaper(seed, SERVICES), random.Random(seed)
    be_on("enterprise")
    with Receiver(lambda _: Reply(body=b"{}")) as receiver:
        world = World(states, table, receiver)
        identifier, token = inbound(call_to(receiver.url), trigger={"dedupe": "input.n", "per_minute": 6_000})
        states.around = reaper.around
        promised = {}
        for number in range(CALLS):
            body = {"n": number, "text": "x" * (250_000 if number % 10 == 0 else 10)}
            answer = reaper.attempt("inbound/workflows", partial(send, token, body))
            assert answer.status == 202
            promised[number] = answer.data["instance_id"]
        jobs = waiting("inbound_starts")
        for job in dice.sample(jobs, len(jobs)) + dice.sample(jobs, len(jobs) // 3):
            taken = reaper.attempt("workers/start_inbound_workflow", partial(start, job))
            assert taken == {"batchItemFailures": []}
        world.until_rest()
        runs = world.runs(identifier)
        effects = world.effects()
        sent = len(receiver.received)
    assert Counter(run["status"] for run in runs) == {"completed": CALLS}
    assert {world.id_of(run) for run in runs} == set(promised.values())
    assert len(effects) == CALLS
    assert all(len(bodies) == 1 for bodies in effects.values())
    assert table.query(f"{ORGANISATION}#live#WFL") == []
    assert reaper.killed.total() > CALLS / 2
    print(  # noqa: T201 - the figures of the long proof
        f"\n{CALLS} calls, {len(jobs)} messages, {reaper.killed.total()} killed ({dict(reaper.killed)}), "
        f"{sent} requests for {len(effects)} effects"
    )


def test_a_form_whose_functions_die_has_one_run_and_each_file_one_document(states, table):
    """The file is kept once, however often the call and its message come and wherever their functions die."""
    reaper, dice = Reaper(11, SERVICES), random.Random(11)
    be_on("enterprise")
    about = {"keep_files": True, "dedupe": "input.n", "per_minute": 6_000}
    identifier, token = inbound({"id": "s", "type": "set", "input": {"n": "{{ input.n }}"}}, trigger=about)
    states.around = reaper.around
    promised = set()
    for number in range(FORMS):
        fields = f'--x\r\nContent-Disposition: form-data; name="n"\r\n\r\n{number}\r\n'
        file = f'--x\r\nContent-Disposition: form-data; name="f"; filename="{number}.txt"\r\n\r\ntext {number}\r\n--x--'
        body = (fields + file).encode()
        answer = reaper.attempt("inbound/workflows", partial(send, token, body, kind="multipart/form-data; boundary=x"))
        promised.add(answer.data["instance_id"])
    jobs = waiting("inbound_starts")
    for job in dice.sample(jobs, len(jobs)) + dice.sample(jobs, len(jobs) // 2):
        assert reaper.attempt("workers/start_inbound_workflow", partial(start, job)) == {"batchItemFailures": []}
    states.around = None
    states.run()
    runs = call("workflows.instances", {"workflow_id": identifier}).data["instances"]
    assert {run["instance_id"] for run in runs} == promised
    documents = call("documents.list").data["documents"]
    kept = {each["document_id"]: each["filename"] for each in documents if "inbound" in each["tags"]}
    assert sorted(kept.values()) == sorted(f"{number}.txt" for number in range(FORMS))
    assert {kept[run["input"]["f"]["document_id"]] for run in runs} == set(kept.values())
    assert reaper.killed.total() > FORMS / 2

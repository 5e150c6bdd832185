"""Functions are killed at random AWS calls; every run ends, every effect happens once, no lock remains.

A kill is before the call (it was not sent) or after (its answer was lost). Effects are counted where they arrive: by
the Idempotency-Key at a real HTTP receiver, by the contacts in the table. WORKFLOW_KILLED_RUNS=500 for the long proof.
"""

import os
from collections import Counter, defaultdict

import pytest
from bivelio_core import clients
from bivelio_core.workflows.execution import machine

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import instance, workflow
from tests.workflows.reaper import Reaper
from tests.workflows.states import Killed

RUNS = 10
ROUNDS = int(os.environ.get("WORKFLOW_KILLED_RUNS", "10")) // RUNS
LONGEST_RETRY = 50


def patiently(reaper, operation, data, key):
    """Call an endpoint until it answers, as a client with an Idempotency-Key does when it gets no answer."""
    for _ in range(LONGEST_RETRY):
        stop = reaper.around(operation)
        try:
            answer = call(operation, data, headers={"Idempotency-Key": key})
        except Killed:
            stop()
            forget_the_request()
            continue
        finally:
            stop()
        if answer.status != 503:
            return answer
    raise AssertionError(f"{operation} never answered")


def forget_the_request():
    """A killed request holds its Idempotency-Key until its function's time is over: let it be over."""
    dynamodb = clients.client("dynamodb")
    name = os.environ["TABLE_NAME"]
    found = dynamodb.query(
        TableName=name,
        KeyConditionExpression="PK = :p",
        ExpressionAttributeValues={":p": {"S": f"{ORGANISATION}#live#IDEM"}},
    )
    for item in found["Items"]:
        if "locked_until" in item:
            dynamodb.delete_item(TableName=name, Key={"PK": item["PK"], "SK": item["SK"]})


def definition(url):
    def send(step):
        return {"id": step, "type": "http_request", "input": {"url": url, "json": {"from": step, "id": "{{ uuid() }}"}}}

    note = {"id": "note", "type": "set", "input": {"i": "{{ index }}"}}
    each = {"items": "{{ input.items }}", "steps": [send("inner"), note]}
    branches = [{"id": "l", "steps": [send("left")]}, {"id": "r", "steps": [send("right")]}]
    return [
        {"id": "create", "type": "contact.create", "input": {"type": "company", "name": "{{ input.name }}"}},
        send("first"),
        {"id": "each", "type": "for_each", "input": each},
        {"id": "wait", "type": "wait", "input": {"seconds": 60}},
        {"id": "both", "type": "parallel", "input": {"branches": branches}},
        send("last"),
    ]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_run_ends_and_every_effect_is_had_once(states, table, seed):
    reaper = Reaper(seed)
    states.around = reaper.around
    applied: defaultdict[str, list[bytes]] = defaultdict(list)

    def receive(got):
        applied[got.headers["idempotency-key"]].append(got.body)
        return Reply(body=b"{}")

    statuses: Counter[str] = Counter()
    requests = 0
    with Receiver(receive) as receiver:
        identifier = workflow(*definition(receiver.url))
        for number in range(RUNS):
            data = {"workflow_id": identifier, "input": {"name": f"Client {number}", "items": ["a", "b"]}}
            started = patiently(reaper, "workflows.execute", data, f"run-{number}")
            assert started.status == 200, started
            states.run()
            done = instance(started.data["instance_id"])
            statuses[done["status"]] += 1
        requests = len(receiver.received)
    names = Counter(item["name"] for item in table.query(f"{ORGANISATION}#live#CT"))
    assert statuses == {"completed": RUNS}
    assert names == {f"Client {number}": 1 for number in range(RUNS)}
    assert len(applied) == 6 * RUNS
    assert all(len(set(bodies)) == 1 for bodies in applied.values())
    assert table.query(f"{ORGANISATION}#live#WFL") == []
    assert call("workflows.instances", {"workflow_id": identifier}).data["pagination"]["total"] == RUNS
    assert reaper.killed.total() > RUNS
    print(  # noqa: T201 - the figures of the long proof
        f"\n{RUNS} runs, {sum(states.invoked.values())} invocations, {reaper.killed.total()} killed "
        f"({dict(reaper.killed)}), {requests} requests for {len(applied)} effects"
    )


def test_a_machine_that_gives_up_ends_the_run(states):
    """Killed at every try, until Step Functions' own retries are used up: the step fails, and the run says so."""
    with Receiver() as receiver:
        identifier = workflow({"id": "s", "type": "http_request", "input": {"url": receiver.url}})
        started = call("workflows.execute", {"workflow_id": identifier}).data
        reaper = Reaper(0)

        def around(path):
            if path == "workers/run_http":
                reaper.left, reaper.is_before, reaper.what = 1, True, path
            return reaper.disarm

        states.around = around
        states.run()
    done = instance(started["instance_id"])
    assert (done["status"], done["error"]["code"]) == ("failed", "INTERNAL_ERROR")
    assert states.invoked["workers/run_http"] == 3 * 7
    assert receiver.received == []
    assert machine.status(next(iter(states.executions))) == machine.ENDED

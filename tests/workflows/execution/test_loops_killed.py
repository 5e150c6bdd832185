"""Functions that run loops are killed at random AWS calls, all their threads at once; every effect happens once.

The loops need two functions, try some items again, and have time for a few items at once. WORKFLOW_KILLED_LOOPS=400
for the long proof.
"""

import os
import threading
from collections import Counter, defaultdict

import pytest
from bivelio_core.workflows.execution import in_function

from tests.api import ORGANISATION
from tests.receiver import Receiver, Reply
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.reaper import Reaper

RUNS = 4
ROUNDS = max(1, int(os.environ.get("WORKFLOW_KILLED_LOOPS", "4")) // RUNS)
ITEMS, DEEPEST = 12, 15
FUNCTIONS = ("workers/run_plan", "workers/run_http", "workers/run_contacts")


def definition(url):
    about = {"at": "{{ index }}", "id": "{{ uuid() }}", "contact": "{{ steps.create.output.id }}"}
    return [
        {
            "id": "each",
            "type": "for_each",
            "input": {
                "items": "{{ input.items }}",
                "concurrency": 4,
                "steps": [
                    {"id": "create", "type": "contact.create", "input": {"type": "person", "name": "{{ item }}"}},
                    {"id": "note", "type": "set", "input": {"i": "{{ index }}"}},
                    {"id": "send", "type": "http_request", "input": {"url": url, "json": about}},
                ],
            },
        },
        {
            "id": "again",
            "type": "for_each",
            "input": {
                "items": "{{ input.items }}",
                "steps": [{"id": "tell", "type": "http_request", "input": {"url": url, "json": {"at": "{{ now() }}"}}}],
            },
        },
    ]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_item_is_had_once(states, table, monkeypatch, seed):
    monkeypatch.setattr(in_function, "LEAST_SECONDS", 0.05)
    states.remaining_ms = 0
    reaper = Reaper(seed, deepest=DEEPEST, share=0.6)
    states.around = lambda path: reaper.around(path) if path in FUNCTIONS else reaper.disarm
    applied: defaultdict[str, list[bytes]] = defaultdict(list)
    refused, lock = Counter[str](), threading.Lock()

    def receive(got):
        key = got.headers["idempotency-key"]
        with lock:
            if key.endswith(":7") and not refused[key]:
                refused[key] += 1
                return Reply(503)
            applied[key].append(got.body)
        return Reply(body=b"{}")

    with Receiver(receive) as receiver:
        identifier = workflow(*definition(receiver.url), concurrency="by_input")
        for number in range(RUNS):
            items = [f"Client {number} {at}" for at in range(ITEMS)]
            started = execute(identifier, {"items": items})["instance_id"]
            states.run()
            done = instance(started)
            assert (done["status"], done["output"]["count"]) == ("completed", ITEMS), done
    names = Counter(item["name"] for item in table.query(f"{ORGANISATION}#live#CT"))
    assert names == {f"Client {number} {at}": 1 for number in range(RUNS) for at in range(ITEMS)}
    assert len(applied) == 2 * ITEMS * RUNS
    assert all(len(set(bodies)) == 1 for bodies in applied.values())
    assert table.query(f"{ORGANISATION}#live#WFL") == []
    assert reaper.killed.total() > RUNS
    assert {execution.status for execution in states.executions.values()} == {"SUCCEEDED"}
    print(  # noqa: T201 - the figures of the long proof
        f"\nkilled {reaper.killed.total()} of {sum(states.invoked.values())} invocations ({dict(reaper.killed)}), "
        f"{len(receiver.received)} requests for {len(applied)} effects, {states.entered['Frame']} frames alone"
    )

"""Loops and branches that wait for nobody run inside the function of their steps, with the records and keys of all."""

import threading
from collections import Counter, defaultdict
from functools import wraps

import pytest
from bivelio_core.workflows.definitions.limits import MAXIMUM_ITEMS
from bivelio_core.workflows.definitions.program import Frame, Program
from bivelio_core.workflows.execution import frames, in_function, payloads
from bivelio_core.workflows.http import request

from tests.api import ORGANISATION, call
from tests.declared import FUNCTIONS
from tests.receiver import Receiver, Reply
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.states import Killed

LATER = {"id": "later", "type": "wait", "when": "`false`", "input": {"seconds": 1}}
"""A step that waits, though never: its loop runs as executions."""


def each(*steps, items="{{ input.items }}", **about):
    return {"id": "each", "type": "for_each", "input": {"items": items, "steps": list(steps), **about}}


def send(url, name="send", **about):
    body = {"item": "{{ item }}", "at": "{{ index }}", "id": "{{ uuid() }}", "of": "{{ input.of }}"}
    return {"id": name, "type": "http_request", "input": {"url": url, "json": body}, **about}


def find(name="find"):
    return {"id": name, "type": "contact.find", "input": {"id": "ct_nobody"}}


def run(states, *steps, items, **about):
    started = execute(workflow(*steps, **about), {"items": items, "of": "all"})["instance_id"]
    states.run()
    return instance(started)


@pytest.fixture
def short_of_time(states, monkeypatch):
    """Functions whose time is over as soon as each of their threads has begun a step, on any machine."""
    states.remaining_ms = 0
    monkeypatch.setattr(in_function, "LEAST_SECONDS", 0)


def test_a_loop_of_many_items_costs_what_one_step_costs(states):
    done = run(states, each(find()), items=list(range(50)))
    assert (done["status"], done["output"]["count"]) == ("completed", 50)
    assert states.entered == Counter(Plan=1, Decide=2, Contacts=1, Done=1)
    assert states.invoked == Counter({"workers/run_plan": 1, "workers/run_contacts": 1})


@pytest.mark.parametrize(("concurrency", "transitions"), [(5, 43), (10, 23)])
def test_a_loop_over_two_functions_is_handed_over_once_for_so_many_items_as_are_under_way(
    states, concurrency, transitions
):
    with Receiver() as receiver:
        done = run(states, each(find(), send(receiver.url), concurrency=concurrency), items=list(range(50)))
    assert (done["status"], states.entered.total()) == ("completed", transitions)


@pytest.mark.usefixtures("short_of_time")
def test_what_one_function_has_no_time_for_the_next_one_does(states):
    with Receiver() as receiver:
        done = run(states, each(send(receiver.url), concurrency=2), items=list(range(20)))
    assert done["output"]["count"] == 20
    assert 10 <= states.entered["Http"] <= 20, "each begins a step, or one in each of two threads"
    assert Counter(got.headers["idempotency-key"].rpartition(":")[2] for got in receiver.received) == Counter(
        map(str, range(20))
    )


def test_records_and_keys_are_those_of_executions(states, table):
    compared = ("status", "attempts", "number", "counted", "step")
    keys, records = [], []
    for more in ([], [LATER]):
        with Receiver(lambda got: Reply(404 if b'"bad"' in got.body else 200)) as receiver:
            done = run(states, each(send(receiver.url), *more), items=["a", "bad", "c"])
        assert (done["status"], done["error"]["details"]["failed"]) == ("failed", [1])
        keys.append(sorted(got.headers["idempotency-key"].partition(":")[2] for got in receiver.received))
        latest = max(item["SK"] for item in table.query(f"{ORGANISATION}#live#WFI"))
        found = table.query(f"{ORGANISATION}#live#WFS#{latest}")
        records.append({item["SK"]: {name: item.get(name) for name in compared} for item in found})
    inside, alone = records
    assert keys == [["send:0", "send:1", "send:2"]] * 2
    assert inside == {name: record for name, record in alone.items() if not name.startswith("later")}
    assert states.entered["Frame"] == 3


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_iterations_are_under_way_than_asked_for(states, concurrency):
    """Also while one needs another function: with one at a time, the next begins when the one before has ended."""
    active: set[int] = set()
    most, seen, lock = [0], [], threading.Lock()
    barrier = threading.Event()

    def receive(got):
        at = int(got.headers["idempotency-key"].rpartition(":")[2])
        with lock:
            (active.add if b"begin" in got.body else active.discard)(at)
            most[0] = max(most[0], len(active))
            seen.append((at, b"begin" in got.body))
        barrier.wait(0.02)
        return Reply()

    with Receiver(receive) as receiver:
        begin = {"id": "begin", "type": "http_request", "input": {"url": receiver.url, "json": "begin"}}
        end = {"id": "end", "type": "http_request", "input": {"url": receiver.url, "json": "end"}}
        done = run(states, each(begin, find(), end, concurrency=concurrency), items=list(range(7)))
    assert (done["status"], most[0]) == ("completed", concurrency)
    if concurrency == 1:
        assert seen == [(at, is_begin) for at in range(7) for is_begin in (True, False)]
    assert states.entered["Frame"] == 0
    assert states.entered["Contacts"] <= -(-7 // concurrency)


@pytest.mark.parametrize(("pause", "waits"), [(0, 1), (10, 0)])
def test_a_retry_waits_in_the_function_or_longer_in_the_machine(states, monkeypatch, pause, waits):
    monkeypatch.setattr(in_function, "LONGEST_PAUSE_SECONDS", pause)
    tried = Counter[str]()

    def receive(got):
        key = got.headers["idempotency-key"]
        tried[key] += 1
        return Reply(503 if key.endswith(":1") and tried[key] == 1 else 200)

    with Receiver(receive) as receiver:
        once_more = send(receiver.url, retry={"attempts": 2, "backoff_seconds": 1})
        done = run(states, each(once_more, concurrency=2), items=["a", "b", "c"])
    assert (done["status"], sorted(tried.values())) == ("completed", [1, 1, 2])
    assert states.entered["Wait"] == waits
    assert len({got.body for got in receiver.received}) == 3, "a repeated request has the same body"


def test_a_cancelled_run_begins_no_other_item(states):
    started: list[str] = []

    def receive(got):
        if got.headers["idempotency-key"].endswith(":2"):
            assert call("workflows.cancel", {"instance_id": started[0]}).status == 200
        return Reply()

    with Receiver(receive) as receiver:
        identifier = workflow(each(send(receiver.url), concurrency=1))
        started.append(execute(identifier, {"items": list(range(9)), "of": ""})["instance_id"])
        states.run()
    assert instance(started[0])["status"] == "cancelled"
    assert len(receiver.received) == 3


def test_a_cancelled_run_begins_no_other_step_of_an_item(states):
    started: list[str] = []

    def receive(got):
        if b"first" in got.body:
            assert call("workflows.cancel", {"instance_id": started[0]}).status == 200
        return Reply()

    with Receiver(receive) as receiver:
        steps = [
            {"id": name, "type": "http_request", "input": {"url": receiver.url, "json": name}}
            for name in ("first", "second")
        ]
        started.append(execute(workflow(each(*steps, items=[1])))["instance_id"])
        states.run()
    assert (instance(started[0])["status"], [got.body for got in receiver.received]) == ("cancelled", [b'"first"'])


def test_an_item_that_kills_its_function_fails_alone(states, monkeypatch):
    send_request = request.request

    @wraps(send_request)
    def die_of(sent, called):
        if sent.json_["item"] == "poison":
            raise Killed
        return send_request(sent, called)

    monkeypatch.setattr(request, "request", die_of)
    with Receiver() as receiver:
        done = run(states, each(send(receiver.url), concurrency=1), items=["a", "poison", "c", "d"])
    assert (done["status"], done["error"]["details"]["failed"]) == ("failed", [1])
    assert [got.headers["idempotency-key"].rpartition(":")[2] for got in receiver.received] == ["0", "2", "3"]
    assert states.entered["Frame"] == 4


def test_steps_that_need_no_function_are_evaluated_by_plan(states):
    double = {"id": "double", "type": "set", "input": {"n": "{{ multiply(item, `2`) }}"}}
    done = run(states, each(double), items=[1, 2, 3])
    assert [one["n"] for one in done["output"]["items"]] == [2, 4, 6]
    assert states.invoked.keys() == {"workers/run_plan"}


def test_branches_run_inside_a_function_as_well(states):
    with Receiver(lambda got: Reply(body=got.body)) as receiver:
        calls = [{"id": name, "type": "http_request", "input": {"url": receiver.url, "json": name}} for name in "lr"]
        branches = [{"id": f"of_{one['id']}", "steps": [one]} for one in calls]
        done = run(states, {"id": "both", "type": "parallel", "input": {"branches": branches}}, items=[])
    assert {name: output["json"] for name, output in done["output"].items()} == {"of_l": "l", "of_r": "r"}
    assert states.entered.total() == 5


def test_a_loop_inside_another_runs_inside_a_function(states):
    inner = {"id": "inner", "type": "for_each", "input": {"items": "{{ item }}", "steps": [find()]}}
    done = run(states, each(inner), items=[[1, 2], [3]])
    assert [one["count"] for one in done["output"]["items"]] == [2, 1]
    assert states.entered["Frame"] == 2


def test_a_loop_reads_of_its_run_what_it_needs_once(states, monkeypatch):

    states.remaining_ms = 60_000
    reads: defaultdict[str, int] = defaultdict(int)
    real = payloads.read

    def counting(item, name, default=None):
        reads[name] += 1
        return real(item, name, default)

    monkeypatch.setattr(payloads, "read", counting)
    with Receiver() as receiver:
        done = run(states, each(send(receiver.url), concurrency=1), items=list(range(20)))
    assert done["status"] == "completed"
    assert reads["input"] < 10
    assert reads["items"] < 10


def test_the_state_of_the_longest_loop_fits_into_step_functions():
    step = {"id": "s" * 40, "type": "contact.find", "input": {"id": "x"}}
    loop = {"id": "l" * 40, "type": "for_each", "input": {"items": [], "steps": [step]}}
    program = Program({"steps": [loop]})
    opened = [Frame("l" * 40, (999, 999, index)) for index in range(MAXIMUM_ITEMS)]
    action = frames.opening(program, program.nodes["l" * 40], opened, 20)
    assert (action["kind"], len(str(action)) < 100_000) == ("contacts", True)


@pytest.mark.parametrize("family", sorted(frames.SHARED))
def test_a_function_is_given_up_after_its_own_time(family):
    assert FUNCTIONS[f"Run{family.capitalize()}"]["Timeout"] == frames.FUNCTION_SECONDS < frames.TIMEOUT_SECONDS

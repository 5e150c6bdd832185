"""Concurrency by a rule: so many runs of a key at once, and what comes then is refused, waits, or takes a place."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api import ORGANISATION, call
from tests.lagging import lag
from tests.workflows.calls import APPROVE, ASK, QUICK, execute, instance, workflow
from tests.workflows.inbound import inbound, send, work_off
from tests.workflows.stream import happen, instances

ONE_BY_ONE = {"limit": 1, "on_busy": "queue"}


def started(identifier, n, **about):
    return execute(identifier, {"n": n, "client_name": f"C{n}", **about})["instance_id"]


def statuses(runs):
    return [instance(run)["status"] for run in runs]


def approve(states, run):
    call("workflows.approve", {"instance_id": run}).data  # noqa: B018
    states.run()


def gates(table, identifier):
    """What is left at the gates of a workflow: entries, and counters that are not zero."""
    items = table.query(f"{ORGANISATION}#live#WFG#{identifier}")
    return [item for item in items if "instance" in item or item.get("active") or item.get("queued")]


def test_runs_beyond_the_limit_wait_and_begin_in_order(states, table):
    identifier = workflow(APPROVE, concurrency={"limit": 2, "on_busy": "queue"})
    runs = [started(identifier, n) for n in range(5)]
    states.run()
    assert statuses(runs) == ["waiting", "waiting", "pending", "pending", "pending"]
    approve(states, runs[1])
    assert statuses(runs) == ["waiting", "completed", "waiting", "pending", "pending"]
    for run in (runs[0], runs[2], runs[3], runs[4]):
        approve(states, run)
    assert statuses(runs) == ["completed"] * 5
    assert gates(table, identifier) == []


def test_runs_of_a_moment_ago_are_known_at_the_gate(states, table):
    """Who waits is let in, and who is active gives way, though no weak read has seen them."""
    lag(table)
    waiting = workflow(APPROVE, concurrency=ONE_BY_ONE)
    runs = [started(waiting, n) for n in range(2)]
    states.run()
    approve(states, runs[0])
    assert statuses(runs) == ["completed", "waiting"]
    replacing = workflow(APPROVE, concurrency={"limit": 1, "on_busy": "replace"})
    runs = []
    for n in range(2):
        runs.append(started(replacing, n))
        states.run()
    assert statuses(runs) == ["cancelled", "waiting"]


def test_runs_of_another_key_have_a_limit_of_their_own(states, table):
    identifier = workflow(APPROVE, concurrency={**ONE_BY_ONE, "key": "input.client"})
    runs = [started(identifier, n, client=client) for n, client in enumerate("aab")]
    states.run()
    assert statuses(runs) == ["waiting", "pending", "waiting"]
    for run in (runs[0], runs[2], runs[1]):
        approve(states, run)
    assert gates(table, identifier) == []


def test_a_queue_that_is_full_says_when_to_come_again_and_loses_nothing_that_it_took(states, table):
    identifier = workflow(APPROVE, concurrency={**ONE_BY_ONE, "max_queued": 2})
    runs = [started(identifier, n) for n in range(3)]
    for language in ("ca", "es", "en"):
        refused = call("workflows.execute", {"workflow_id": identifier}, headers={"Accept-Language": language})
        assert (refused.status, refused.error["code"]) == (429, "WORKFLOW_QUEUE_FULL")
        assert refused.headers["Retry-After"] == "30"
    states.run()
    for run in runs:
        approve(states, run)
    assert statuses(runs) == ["completed"] * 3
    assert len(instances(identifier)) == 3


def test_refusing_names_a_run_that_is_under_way(states):
    identifier = workflow(APPROVE, concurrency={"limit": 2})
    runs = [started(identifier, n) for n in range(2)]
    refused = call("workflows.execute", {"workflow_id": identifier})
    assert (refused.status, refused.error["code"]) == (409, "WORKFLOW_ALREADY_RUNNING")
    assert refused.error["details"]["instance_id"] == runs[0]


def test_replacing_cancels_the_oldest_run_for_the_newest(states, table):
    identifier = workflow(APPROVE, concurrency={"limit": 1, "on_busy": "replace"})
    runs = []
    for n in range(3):
        runs.append(started(identifier, n))
        states.run()
    assert statuses(runs) == ["cancelled", "cancelled", "waiting"]
    assert instance(runs[0])["error"]["code"] == "WORKFLOW_REPLACED"
    approve(states, runs[2])
    assert gates(table, identifier) == []


def test_a_run_that_is_cancelled_leaves_the_queue_or_its_place(states, table):
    identifier = workflow(APPROVE, concurrency=ONE_BY_ONE)
    runs = [started(identifier, n) for n in range(4)]
    states.run()
    call("workflows.cancel", {"instance_id": runs[1]})
    call("workflows.cancel", {"instance_id": runs[0]})
    states.run()
    assert statuses(runs) == ["cancelled", "cancelled", "waiting", "pending"]
    for run in runs[2:]:
        approve(states, run)
    assert gates(table, identifier) == []


def test_a_repeated_start_waits_once(states, table):
    identifier = workflow(APPROVE, concurrency=ONE_BY_ONE)
    started(identifier, 0)
    key = {"Idempotency-Key": "again"}
    answers = [call("workflows.execute", {"workflow_id": identifier}, headers=key).data for _ in range(3)]
    assert len({answer["instance_id"] for answer in answers}) == 1
    assert len(instances(identifier)) == 2


def test_a_failed_run_enters_again_when_there_is_room(states, table):
    failing = {"id": "bad", "type": "stop", "input": {"status": "failed"}}
    identifier = workflow({**APPROVE, "when": "input.n == `1`"}, failing, concurrency=ONE_BY_ONE)
    failed = started(identifier, 0)
    states.run()
    other = started(identifier, 1)
    states.run()
    refused = call("workflows.retry", {"instance_id": failed})
    assert (refused.status, refused.error["code"]) == (409, "WORKFLOW_ALREADY_RUNNING")
    approve(states, other)
    assert call("workflows.retry", {"instance_id": failed}).status == 200
    states.run()
    assert gates(table, identifier) == []


def test_what_starts_by_itself_waits_too_and_a_full_queue_is_a_failed_run(states, table):
    identifier = workflow(
        ASK,
        trigger_type="event",
        trigger={"event": "invoice.paid"},
        concurrency={**ONE_BY_ONE, "max_queued": 1},
    )
    for _ in range(3):
        happen("invoice.paid")
    states.run()
    found = instances(identifier)
    assert [run["status"] for run in found] == ["failed", "pending", "waiting"]
    assert found[0]["error"]["code"] == "WORKFLOW_QUEUE_FULL"


def test_a_url_whose_queue_is_full_answers_429_before_it_accepts(states):
    _, token = inbound(APPROVE, concurrency={**ONE_BY_ONE, "max_queued": 1})
    for n in range(2):
        assert send(token, {"client_name": f"C{n}"}).status == 202
        work_off()
    refused = send(token, {"client_name": "C3"}, headers={"Accept-Language": "en"})
    assert (refused.status, refused.error["code"]) == (429, "WORKFLOW_QUEUE_FULL")
    assert refused.headers["Retry-After"] == "30"


def test_starts_at_the_same_time_never_exceed_the_limit(states, table):
    identifier = workflow(APPROVE, concurrency={"limit": 3, "on_busy": "queue"})
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda n: started(identifier, n), range(12)))
    states.run()
    assert sorted(statuses(runs)) == ["pending"] * 9 + ["waiting"] * 3
    left = set(runs)
    while left:
        run = next(each for each in left if instance(each)["status"] == "waiting")
        approve(states, run)
        left.remove(run)
    assert gates(table, identifier) == []


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"limit": 0}, "concurrency.limit"),
        ({"limit": 1, "on_busy": "wait"}, "concurrency.on_busy"),
        ({"limit": 1, "max_queued": 10_001}, "concurrency.max_queued"),
        ({"limits": 1}, "concurrency.limits"),
        ("double", "concurrency"),
        (["single"], "concurrency"),
        ({"key": "steps.s.output"}, "concurrency.key"),
        ({"key": "item"}, "concurrency.key"),
        ({"key": "input."}, "concurrency.key"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(table, rule, field):
    refused = call("workflows.create", {"name": "x", "steps": [QUICK], "concurrency": rule})
    assert refused.status in (400, 422)
    assert [fault["field"] for fault in refused.error["details"]["errors"]] == [field]


def test_a_key_that_cannot_be_evaluated_is_refused_at_the_start(states):
    identifier = workflow(QUICK, concurrency={"key": "length(input.nobody)"})
    refused = call("workflows.execute", {"workflow_id": identifier})
    assert (refused.status, refused.error["details"]["field"]) == (422, "concurrency.key")


def test_the_words_stay_and_a_change_of_the_rule_keeps_what_waits(states, table):
    identifier = workflow(APPROVE, concurrency=ONE_BY_ONE)
    runs = [started(identifier, n) for n in range(3)]
    states.run()
    shown = call("workflows.update", {"id": identifier, "concurrency": {"limit": 3, "on_busy": "queue"}}).data
    assert {n: v for n, v in shown["concurrency"].items() if v} == {"limit": 3, "on_busy": "queue", "max_queued": 100}
    runs.append(started(identifier, 3))
    states.run()
    call("workflows.update", {"id": identifier, "concurrency": "allow"}).data  # noqa: B018
    for run in runs:
        approve(states, run)
    assert statuses(runs) == ["completed"] * 4
    assert gates(table, identifier) == []

"""A workflow that may run once at a time does, whatever becomes of its runs."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bivelio_core import clock

from tests.api import ORGANISATION, call, lose_answers
from tests.workflows.calls import APPROVE, execute, instance, workflow

QUICK = {"id": "s", "type": "set", "input": {"x": 1}}


STARTS = int(os.environ.get("WORKFLOW_STARTS", "20"))


def attempt(identifier, given=None):
    return call("workflows.execute", {"workflow_id": identifier, "input": given or {}})


def locks(table):
    return table.query(f"{ORGANISATION}#live#WFL")


def test_a_second_run_is_refused_and_told_of_the_first(states, table):
    identifier = workflow(QUICK)
    first = execute(identifier)
    second = attempt(identifier)
    assert (second.status, second.error["code"]) == (409, "WORKFLOW_ALREADY_RUNNING")
    assert second.error["details"]["instance_id"] == first["instance_id"]
    states.run()
    assert locks(table) == []
    assert attempt(identifier).status == 200


def test_by_input_only_the_same_input_excludes_itself(states):
    identifier = workflow(QUICK, concurrency="by_input")
    assert attempt(identifier, {"a": 1, "b": 2}).status == 200
    assert attempt(identifier, {"a": 2}).status == 200
    assert attempt(identifier, {"b": 2, "a": 1}).status == 409


def test_any_number_may_run_where_that_is_allowed(states):
    identifier = workflow(QUICK, concurrency="allow")
    assert [attempt(identifier).status for _ in range(3)] == [200] * 3


def test_of_two_simultaneous_starts_exactly_one_is_refused(states, table):
    identifier = workflow(QUICK)
    for _ in range(STARTS):
        together = threading.Barrier(2)

        def start(_number, together=together):
            together.wait()
            return attempt(identifier).status

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(start, range(2))) == [200, 409]
        states.run()
    assert locks(table) == []


def test_a_lock_whose_execution_is_gone_is_taken_over(states, table):
    identifier = workflow(APPROVE)
    first = execute(identifier, {"client_name": "x"})
    states.run()
    next(iter(states.executions.values())).status = "FAILED"
    assert attempt(identifier).status == 409, "a young lock is trusted"
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        assert attempt(identifier, {"client_name": "y"}).status == 200
    lost = instance(first["instance_id"])
    assert (lost["status"], lost["error"]["code"]) == ("failed", "INTERNAL_ERROR")
    assert len(locks(table)) == 1


def test_a_long_run_keeps_its_lock(states):
    identifier = workflow(APPROVE)
    first = execute(identifier, {"client_name": "x"})
    states.run()
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert attempt(identifier).status == 409
    assert instance(first["instance_id"])["status"] == "waiting"


def test_the_end_of_a_run_leaves_a_lock_that_is_no_longer_its_own(states, table):
    identifier = workflow(APPROVE)
    first = execute(identifier, {"client_name": "x"})
    states.run()
    (lock,) = locks(table)
    table.put({**lock, "run": "another"})
    call("workflows.approve", {"instance_id": first["instance_id"]})
    states.run()
    assert instance(first["instance_id"])["status"] == "completed"
    assert [lock["run"] for lock in locks(table)] == ["another"]


def test_a_retry_takes_the_lock_again(states, table):
    bad = {"id": "bad", "type": "contact.update", "input": {"id": "ct_nobody", "name": "x"}}
    identifier = workflow(bad)
    first = execute(identifier)
    states.run()
    assert locks(table) == []
    second = execute(identifier)
    refused = call("workflows.retry", {"instance_id": first["instance_id"]})
    assert (refused.status, refused.error["code"]) == (409, "WORKFLOW_ALREADY_RUNNING")
    states.run()
    assert call("workflows.retry", {"instance_id": first["instance_id"]}).status == 200
    states.run()
    assert locks(table) == []
    assert instance(second["instance_id"])["status"] == "failed"


def test_the_same_idempotency_key_starts_one_run(states, table):
    identifier = workflow(QUICK)
    headers = {"Idempotency-Key": "start-1"}
    first = call("workflows.execute", {"workflow_id": identifier}, headers=headers).data
    assert call("workflows.execute", {"workflow_id": identifier}, headers=headers).data == first
    lose_answers(table)
    assert call("workflows.execute", {"workflow_id": identifier}, headers=headers).data == first
    lose_answers(table)
    other = call("workflows.execute", {"workflow_id": identifier, "input": {"x": 1}}, headers=headers)
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert len(states.executions) == 1


def test_a_run_that_step_functions_did_not_take_is_pending_and_taken_up_by_its_key(states):
    identifier = workflow(QUICK)
    states.is_busy = True
    started = attempt(identifier)
    assert (started.status, started.data["status"]) == (200, "pending")
    assert instance(started.data["instance_id"])["status"] == "pending"

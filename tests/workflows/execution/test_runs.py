"""A run does what its definition says, through the real endpoints, functions and state machine."""

import pytest

from tests.api import call
from tests.receiver import Receiver
from tests.workflows.calls import APPROVE, CREATE, call_to, execute, instance, workflow


def test_a_large_value_goes_by_reference(states):
    big = "x" * 60_000
    step = {"id": "big", "type": "set", "input": {"a": "{{ input.big }}", "b": "{{ input.big }}{{ input.big }}"}}
    each = {"id": "e", "type": "for_each", "input": {"items": ["{{ steps.big.output.b }}", 1], "steps": [
        {"id": "len", "type": "set", "input": {"n": "{{ length(steps.big.output.a) }}"}}]}}  # fmt: skip
    started = execute(workflow(step, each), {"big": big})
    states.run()
    done = instance(started["instance_id"])
    assert done["output"]["items"] == [{"n": 60_000}] * 2
    assert done["steps"][0]["output_omitted"]


def test_cancelling_stops_before_the_next_step(states):
    wait = {"id": "w", "type": "approval", "input": {"message": "?"}}
    started = execute(workflow(wait, CREATE), {"client_name": "x"})
    states.run()
    cancelled = call("workflows.cancel", {"instance_id": started["instance_id"]}).data
    assert cancelled["status"] == "cancelled"
    assert call("workflows.cancel", {"instance_id": started["instance_id"]}).data == cancelled
    states.run()
    assert call("contacts.list", {}).data["pagination"]["total"] == 0
    assert states.executions[next(iter(states.executions))].status == "ABORTED"
    assert execute(cancelled["workflow_id"], {"client_name": "x"})["status"] == "running"
    assert call("workflows.retry", {"instance_id": started["instance_id"]}).status == 409


def test_waiting_for_the_end_answers_with_the_output(states, monkeypatch):
    identifier = workflow({"id": "s", "type": "set", "input": {"n": "{{ input.n }}"}})
    moves = iter([None, None, states.run])

    def sleep(_):
        (next(moves, None) or (lambda: None))()

    monkeypatch.setattr("time.sleep", sleep)
    answer = call("workflows.execute", {"workflow_id": identifier, "input": {"n": 7}, "async": False})
    assert (answer.status, answer.data["status"], answer.data["output"]) == (200, "completed", {"n": 7})
    assert answer.data["duration_ms"] >= 0


def test_waiting_longer_than_allowed_answers_202_and_the_run_goes_on(states):
    identifier = workflow({"id": "s", "type": "set", "input": {"n": 1}})
    answer = call("workflows.execute", {"workflow_id": identifier, "async": False})
    assert (answer.status, answer.data["status"]) == (202, "running")
    states.run()
    assert instance(answer.data["instance_id"])["status"] == "completed"


def test_instances_are_listed_by_workflow_and_status_newest_first(states):
    one, two = workflow(CREATE, concurrency="allow"), workflow(APPROVE, concurrency="allow")
    for _ in range(3):
        execute(one, {"client_name": "x"})
        execute(two, {"client_name": "x"})
    states.run()
    done = call("workflows.instances", {"workflow_id": one, "status": "completed", "per_page": 2}).data
    assert (done["pagination"]["total"], done["pagination"]["total_pages"], len(done["instances"])) == (3, 2, 2)
    assert done["instances"] == sorted(done["instances"], key=lambda shown: shown["instance_id"], reverse=True)
    assert call("workflows.instances", {"status": "waiting"}).data["pagination"]["total"] == 3
    assert call("workflows.instances", {}).data["pagination"]["total"] == 6


def test_a_run_keeps_the_version_it_began_with(states):
    identifier = workflow(APPROVE, {"id": "s", "type": "set", "input": {"version": 1}})
    started = execute(identifier, {"client_name": "x"})
    states.run()
    steps = [APPROVE, {"id": "s", "type": "set", "input": {"version": 2}}]
    call("workflows.update", {"id": identifier, "steps": steps})
    call("workflows.approve", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["output"] == {"version": 1}
    started = execute(identifier, {"client_name": "x"})
    states.run()
    call("workflows.approve", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["output"] == {"version": 2}


def test_a_step_costs_two_transitions_and_one_that_needs_nobody_none(states):
    with Receiver() as receiver:
        calls = [{**call_to(receiver.url), "id": f"c{number}"} for number in range(5)]
        sets = [{"id": f"s{number}", "type": "set", "input": {"x": 1}} for number in range(5)]
        execute(workflow(*calls))
        states.run()
        alone = states.entered.total()
        execute(workflow(*[step for pair in zip(calls, sets, strict=True) for step in pair]))
        states.run()
    assert alone == 2 * 5 + 3
    assert states.entered.total() == 2 * alone


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize(("plan", "approvals"), [("pro", 0), ("enterprise", 1)])
def test_the_onboarding_example_configures_a_client_new_or_known(states, is_known, plan, approvals):
    sandbox = {"environment": "sandbox"}
    email = "contacte@empresaabc.com" if is_known else "nova@empresa.com"
    given = {"client_name": "Empresa ABC", "client_email": email, "plan": plan}
    started = call("workflows.execute", {"workflow_id": "wf_a1b2c3d4", "input": given}, caller=sandbox).data
    states.run()
    for _ in range(approvals):
        assert call("workflows.approve", {"instance_id": started["instance_id"]}, caller=sandbox).status == 200
        states.run()
    done = call("workflows.instances_get", {"instance_id": started["instance_id"]}, caller=sandbox).data
    assert (done["status"], done["output"]["welcome_email_sent"]) == ("completed", True), done
    contact = call("contacts.get", {"id": done["output"]["client_id"]}, caller=sandbox).data
    known_tags = ["client", "actiu", "pro"] if is_known else ["client"]
    assert (contact["email"], contact["tags"]) == (email, list(dict.fromkeys([*known_tags, plan])))
    assert (contact["id"] == "ct_abc123") == is_known


def test_frames_that_wait_cost_a_transition_and_a_run_of_their_own_others_nothing(states):
    find = {"id": "find", "type": "contact.find", "input": {"id": "ct_nobody"}}
    later = {"id": "later", "type": "wait", "when": "`false`", "input": {"seconds": 1}}
    for steps, transitions in (([find, later], 6 + 3 * (1 + 3 + 2)), ([find], 5)):
        before = states.entered.total()
        execute(workflow({"id": "each", "type": "for_each", "input": {"items": [1, 2, 3], "steps": steps}}))
        states.run()
        assert states.entered.total() - before == transitions


def test_a_cancelled_run_shows_the_step_that_was_under_way_as_cancelled(states):
    started = execute(workflow(APPROVE, CREATE), {"client_name": "x"})
    states.run()
    call("workflows.cancel", {"instance_id": started["instance_id"]})
    assert [step["status"] for step in instance(started["instance_id"])["steps"]] == ["cancelled", "pending"]
    late = call("workflows.approve", {"instance_id": started["instance_id"]})
    assert (late.status, late.error["details"]["reason"]) == (409, "ended")


def test_a_run_that_was_cancelled_can_only_be_tried_again_from_the_start(states):
    started = execute(workflow(APPROVE), {"client_name": "x"})
    call("workflows.cancel", {"instance_id": started["instance_id"]})
    refused = call("workflows.retry", {"instance_id": started["instance_id"]})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "not_failed")
    again = call("workflows.retry", {"instance_id": started["instance_id"], "from": "start"}).data
    states.run()
    assert instance(again["instance_id"])["status"] == "waiting"


def test_runs_under_way_go_on_when_their_workflow_is_archived(states):
    identifier = workflow(APPROVE, CREATE)
    started = execute(identifier, {"client_name": "x"})
    states.run()
    call("workflows.archive", {"id": identifier})
    refused = call("workflows.execute", {"workflow_id": identifier})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "workflow_archived")
    call("workflows.approve", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"
    again = call("workflows.retry", {"instance_id": started["instance_id"], "from": "start"})
    assert (again.status, again.error["details"]["reason"]) == (409, "workflow_archived")


@pytest.mark.parametrize("size", [10_000, 150_000])
def test_a_large_input_is_shown_on_its_own_and_left_out_of_lists(states, size):
    given = {"text": "x" * size}
    started = execute(workflow({"id": "a", "type": "set", "input": {"x": 1}}), given)
    states.run()
    (listed,) = call("workflows.instances", {}).data["instances"]
    assert (listed["instance_id"], listed["input_omitted"]) == (started["instance_id"], True)
    assert "input" not in listed
    read = instance(started["instance_id"])
    assert (read["input"], "input_omitted" in read) == (given, False)

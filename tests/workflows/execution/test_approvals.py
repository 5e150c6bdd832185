"""An approval waits for a person, and only time decides in a person's stead."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api import ORGANISATION, call, load
from tests.workflows.calls import APPROVE, CREATE, execute, instance, workflow
from tests.workflows.killer import Killer
from tests.workflows.states import Killed, ended


@pytest.mark.parametrize(("approved", "status"), [(True, "completed"), (False, "completed")])
def test_an_approval_waits_for_a_decision(states, approved, status):
    started = execute(workflow(APPROVE, {**CREATE, "when": "steps.ok.output.approved"}), {"client_name": "ABC"})
    states.run()
    waiting = instance(started["instance_id"])
    assert (waiting["status"], waiting["steps"][0]["status"]) == ("waiting", "waiting")
    assert waiting["steps"][0]["message"] == "Send to ABC?"
    listed = call("workflows.instances", {"with_waiting": True}).data["instances"]
    assert [one["message"] for one in listed[0]["waiting"]] == ["Send to ABC?"]
    asked = {"instance_id": started["instance_id"], "approved": approved, "comment": "fine"}
    decided = call("workflows.approve", asked).data
    assert call("workflows.approve", asked).data == decided
    other = call("workflows.approve", {**asked, "approved": not approved})
    assert (other.status, other.error["code"]) == (409, "CONFLICT")
    states.run()
    done = instance(started["instance_id"])
    assert done["status"] == status
    assert call("workflows.instances", {"with_waiting": True}).data["instances"][0]["waiting"] == []
    assert done["steps"][0]["output"]["comment"] == "fine"
    assert done["steps"][1]["status"] == ("completed" if approved else "skipped")


@pytest.mark.parametrize(
    ("on_expiry", "status", "approved"),
    [("fail", "failed", None), ("reject", "completed", False), ("approve", "completed", True)],
)
def test_an_approval_that_nobody_decides_expires(states, on_expiry, status, approved):
    step = {**APPROVE, "input": {**APPROVE["input"], "expires_in_seconds": 60, "on_expiry": on_expiry}}
    started = execute(workflow(step), {"client_name": "ABC"})
    states.run()
    states.expires.add("token-1")
    states.run()
    done = instance(started["instance_id"])
    assert done["status"] == status
    if approved is None:
        assert done["error"]["code"] == "APPROVAL_EXPIRED"
    else:
        assert (done["output"]["approved"], done["output"]["expired"]) == (approved, True)
        assert {"comment": None, "decided_by": None}.items() <= done["output"].items()  # later steps may name them
    late = call("workflows.approve", {"instance_id": started["instance_id"]})
    assert late.status == 409


def test_simultaneous_equal_decisions_are_all_answered_alike(states):
    started = execute(workflow(APPROVE, CREATE), {"client_name": "x"})
    states.run()
    with ThreadPoolExecutor(20) as pool:
        asked = [{"instance_id": started["instance_id"], "comment": "yes"}] * 20
        answers = list(pool.map(lambda data: call("workflows.approve", data), asked))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.data["decided_at"] for answer in answers}) == 1
    states.run()
    repeated = call("workflows.approve", asked[0])
    assert (repeated.status, repeated.data) == (200, answers[0].data), "also when the run has gone on"


def test_a_repeated_decision_does_not_decide_the_next_approval(states):
    started = execute(workflow(APPROVE, {**APPROVE, "id": "again"}), {"client_name": "x"})
    states.run()
    unnamed = call("workflows.approve", {"instance_id": started["instance_id"]})
    assert (unnamed.status, unnamed.error["details"]["field"]) == (422, "step_id")
    assert "ok, again" in unnamed.error["message"]
    first = {"instance_id": started["instance_id"], "step_id": "ok"}
    assert call("workflows.approve", first).status == 200
    states.run()
    assert call("workflows.approve", first).status == 200
    states.run()
    assert [step["status"] for step in instance(started["instance_id"])["steps"]] == ["completed", "waiting"]


def test_a_workflow_without_an_approval_has_none_to_decide(states):
    started = execute(workflow({"id": "pause", "type": "wait", "input": {"seconds": 60}}))
    assert call("workflows.approve", {"instance_id": started["instance_id"]}).status == 404


def test_a_decision_takes_a_key_that_may_write(states):
    started = execute(workflow(APPROVE), {"client_name": "x"})
    states.run()
    refused = call("workflows.approve", {"instance_id": started["instance_id"]}, caller={"scopes": "read"})
    assert (refused.status, refused.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")
    assert instance(started["instance_id"])["status"] == "waiting"


@pytest.mark.parametrize("on_expiry", ["fail", "reject", "approve"])
def test_an_approval_whose_function_always_dies_is_not_decided_by_that(states, on_expiry):
    """Only time decides in a person's stead: an error of ours fails the step."""
    step = {**APPROVE, "input": {**APPROVE["input"], "on_expiry": on_expiry}}
    started = execute(workflow(step, CREATE), {"client_name": "ABC"})

    def die(path):
        if path == "workers/run_suspend":
            raise Killed

    states.around = die
    states.run()
    done = instance(started["instance_id"])
    assert (done["status"], done["error"]["code"]) == ("failed", "INTERNAL_ERROR")
    assert call("contacts.list", {}).data["pagination"]["total"] == 0
    states.around = lambda _: None
    call("workflows.retry", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["status"] == "waiting"


@pytest.mark.parametrize("decided", ["before the retry", "before the retry has begun"])
def test_a_decision_made_while_no_execution_was_there_is_not_lost(states, decided):
    started = execute(workflow(APPROVE), {"client_name": "x"})
    states.run()
    (execution,) = states.executions.values()
    states.queue.clear()
    execution.status = "FAILED"
    approve = {"instance_id": started["instance_id"], "comment": "yes"}
    if decided == "before the retry":
        call("workflows.approve", approve)
    load("workers/interrupt_run").handler(ended(execution))
    call("workflows.retry", {"instance_id": started["instance_id"]})
    if decided == "before the retry has begun":
        call("workflows.approve", approve)
    states.run()
    done = instance(started["instance_id"])
    assert (done["status"], done["output"]["comment"]) == ("completed", "yes")


def test_an_approval_that_expired_is_asked_again_by_a_retry(states):
    started = execute(workflow(APPROVE), {"client_name": "x"})
    states.run()
    states.expires.add("token-1")
    states.run()
    assert instance(started["instance_id"])["error"]["code"] == "APPROVAL_EXPIRED"
    call("workflows.retry", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["status"] == "waiting"
    call("workflows.approve", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"


def nested(*around):
    """An approval inside a parallel inside a loop, and one in the other branch."""
    left = [{**APPROVE, "input": {"message": "{{ item }}?"}}]
    right = [{**APPROVE, "id": "other", "input": {"message": "Other?"}}, *around]
    branches = [{"id": "left", "steps": left}, {"id": "right", "steps": right}]
    split = {"id": "split", "type": "parallel", "input": {"branches": branches}}
    return {"id": "each", "type": "for_each", "input": {"items": ["A", "B"], "steps": [split]}}


def shown(instance_id):
    """The waiting approvals of a run as (step, iteration, branch, message)."""
    waiting = instance(instance_id)["waiting"]
    assert all(one["expires_at"] for one in waiting)
    return {(one["step_id"], one["iteration"], one.get("branch"), one["message"]) for one in waiting}


def test_approvals_inside_loops_and_branches_are_shown_until_they_are_decided(states, table):
    started = execute(workflow(nested(CREATE)), {"client_name": "x"})["instance_id"]
    states.run()
    waits = {("ok", "0", "left", "A?"), ("ok", "1", "left", "B?"), ("other", "0", "right", "Other?")}
    waits.add(("other", "1", "right", "Other?"))
    assert (instance(started)["status"], shown(started)) == ("waiting", waits)
    listed = call("workflows.instances", {"status": "waiting"}).data["instances"]
    assert [run["instance_id"] for run in listed] == [started]
    assert "waiting" not in listed[0]
    with_waiting = call("workflows.instances", {"status": "waiting", "with_waiting": True}).data["instances"]
    assert with_waiting[0]["waiting"] == instance(started)["waiting"]
    for step, iteration, branch, message in sorted(waits):
        decision = {"instance_id": started, "step_id": step, "iteration": iteration}
        assert call("workflows.approve", decision).status == 200
        waits.remove((step, iteration, branch, message))
        assert shown(started) == waits, "a decided one is no longer shown, even before its run has gone on"
        if waits:
            states.run()
            assert instance(started)["status"] == "waiting"
    states.run()
    assert (instance(started)["status"], shown(started)) == ("completed", set())
    assert table.query(f"{ORGANISATION}#live#WFA#{table.query(f'{ORGANISATION}#live#WFI')[0]['SK']}") == []


def test_a_run_goes_on_as_running_when_its_last_nested_approval_is_decided(states):
    left = {"id": "left", "steps": [APPROVE, CREATE]}
    right = {"id": "right", "steps": [{"id": "pause", "type": "wait", "input": {"seconds": 60}}]}
    split = {"id": "split", "type": "parallel", "input": {"branches": [left, right]}}
    started = execute(workflow(split), {"client_name": "x"})["instance_id"]
    states.run()
    assert shown(started) == {("ok", "0", "left", "Send to x?")}
    seen = []

    def look(path):
        if path == "workers/run_contacts":
            seen.append(instance(started)["status"])

    states.around = look
    call("workflows.approve", {"instance_id": started})
    states.run()
    assert seen == ["running"]


def test_an_approval_at_the_top_level_is_shown_as_waiting_too(states):
    started = execute(workflow(APPROVE), {"client_name": "x"})["instance_id"]
    states.run()
    assert shown(started) == {("ok", "0", None, "Send to x?")}
    call("workflows.cancel", {"instance_id": started})
    assert instance(started)["waiting"] == []


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", range(0, 36, 3))
def test_a_nested_approval_is_shown_and_withdrawn_when_a_function_dies_at_any_call(states, table, at, when):
    killer = Killer()
    started = execute(workflow(nested()))["instance_id"]
    with killer.armed(lambda number, now: (number, now) == (at, when)):
        states.run()
    assert len(shown(started)) == 4
    for one in instance(started)["waiting"]:
        call("workflows.approve", {"instance_id": started, "step_id": one["step_id"], "iteration": one["iteration"]})
    with killer.armed(lambda number, now: (number, now) == (at, when)):
        states.run()
    assert killer.kills == 1
    assert instance(started)["status"] == "completed"
    assert table.query(f"{ORGANISATION}#live#WFA#{table.query(f'{ORGANISATION}#live#WFI')[0]['SK']}") == []


def user(name, role="member"):
    """The authorizer's context of a user."""
    scopes = "admin" if role in ("owner", "admin") else "write"
    return {"actor_kind": "user", "actor": f"usr_{name}", "role": role, "scopes": scopes}


ANA, PAU = user("ana", "admin"), user("pau")
KEY: dict[str, Any] = {}


def waits(states, caller=KEY, given=None, **who):
    """A run that a caller started and whose approval says who may decide."""
    step = {**APPROVE, "input": {**APPROVE["input"], **who}}
    asked = {"workflow_id": workflow(step), "input": {"client_name": "ABC", **(given or {})}}
    started = call("workflows.execute", asked, caller=caller).data["instance_id"]
    states.run()
    return started


def may_decide(caller, started):
    """What the run and the list of what waits say to a caller about the only approval; both say the same."""
    (shown,) = call("workflows.instances_get", {"instance_id": started}, caller=caller).data["waiting"]
    asked = {"status": "waiting", "with_waiting": True}
    listed = call("workflows.instances", asked, caller=caller).data["instances"]
    (in_list,) = next(each for each in listed if each["instance_id"] == started)["waiting"]
    assert shown["may_decide"] is in_list["may_decide"]
    return shown["may_decide"]


def decided_by(caller, started, **about):
    return call("workflows.approve", {"instance_id": started, **about}, caller=caller)


@pytest.mark.parametrize(
    ("who", "caller", "reason"),
    [
        ({"roles": ["owner", "admin"]}, ANA, None),
        ({"roles": ["owner", "admin"]}, PAU, "not_an_approver"),
        ({"roles": ["owner", "admin"]}, {**ANA, "role": ""}, "not_an_approver"),
        ({"users": ["usr_pau"]}, PAU, None),
        ({"users": ["usr_pau"]}, ANA, "not_an_approver"),
        ({"users": ["usr_pau"], "roles": ["admin"]}, ANA, None),
        ({"users": ["{{ input.boss }}"]}, PAU, None),
        ({"users": ["{{ input.boss }}"]}, ANA, "not_an_approver"),
        ({"roles": ["admin"]}, KEY, "users_only"),
        ({"users": ["usr_pau"]}, KEY, "users_only"),
        ({"exclude_starter": True}, KEY, "users_only"),
        ({"exclude_starter": True}, PAU, None),
        ({"exclude_starter": False}, KEY, None),
    ],
)
def test_only_those_decide_whom_the_approval_names(states, who, caller, reason):
    started = waits(states, given={"boss": "usr_pau"}, **who)
    assert may_decide(caller, started) is (reason is None)
    answer = decided_by(caller, started)
    if reason is None:
        assert answer.data["approved"] is True
        return
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")
    assert answer.error["details"] == {"reason": reason}
    assert "required_scope" not in answer.error["remedy"]  # no scope would help
    states.run()
    assert instance(started)["status"] == "waiting"


def test_who_started_a_run_is_excluded_whatever_the_role_and_the_answer(states):
    started = waits(states, caller=ANA, roles=["admin"], users=["usr_ana"], exclude_starter=True)
    assert (may_decide(ANA, started), may_decide(user("eva", "admin"), started)) == (False, True)
    for approved in (True, False):
        refused = decided_by(ANA, started, approved=approved)
        assert (refused.status, refused.error["details"]) == (403, {"reason": "started_by_you"})
    assert decided_by(user("eva", "admin"), started).status == 200
    assert decided_by(ANA, started).status == 403, "also when it was decided"


def test_who_started_the_outermost_run_is_excluded_from_the_runs_inside(states):
    inner = workflow({**APPROVE, "input": {"message": "?", "exclude_starter": True}}, concurrency="allow")
    outer = workflow({"id": "sub", "type": "run_workflow", "input": {"workflow_id": inner}})
    call("workflows.execute", {"workflow_id": outer, "input": {}}, caller=ANA)
    states.run()
    (run,) = call("workflows.instances", {"workflow_id": inner}).data["instances"]
    assert decided_by(ANA, run["instance_id"]).error["details"] == {"reason": "started_by_you"}
    assert decided_by(PAU, run["instance_id"]).status == 200


def test_a_run_shows_who_may_decide_also_inside_a_loop(states):
    who = {"roles": ["owner"], "users": ["usr_pau"], "exclude_starter": True}
    shown = instance(waits(states, **who))
    assert shown["waiting"][0]["deciders"] == shown["steps"][0]["deciders"] == who
    assert "deciders" not in instance(waits(states))["waiting"][0]
    step = {**APPROVE, "input": {"message": "?", "users": ["usr_pau"]}}
    loop = {"id": "each", "type": "for_each", "input": {"items": [1], "steps": [step]}}
    started = execute(workflow(loop))["instance_id"]
    states.run()
    assert instance(started)["waiting"][0]["deciders"] == {"users": ["usr_pau"], "exclude_starter": False}
    assert (may_decide(ANA, started), may_decide(PAU, started)) == (False, True)
    assert may_decide({**PAU, "scopes": "read", "role": "viewer"}, started) is False
    assert decided_by(ANA, started, step_id="ok").status == 403
    assert decided_by(PAU, started, step_id="ok").status == 200


@pytest.mark.parametrize(
    ("who", "field"),
    [
        ({"roles": ["viewer"]}, "roles[0]"),
        ({"roles": []}, "roles"),
        ({"users": ["ana@exemple.cat"]}, "users[0]"),
        ({"users": ["usr_a"] * 21}, "users"),
        ({"exclude_starter": "who"}, "exclude_starter"),
    ],
)
def test_who_may_decide_is_checked_when_the_definition_is_saved(table, who, field):
    step = {**APPROVE, "input": {**APPROVE["input"], **who}}
    answer = call("workflows.create", {"name": "Test", "steps": [step]})
    assert (answer.status, answer.error["details"]["field"]) == (422, f"steps[0].input.{field}")


@pytest.mark.parametrize(
    ("language", "words"), [("ca", "altres persones"), ("es", "otras personas"), ("en", "other people")]
)
def test_the_refusal_is_in_the_language_of_the_caller(states, language, words):
    started = waits(states, roles=["owner"])
    headers = {"Accept-Language": language}
    answer = call("workflows.approve", {"instance_id": started}, caller=PAU, headers=headers)
    assert words in answer.error["message"]

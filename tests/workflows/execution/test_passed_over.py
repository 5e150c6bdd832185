"""Steps that a run jumped over are shown as expressions see them: skipped."""

from tests.api import call
from tests.workflows.calls import execute, instance, workflow


def set_of(name, **about):
    return {"id": name, "type": "set", "input": about}


def condition(name, **about):
    return {"id": name, "type": "condition", "input": about}


def statuses(steps):
    return {step["id"]: step["status"] for step in steps}


def ended(states, *steps, given=None, **about):
    run = execute(workflow(*steps, **about), given or {})["instance_id"]
    states.run()
    return instance(run)


def test_a_condition_jumps_over_steps_and_a_stop_before_the_rest(states):
    stop = {"id": "stop", "type": "stop", "input": {}}
    done = ended(
        states, condition("if", **{"if": "`true`", "then": "end"}), set_of("over"), set_of("end"), stop, set_of("rest")
    )
    assert statuses(done["steps"]) == {
        "if": "completed",
        "over": "skipped",
        "end": "completed",
        "stop": "completed",
        "rest": "skipped",
    }


def test_what_was_jumped_over_is_skipped_in_a_failed_run_and_what_comes_later_waits_for_a_retry(states):
    fail = {"id": "fail", "type": "stop", "input": {"status": "failed"}}
    done = ended(states, condition("if", **{"if": "`true`", "then": "fail"}), set_of("over"), fail, set_of("later"))
    assert (done["status"], statuses(done["steps"])) == (
        "failed",
        {"if": "completed", "over": "skipped", "fail": "completed", "later": "pending"},
    )


def test_an_expression_and_the_answer_say_the_same(states):
    seen = set_of("seen", over="{{ steps.over.status }}", output="{{ steps.over.output }}")
    done = ended(states, condition("if", **{"if": "`true`", "then": "seen"}), set_of("over"), seen)
    assert done["steps"][1]["status"] == done["steps"][2]["output"]["over"] == "skipped"


def test_iterations_and_branches_say_it_too(states):
    body = [condition("if", **{"if": "item == `1`", "then": "end"}), set_of("over"), set_of("end")]
    each = {"id": "each", "type": "for_each", "input": {"items": [1, 2], "steps": body}}
    branch = [condition("b_if", **{"if": "`true`", "then": "b_end"}), set_of("b_over"), set_of("b_end")]
    fork = {"id": "fork", "type": "parallel", "input": {"branches": [{"id": "b", "steps": branch}]}}
    done = ended(states, each, fork)
    asked = {"instance_id": done["instance_id"], "step_id": "each"}
    first, second = call("workflows.instances_steps", asked).data["iterations"]
    assert statuses(first["steps"]) == {"if": "completed", "over": "skipped", "end": "completed"}
    assert statuses(second["steps"]) == {"if": "completed", "over": "completed", "end": "completed"}
    assert statuses(done["steps"])["b_over"] == "skipped"


def test_while_a_run_is_under_way_nothing_is_called_skipped_too_early(states):
    ask = {"id": "ask", "type": "approval", "input": {"message": "?"}}
    run = execute(workflow(ask, set_of("later")))["instance_id"]
    states.run()
    assert statuses(instance(run)["steps"]) == {"ask": "waiting", "later": "pending"}

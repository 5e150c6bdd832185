"""The event `workflow.waiting`: that an approval waits, once for each time it is asked, without what opens it."""

import json
from datetime import timedelta

from bivelio_core import clock

from tests.api import call
from tests.workflows.calls import APPROVE, execute, instance, workflow
from tests.workflows.stream import Stream, instances

WHO = {"roles": ["admin"], "users": ["usr_pau"], "exclude_starter": True}


def events():
    """The events, read when those of now are settled."""
    with clock.frozen(clock.now() + timedelta(seconds=10)):
        return call("events.list", {"types": ["workflow.waiting"]}).data["events"]


def test_an_approval_that_opens_is_told_once_with_what_waits_and_no_secret(states):
    stream = Stream(("WFI", "WFS"))
    step = {**APPROVE, "input": {**APPROVE["input"], **WHO}}
    started = execute(workflow(step), {"client_name": "ABC"})["instance_id"]
    states.run()
    stream.publish()
    stream.again()
    (told,) = events()
    waits = instance(started)["waiting"][0]
    assert told["data"] == {
        "instance_id": started,
        "workflow_id": instance(started)["workflow_id"],
        "workflow_name": "Test",
        "step_id": "ok",
        "iteration": "0",
        "message": "Send to ABC?",
        "expires_at": waits["expires_at"],
        "deciders": WHO,
    }
    text = json.dumps(told)
    assert "token" not in text
    assert "approvals/" not in text
    call("workflows.cancel", {"instance_id": started})
    stream.publish()
    assert events() == [told]


def test_a_decision_tells_nothing_and_a_retried_run_asks_again(states):
    stream = Stream(("WFI", "WFS"))
    started = execute(workflow(APPROVE), {"client_name": "ABC"})["instance_id"]
    states.run()
    states.expires.add("token-1")
    stream.publish()
    states.run()
    stream.publish()
    assert len(events()) == 1
    call("workflows.retry", {"instance_id": started})
    states.run()
    stream.publish()
    call("workflows.approve", {"instance_id": started})
    stream.publish()
    states.run()
    stream.publish()
    assert len(events()) == 2


def test_workflows_that_ask_at_each_question_end_as_other_loops_do(states):
    stream = Stream(("WFI", "WFS"))
    about = {"trigger_type": "event", "trigger": {"event": "workflow.waiting"}}
    identifier = workflow({**APPROVE, "input": {"message": "?"}}, **about)
    execute(workflow(APPROVE), {"client_name": "ABC"})
    for _ in range(10):
        states.run()
        stream.publish()
    runs = instances(identifier)
    assert len(runs) <= 6
    assert [run["error"]["code"] for run in runs if run["status"] == "failed"] == ["LOOP_DETECTED"]

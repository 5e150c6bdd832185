"""A step does what its type promises, through the real endpoints, functions and state machine."""

import json
from typing import Any

import pytest

from tests.api import call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import APPROVE, CREATE, call_to, execute, instance, workflow


def test_a_contact_is_created_with_what_the_input_says(states):
    started = execute(workflow(CREATE, output={"id": "{{ steps.create.output.id }}"}), {"client_name": "Empresa ABC"})
    assert (started["status"], started["current_step"], started["total_steps"]) == ("running", 1, 1)
    states.run()
    done = instance(started["instance_id"])
    assert done["status"] == "completed", done
    assert call("contacts.get", {"id": done["output"]["id"]}).data["name"] == "Empresa ABC"
    assert [step["status"] for step in done["steps"]] == ["completed"]


def test_a_request_carries_what_was_asked_and_the_steps_key(states):
    with Receiver(lambda _: Reply(body=b'{"ok": true}')) as receiver:
        started = execute(workflow(call_to(receiver.url)), {"n": 7})
        states.run()
    (got,) = receiver.received
    assert (got.method, got.body) == ("POST", b'{"n": 7}')
    assert got.headers["idempotency-key"] == f"{started['instance_id']}:call:0"
    assert instance(started["instance_id"])["output"]["json"] == {"ok": True}


@pytest.mark.parametrize(
    "body", [b'{"a": NaN}', b'{"a": 1e999}', b'"\\ud800"', b"[" * 5_000 + b"]" * 5_000, b"not json", b""]
)
def test_an_answer_that_is_no_json_is_a_text(states, body):
    with Receiver(lambda _: Reply(body=body)) as receiver:
        started = execute(workflow(call_to(receiver.url)), {"n": 7})
        states.run()
    output = instance(started["instance_id"])["output"]
    assert (output["json"], output["body"]) == (None, body.decode())
    assert len(receiver.received) == 1


def test_a_query_is_added_to_the_url_percent_encoded(states):
    query = {"who": "{{ input.who }}", "tags": ["a&b", 7], "active": True, "none": None}
    with Receiver() as receiver:
        step: dict[str, Any] = {
            "id": "call",
            "type": "http_request",
            "input": {"method": "GET", "url": receiver.url, "query": query},
        }
        execute(workflow(step), {"who": "Maria & Pau?"})
        execute(workflow({**step, "input": {**step["input"], "url": receiver.url + "?x=1#end"}}))
        states.run()
    assert [got.path for got in receiver.received] == [
        "/hook?who=Maria%20%26%20Pau%3F&tags=a%26b&tags=7&active=true",
        "/hook?x=1&tags=a%26b&tags=7&active=true",
    ]


def test_an_input_for_another_workflow_may_be_as_large_as_any_value(states):
    """It lies in S3 by reference beyond 100 kB; beyond 1 MB the step fails with a code that tells so."""
    inner = workflow({"id": "s", "type": "set", "input": {"size": "{{ length(input.text) }}"}})
    given = {"workflow_id": inner, "input": {"text": "{{ input.text }}" * 9}}
    step = {"id": "run", "type": "run_workflow", "input": given}
    done = execute(workflow(step), {"text": "x" * 50_000})
    states.run()
    assert instance(done["instance_id"])["output"]["output"] == {"size": 450_000}
    more = {**step, "input": {**given, "input": {"text": "{{ input.text }}" * 19, "more": "{{ input.text }}"}}}
    failed = execute(workflow(more), {"text": "x" * 50_000})
    states.run()
    assert instance(failed["instance_id"])["error"]["code"] == "OUTPUT_TOO_LARGE"


def test_an_answer_that_is_too_large_fails_the_step_at_once(states):
    with Receiver(lambda _: Reply(body=b"x" * 10_000_000)) as receiver:
        started = execute(workflow(call_to(receiver.url)), {"n": 7})
        states.run()
    failed = instance(started["instance_id"])
    assert (failed["status"], failed["error"]["code"]) == ("failed", "ANSWER_TOO_LARGE")
    assert len(receiver.received) == 1


def test_a_wait_is_a_state_not_a_function(states):
    started = execute(workflow({"id": "w", "type": "wait", "input": {"seconds": 3_600}}, CREATE), {"client_name": "x"})
    states.run()
    assert states.entered["Wait"] == 1
    assert instance(started["instance_id"])["status"] == "completed"


@pytest.mark.parametrize("until", ["yesterday", "2027-01-01T00:00:00", 7, "9999-01-01T00:00:00Z"])
def test_a_wait_until_nonsense_fails_the_step(states, until):
    started = execute(workflow({"id": "w", "type": "wait", "input": {"until": "{{ input.at }}"}}), {"at": until})
    states.run()
    assert instance(started["instance_id"])["error"]["code"] == "VALIDATION_ERROR"


def test_each_item_is_run_and_gathered_in_order(states):
    with Receiver(lambda got: Reply(body=got.body)) as receiver:
        call_each = {
            "id": "send",
            "type": "http_request",
            "input": {"url": receiver.url, "json": {"who": "{{ item.name }}", "at": "{{ index }}"}},
        }
        each = {"id": "each", "type": "for_each", "input": {"items": "{{ input.people }}", "steps": [call_each]}}
        shown = {"who": "{{ steps.each.output.items[*].json.who }}"}
        started = execute(workflow(each, output=shown), {"people": [{"name": "A"}, {"name": "B"}, {"name": "C"}]})
        states.run()
    assert instance(started["instance_id"])["output"] == {"who": ["A", "B", "C"]}
    # Iterations run side by side, so their requests may come in any order.
    sent = {got.headers["idempotency-key"]: json.loads(got.body) for got in receiver.received}
    assert sent == {f"{started['instance_id']}:send:{at}": {"who": who, "at": at} for at, who in enumerate("ABC")}
    assert len(receiver.received) == 3


def test_no_items_are_no_iterations(states):
    each = {"id": "each", "type": "for_each", "input": {"items": "{{ input.people }}", "steps": [CREATE]}}
    started = execute(workflow(each), {"people": []})
    states.run()
    assert instance(started["instance_id"])["output"] == {"count": 0, "items": []}
    assert states.entered["Frames"] == 0


def test_branches_see_the_steps_before_and_give_what_they_gave(states):
    branches = [
        {"id": "left", "steps": [{"id": "l", "type": "set", "input": {"v": "{{ steps.first.output.v }}l"}}]},
        {"id": "right", "steps": [{"id": "r", "type": "set", "input": {"v": "{{ steps.first.output.v }}r"}}]},
    ]
    first = {"id": "first", "type": "set", "input": {"v": "{{ input.v }}"}}
    started = execute(workflow(first, {"id": "both", "type": "parallel", "input": {"branches": branches}}), {"v": "x"})
    states.run()
    assert instance(started["instance_id"])["output"] == {"left": {"v": "xl"}, "right": {"v": "xr"}}
    assert [step["id"] for step in instance(started["instance_id"])["steps"]] == ["first", "both", "l", "r"]


def test_another_workflow_is_run_and_waited_for(states):
    inner = workflow(CREATE, output={"id": "{{ steps.create.output.id }}"})
    run = {"id": "run", "type": "run_workflow", "input": {"workflow_id": inner, "input": {"client_name": "In"}}}
    started = execute(workflow(run))
    states.run()
    done = instance(started["instance_id"])
    assert done["status"] == "completed", done
    child = instance(done["output"]["instance_id"])
    assert (child["workflow_id"], child["output"]) == (inner, done["output"]["output"])
    assert child["trigger"] == {"type": "workflow", "instance_id": started["instance_id"]}


def test_a_workflow_that_runs_itself_ends_at_the_depth_limit(states):
    own = workflow(CREATE, concurrency="allow")
    run = {"id": "run", "type": "run_workflow", "input": {"workflow_id": own, "input": {"client_name": "x"}}}
    call("workflows.update", {"id": own, "steps": [run]})
    started = execute(own)
    states.run()
    assert instance(started["instance_id"])["status"] == "failed"
    runs = call("workflows.instances", {"workflow_id": own}).data
    assert runs["pagination"]["total"] == 6
    deepest = instance(runs["instances"][0]["instance_id"])
    assert deepest["error"]["code"] == "LOOP_DETECTED"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"email": "MARIA@exemple.com"}, True),
        ({"email": "maria@exemple.co"}, False),
        ({"id": "{{ input.id }}"}, True),
        ({"id": "ct_nobody"}, False),
    ],
)
def test_a_contact_is_found_by_its_address_or_id(states, asked, found):
    maria = call("contacts.create", {"type": "person", "name": "Maria", "email": "maria@exemple.com"}).data
    started = execute(workflow({"id": "find", "type": "contact.find", "input": asked}), {"id": maria["id"]})
    states.run()
    output = instance(started["instance_id"])["output"]
    assert (output["found"], (output["contact"] or {}).get("id")) == (found, maria["id"] if found else None)


def run_of(identifier):
    return {"id": "run", "type": "run_workflow", "input": {"workflow_id": identifier}}


def test_a_run_whose_other_workflow_is_cancelled_goes_on_with_that_failure(states):
    inner = workflow(APPROVE)
    saved = {"id": "saved", "type": "set", "input": {"code": "{{ steps.run.error.code }}"}}
    started = execute(workflow({**run_of(inner), "on_error": "continue"}, saved))
    states.run()
    (child,) = call("workflows.instances", {"workflow_id": inner}).data["instances"]
    call("workflows.cancel", {"instance_id": child["instance_id"]})
    states.run()
    done = instance(started["instance_id"])
    assert (done["status"], done["output"]) == ("completed", {"code": "WORKFLOW_FAILED"})

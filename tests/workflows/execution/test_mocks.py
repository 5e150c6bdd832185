"""Mocks of steps: what they give in the sandbox, and that live runs ignore them."""

from typing import Any

from tests.api import call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import call_to, execute, instance, workflow

SANDBOX = {"environment": "sandbox"}


def run_in_sandbox(states: Any, *steps: Any) -> Any:
    """The instance of a run of these steps in the sandbox."""
    made = call("workflows.create", {"name": "Prova", "steps": list(steps)}, caller=SANDBOX).data
    started = call("workflows.execute", {"workflow_id": made["id"]}, caller=SANDBOX).data
    states.run()
    return lambda: call("workflows.instances_get", {"instance_id": started["instance_id"]}, caller=SANDBOX).data


def test_in_the_sandbox_a_mock_stands_for_effects_waits_and_loops(states):
    def kind(name: str, of: str, mock: Any, /, **given: Any) -> dict[str, Any]:
        return {"id": name, "type": of, "input": given, "mock": {"output": mock}}

    read = run_in_sandbox(
        states,
        kind("crea", "contact.create", {"id": "ct_9"}, type="person", name="Anna"),
        kind("espera", "wait", "now", seconds=3_600),
        kind("ok", "approval", {"approved": False}, message="?"),
        kind(
            "tots", "for_each", {"count": 2}, items=[1], steps=[{"id": "dins", "type": "wait", "input": {"seconds": 9}}]
        ),
        {"id": "final", "type": "set", "input": {"all": "{{ steps.crea.output.id }} {{ steps.ok.output.approved }}"}},
    )
    assert (read()["status"], read()["output"]) == ("completed", {"all": "ct_9 false"})
    assert call("contacts.list", {"search": "Anna"}, caller=SANDBOX).data["pagination"]["total"] == 0


def test_a_mocked_error_is_tried_again_and_handled_as_any_other(states):
    failing = {"id": "peta", "type": "contact.find", "input": {"id": "ct_1"}, "on_error": "continue"}
    mock = {"error": {"code": "TIMEOUT", "message": "No respon"}}
    retry = {"attempts": 2, "backoff_seconds": 5, "on": ["TIMEOUT"]}
    after = {"id": "final", "type": "set", "input": {"code": "{{ steps.peta.error.code }}"}}
    read = run_in_sandbox(states, {**failing, "mock": mock, "retry": retry}, after)
    assert (read()["output"], read()["steps"][0]["attempts"]) == ({"code": "TIMEOUT"}, 2)


def test_an_input_that_cannot_be_rendered_fails_a_mocked_step(states):
    bad = {"id": "crea", "type": "contact.create", "input": {"type": "person", "name": "{{ input.no }}"}}
    read = run_in_sandbox(states, {**bad, "mock": {"output": 1}})
    assert read()["error"]["code"] == "VALIDATION_ERROR"


def test_live_ignores_mocks(states):
    with Receiver(lambda _: Reply(body=b'{"real": true}')) as receiver:
        started = execute(workflow(call_to(receiver.url, mock={"output": {"real": False}})), {"n": 7})
        states.run()
    assert len(receiver.received) == 1
    assert instance(started["instance_id"])["output"]["json"] == {"real": True}

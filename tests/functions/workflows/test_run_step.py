"""One step in the sandbox, with a given input and simulated adapters."""

from typing import Any

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")
SANDBOX = {"environment": "sandbox"}


def run(step: dict[str, Any], caller: dict[str, Any] | None = None, **about: Any) -> Any:
    """The response for one step."""
    return call("workflows.run_step", {"step": {"id": "pas", **step}, **about}, caller={**SANDBOX, **(caller or {})})


def test_a_request_is_simulated_with_the_data_that_is_given():
    sent = {
        "url": "https://example.com/{{ item.id }}",
        "json": {"n": "{{ steps.abans.output.n }}", "i": "{{ input.i }}"},
    }
    made = run(
        {"type": "http_request", "input": sent}, steps={"abans": {"n": 4}}, input={"i": 5}, item={"id": "x y"}
    ).data
    assert made["input"] == {"url": "https://example.com/x%20y", "json": {"n": 4, "i": 5}}
    assert (made["status"], made["assumed"]) == ("completed", False)
    assert made["output"]["json"]["received"] == {"n": 4, "i": 5}


def test_a_step_changes_the_sandbox_day():
    made = run(
        {"type": "contact.create", "input": {"type": "person", "name": "{{ input.name }}"}}, input={"name": "Pau"}
    )
    contact = call("contacts.get", {"id": made.data["output"]["id"]}, caller=SANDBOX)
    assert contact.data["name"] == "Pau"


def test_a_failure_is_the_steps_own():
    failed = run({"type": "http_request", "input": {"url": "https://example.com/status/503"}}).data
    assert (failed["status"], failed["error"]["code"]) == ("failed", "HTTP_STATUS")
    missing = run({"type": "contact.update", "input": {"id": "ct_no", "name": "X"}}).data
    assert missing["error"]["code"] == "RESOURCE_NOT_FOUND"


def test_a_mock_stands_for_the_effect_and_other_types_are_assumed():
    mocked = run(
        {"type": "contact.create", "input": {"type": "person", "name": "A"}, "mock": {"output": {"id": "ct_9"}}}
    )
    assert (mocked.data["output"], mocked.data["assumed"]) == ({"id": "ct_9"}, True)
    approval = run({"type": "approval", "input": {"message": "Import de {{ input.n }}?"}}, input={"n": 3}).data
    assert (approval["input"]["message"], approval["output"]["approved"]) == ("Import de 3?", True)


def test_conditions_and_skipped_steps_are_evaluated():
    made = run({"type": "set", "input": {"a": "{{ item }}"}, "when": "index == `0`"}, item=7).data
    assert (made["status"], made["output"]) == ("completed", {"a": 7})
    assert run({"type": "set", "when": "input.no"}).data["status"] == "skipped"


def test_live_has_none_and_faults_name_the_step():
    live = call("workflows.run_step", {"step": {"id": "pas", "type": "set"}})
    assert (live.status, live.error["details"]["reason"]) == (409, "sandbox_only")
    refused = run({"type": "http_request", "input": {"url": "{{ nothing( }}"}})
    assert (refused.status, refused.error["details"]["errors"][0]["field"]) == (422, "step.input.url")
    loop = run({"type": "for_each", "input": {"items": [], "steps": []}})
    assert loop.error["details"]["errors"][0]["field"] == "step.type"
    assert run({"type": "set", "input": {"x": "{{ steps.no.output }}"}}).status == 422


def test_who_may_not_do_what_the_step_does_is_refused():
    create = {"type": "contact.create", "input": {"type": "person", "name": "A"}}
    assert run(create, caller={"scopes": "workflows:admin"}).status == 403
    assert run(create, caller={"scopes": "workflows:admin contacts:write"}).status == 200

"""One step in the sandbox, with a given input and simulated adapters."""

from typing import Any

import pytest
from bivelio_core import domain
from bivelio_core.events import catalogue
from bivelio_core.operations import with_all_faces

from tests.api import call
from tools.endpoints import load_example

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
    loop = run({"type": "for_each", "input": {"items": [], "steps": [{"id": "x", "type": "no"}]}})
    assert loop.error["details"]["errors"][0]["field"] == "step.input.steps[0].type"
    assert run({"type": "set", "input": {"x": "{{ steps.no.output }}"}}).status == 422


def test_who_may_not_do_what_the_step_does_is_refused():
    create = {"type": "contact.create", "input": {"type": "person", "name": "A"}}
    assert run(create, caller={"scopes": "workflows:admin"}).status == 403
    assert run(create, caller={"scopes": "workflows:admin contacts:write"}).status == 200


def test_every_type_of_step_runs_or_says_what_stands_for_it():
    """What is carried out is found in the sandbox day; nothing pretends to have been."""
    examples = {
        "invoice.create",
        "invoice.issue",
        "invoice.mark_paid",
        "message.send",
        "mcp.execute",
        "agent.invoke",
        "agent.continue",
    }
    examples |= {"document.extract", "document.classify", "deal.create", "deal.update", "deal.move"}
    assumed = {"wait", "approval", "wait_for_event", "run_workflow"}
    carried_out = {"contact.create", "contact.update", "contact.find", "calendar.create", "case.create", "case.update"}
    sources = {
        **dict.fromkeys(("set", "condition", "stop", "for_each", "parallel"), "evaluated"),
        **dict.fromkeys(carried_out, "sandbox"),
        **dict.fromkeys(assumed, "assumed"),
        **dict.fromkeys(examples | {"http_request"}, "simulated"),
    }
    assert sources.keys() == INPUTS.keys() >= set(domain.step_types()) - set(with_all_faces())
    for name, given in INPUTS.items():
        made = run({"type": name, "input": given}).data
        assert (name, made["source"]) == (name, sources[name])
        assert made["assumed"] == (name in assumed | examples)
        assert made["status"] == "completed", (name, made)


def test_every_operation_is_tried_with_its_example():
    """As a step it takes what the example sends, and nothing outside of the sandbox day happens."""
    outcomes = {}
    for name in with_all_faces():
        given = load_example(name)["request"].get("data", {})
        tried = run({"type": name, "input": given})
        assert tried.status == 200, (name, tried)
        assert tried.data["source"] in ("sandbox", "simulated"), name
        outcomes[name] = tried.data["status"]
    not_completed = [name for name, status in outcomes.items() if status != "completed"]
    assert not_completed == ["requests.get"], "of a request that nobody made"


def test_a_step_that_is_not_carried_out_gives_the_operations_documented_answer_with_its_own_input():
    before = call("invoices.list", {}, caller={"environment": "sandbox"}).data["pagination"]["total"]
    issued = run({"type": "invoice.issue", "input": {"id": "inv_mine"}}).data["output"]
    assert (issued["id"], issued["status"], issued["total"]) == ("inv_mine", "pending", 968.0)
    sent = run({"type": "message.send", "input": INPUTS["message.send"]}).data["output"]
    assert (sent["to"], sent["status"]) == (INPUTS["message.send"]["to"], "sent")
    asked = run({"type": "agent.invoke", "input": INPUTS["agent.invoke"]}).data["output"]
    assert (asked["agent_id"], asked["output"]["intent"]) == (INPUTS["agent.invoke"]["agent_id"], "plan_upgrade")
    read = run({"type": "document.extract", "input": INPUTS["document.extract"]}).data["output"]
    assert read["extracted"]["total"] == 1210.0
    assert call("invoices.list", {}, caller={"environment": "sandbox"}).data["pagination"]["total"] == before, (
        "none is made"
    )


INPUTS: dict[str, Any] = {
    "set": {"a": 1},
    "condition": {"if": "`true`"},
    "stop": {"output": 1},
    "for_each": {"items": [1], "steps": [{"id": "in", "type": "set"}]},
    "parallel": {"branches": [{"id": "one", "steps": [{"id": "in", "type": "set"}]}]},
    "http_request": {"url": "https://example.com/"},
    "wait": {"seconds": 5},
    "approval": {"message": "?"},
    "wait_for_event": {"event": "contact.created"},
    "run_workflow": {"workflow_id": "wf_a1b2c3d4"},
    "contact.create": {"type": "person", "name": "Pau"},
    "contact.update": {"id": "ct_abc123", "name": "Pau"},
    "contact.find": {"id": "ct_abc123"},
    "calendar.create": {"title": "A", "start": "2026-04-08T10:00:00+02:00", "end": "2026-04-08T11:00:00+02:00"},
    "case.create": {"title": "A", "description": "B"},
    "case.update": {"id": "cs_e5f6g7h8", "title": "C"},
    "deal.create": {"title": "A", "amount": 100},
    "deal.update": {"id": "dl_e5f6g7h8", "title": "B"},
    "deal.move": {"id": "dl_e5f6g7h8", "stage_id": "proposal"},
    "invoice.create": {
        "client_id": "ct_abc123",
        "line_items": [{"description": "A", "quantity": 1, "unit_price": 5, "tax_rate": 21}],
    },
    "invoice.issue": {"id": "inv_1"},
    "invoice.mark_paid": {"id": "inv_1"},
    "message.send": {"channel": "email", "to": "a@example.com", "subject": "A", "body": "B"},
    "mcp.execute": {"provider": "a", "tool": "b", "parameters": {}},
    "agent.invoke": {"agent_id": "ag_classifier_01", "text": "A"},
    "agent.continue": {"execution_id": "age_w8x9y0z1", "approved": True},
    "document.extract": {"document_url": "https://storage.example.com/a.pdf", "document_type": "invoice"},
    "document.classify": {"document_url": "https://storage.example.com/a.pdf", "categories": ["invoice", "other"]},
}


def test_a_loop_shows_what_its_steps_received_gave_and_changed():
    create = {"id": "crea", "type": "contact.create", "input": {"type": "person", "name": "{{ item }}"}}
    call_it = {
        "id": "crida",
        "type": "http_request",
        "input": {"url": "https://example.com/{{ steps.crea.output.name }}"},
    }
    ask = {
        "id": "pregunta",
        "type": "approval",
        "input": {"message": "{{ item }}?"},
        "mock": {"output": {"approved": False}},
    }
    made = run({"type": "for_each", "input": {"items": "{{ input.names }}", "steps": [create, call_it, ask]}},
               input={"names": ["Pau", "Ada"]}).data  # fmt: skip
    assert (made["status"], made["source"], made["truncated"]) == ("completed", "evaluated", False)
    assert [(step["step_id"], step["iteration"], step["source"]) for step in made["steps"]] == [
        (name, number, source)
        for number in ("0", "1")
        for name, source in (("crea", "sandbox"), ("crida", "simulated"), ("pregunta", "mock"))
    ]
    found = call("contacts.list", {"search": "ada"}, caller=SANDBOX).data["contacts"]
    assert [contact["name"] for contact in found] == ["Ada"]


def test_a_step_inside_a_loop_needs_its_scope_too():
    create = {"id": "crea", "type": "contact.create", "input": {"type": "person", "name": "{{ item }}"}}
    loop = {"type": "for_each", "input": {"items": ["A"], "steps": [create]}}
    assert run(loop, caller={"scopes": "workflows:admin"}).status == 403
    assert run(loop, caller={"scopes": "workflows:admin contacts:write"}).status == 200


def test_an_event_that_is_waited_for_is_the_example_of_its_type():
    output = run({"type": "wait_for_event", "input": {"event": "invoice.paid"}}).data["output"]
    assert output["received"] is True
    assert (output["event"]["event"], output["event"]["data"]) == ("invoice.paid", catalogue.example("invoice.paid"))
    assert output["event"].keys() == {"id", "event", "timestamp", "data"}

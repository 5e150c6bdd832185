"""The functions of a release accept items and messages of the previous release (tests/deployment/previous)."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from bivelio_core import queued
from bivelio_core.contacts.transfer.queue import Transfer
from bivelio_core.entrypoints.authenticate import authenticate
from bivelio_core.entrypoints.http import HttpRequest
from bivelio_core.workflows.execution import engine, runs

from tests.api import call, event, load
from tests.receiver import Receiver, Reply
from tests.workflows.calls import APPROVE, CREATE, call_to, execute, instance, workflow
from tests.workflows.states import DEFINITION, States, ended

PREVIOUS = Path(__file__).parent / "previous"
MESSAGES = json.loads((PREVIOUS / "messages.json").read_text(encoding="utf-8"))
CONTEXTS = json.loads((PREVIOUS / "authorizer_contexts.json").read_text(encoding="utf-8"))
DEFINITION_BEFORE = yaml.safe_load((PREVIOUS / "runner.asl.yaml").read_text(encoding="utf-8"))
both_neighbours = pytest.mark.parametrize("added", [{}, {"added_later": "?"}], ids=["release before", "release after"])
"""A release that is taken back, or that takes over step by step, meets what the release after it has made."""


@pytest.fixture
def states(table):
    """Step Functions with executions of the definition of the release before."""
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States(definition=DEFINITION_BEFORE).attach()


def test_an_execution_of_the_previous_definition_comes_to_its_end(states):
    """Every kind of action: an effect, a call, a wait, a person's decision, frames side by side, a step that fails."""
    with Receiver(lambda _: Reply(body=b"{}")) as receiver:
        inner = {"id": "inner", "type": "contact.create", "input": {"type": "company", "name": "{{ item }}"}}
        short = {**inner, "id": "short_inner"}
        soon = {"id": "soon", "type": "wait", "input": {"seconds": 1}}
        definition = workflow(
            CREATE,
            call_to(receiver.url),
            {"id": "later", "type": "wait", "input": {"seconds": 60}},
            APPROVE,
            {"id": "each", "type": "for_each", "input": {"items": ["a", "b"], "steps": [inner, soon]}},
            {
                "id": "short",
                "type": "for_each",
                "input": {"items": ["c", "d"], "steps": [short]},
            },
            {"id": "bad", "type": "contact.update", "input": {"id": "ct_none", "name": "x"}, "on_error": "continue"},
            {"id": "last", "type": "set", "input": {"done": True}},
        )
        started = execute(definition, {"client_name": "ABC", "n": 1})["instance_id"]
        states.run()
        assert instance(started)["status"] == "waiting"
        call("workflows.approve", {"instance_id": started, "approved": True})
        states.run()
    done = instance(started)
    assert (done["status"], done["output"]) == ("completed", {"done": True})
    assert [step["status"] for step in done["steps"]][-2:] == ["failed", "completed"]
    assert states.entered.keys() >= {"Http", "Contacts", "Wait", "Suspend", "Frames", "Done"}
    assert call("contacts.list", {}).data["pagination"]["total"] == 5
    assert states.entered["Frame"] == 2, "the loop without waits is run by the function of its steps"


def test_an_action_that_the_definition_does_not_know_fails_the_execution_and_ends_the_run(states):
    """Not as done: a run whose steps were left out must not look completed."""
    assert DEFINITION["States"]["Decide"]["Default"] == "UnknownAction"
    known = {choice["StringEquals"] for choice in DEFINITION["States"]["Decide"]["Choices"]}
    assert engine.END["kind"] in known
    without_contacts = json.loads(json.dumps(DEFINITION))
    choices = without_contacts["States"]["Decide"]["Choices"]
    without_contacts["States"]["Decide"]["Choices"] = [each for each in choices if each["StringEquals"] != "contacts"]
    states.definition = without_contacts
    started = execute(workflow(CREATE), {"client_name": "ABC"})["instance_id"]
    states.run()
    (execution,) = states.executions.values()
    assert (execution.status, execution.error.split()[0]) == ("FAILED", "UnknownAction")
    load("workers/interrupt_run").handler(ended(execution))
    assert instance(started)["status"] == "failed"


def records(*bodies: dict[str, Any]) -> dict[str, Any]:
    """An SQS event."""
    return {
        "Records": [
            {
                "messageId": str(number),
                "body": json.dumps(body),
                "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": "g", "SentTimestamp": "1775563500000"},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:q",
            }
            for number, body in enumerate(bodies)
        ]
    }


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("worker", ["deliver_webhook", "serve_lanes"])
@both_neighbours
def test_a_queued_delivery_is_served_though_another_release_queued_it(worker, added):
    """Its webhook is gone: there is nothing to deliver, and nothing to fail."""
    for body in MESSAGES[worker]:
        assert load(f"workers/{worker}").handler(records({**body, **added}), None) == {"batchItemFailures": []}


@pytest.mark.parametrize("body", MESSAGES["transfer_contacts"])
@both_neighbours
def test_a_queued_transfer_is_read_though_another_release_queued_it(body, added):
    transfer = queued.read(Transfer, {**body, **added})
    assert (transfer.kind, transfer.id, transfer.tenant.organisation) == (
        body["kind"],
        body["id"],
        body["organisation"],
    )


@pytest.mark.parametrize("name", CONTEXTS)
@both_neighbours
def test_the_authorizers_context_is_read_by_the_endpoints_of_another_release(name, added):
    sent = event({})
    sent["requestContext"]["authorizer"] = {**CONTEXTS[name], **added}
    caller = authenticate(HttpRequest.from_event(sent))
    assert (caller.organisation, caller.plan) == (CONTEXTS[name]["organisation"], CONTEXTS[name]["plan"])
    assert caller.scopes == frozenset(CONTEXTS[name]["scopes"].split())
    assert caller.session == CONTEXTS[name].get("session")

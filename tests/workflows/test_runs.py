"""A run does what its definition says, through the real endpoints, functions and state machine."""

import pytest

from tests.api import call
from tests.receiver import Receiver, Reply

CREATE = {"id": "create", "type": "contact.create", "input": {"type": "company", "name": "{{ input.client_name }}"}}


def workflow(*steps, **about):
    return call("workflows.create", {"name": "Test", "steps": list(steps), **about}).data["id"]


def execute(workflow_id, given=None, **about):
    return call("workflows.execute", {"workflow_id": workflow_id, "input": given or {}, **about}).data


def instance(instance_id):
    return call("workflows.instances_get", {"instance_id": instance_id}).data


def test_a_contact_is_created_with_what_the_input_says(states):
    started = execute(workflow(CREATE, output={"id": "{{ steps.create.output.id }}"}), {"client_name": "Empresa ABC"})
    assert (started["status"], started["current_step"], started["total_steps"]) == ("running", 1, 1)
    states.run()
    done = instance(started["instance_id"])
    assert done["status"] == "completed", done
    assert call("contacts.get", {"id": done["output"]["id"]}).data["name"] == "Empresa ABC"
    assert [step["status"] for step in done["steps"]] == ["completed"]

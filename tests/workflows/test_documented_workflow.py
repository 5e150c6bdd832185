"""The documented workflow may be executed again and again: the documented contact stays as it is documented."""

from tests.api import call
from tests.shapes import assert_covers
from tools.endpoints import load_example

SANDBOX = {"environment": "sandbox"}


def test_executing_the_documented_workflow_leaves_the_documented_contact_findable(states):
    listed, executed = load_example("contacts.list"), load_example("workflows.execute")
    for _ in range(3):
        started = call("workflows.execute", executed["request"]["data"], caller=SANDBOX)
        assert_covers(executed["response"], started.body)
        states.run()
        run = call("workflows.instances_get", {"instance_id": started.data["instance_id"]}, caller=SANDBOX).data
        assert run["status"] == "completed"
        found = call("contacts.list", listed["request"]["data"], caller=SANDBOX).data
        assert found["pagination"]["total"] == 1
        assert found["contacts"][0]["id"] == "ct_abc123"
        assert found["contacts"][0]["tags"] == ["client", "actiu", "pro"]


def test_a_known_client_keeps_its_tags_and_gets_its_plan(states):
    asked = {"client_name": "Empresa ABC", "client_email": "contacte@empresaabc.com", "plan": "starter"}
    call("workflows.execute", {"workflow_id": "wf_a1b2c3d4", "input": asked}, caller=SANDBOX)
    states.run()
    assert call("contacts.get", {"id": "ct_abc123"}, caller=SANDBOX).data["tags"] == [
        "client",
        "actiu",
        "pro",
        "starter",
    ]

"""What a run shows to those who may read it and not write its workflow."""

from bivelio_core.redaction import REDACTED

from tests.api import call
from tests.workflows.calls import call_to

SANDBOX = {"environment": "sandbox"}


def test_the_headers_of_an_answer_are_shown_to_who_may_write_the_workflow(states):
    made = call("workflows.create", {"name": "One", "steps": [call_to("https://example.com/")]}, caller=SANDBOX).data
    started = call("workflows.execute", {"workflow_id": made["id"], "input": {"n": 1}}, caller=SANDBOX).data
    states.run()
    for scopes, shown in (("read", REDACTED), ("write", REDACTED), ("admin", "application/json")):
        caller = {**SANDBOX, "scopes": scopes}
        (step,) = call("workflows.instances_get", {"instance_id": started["instance_id"]}, caller=caller).data["steps"]
        assert step["output"]["headers"] == {"content-type": shown}
        assert step["output"]["status"] == 200

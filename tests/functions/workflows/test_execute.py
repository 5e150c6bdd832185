"""POST /v1/workflows/execute keeps its promises; what runs do is in tests/workflows."""

import pytest

from tests.api import call

SANDBOX = {"environment": "sandbox"}
EXAMPLE = {
    "workflow_id": "wf_a1b2c3d4",
    "input": {"client_name": "Empresa ABC", "client_email": "contacte@empresaabc.com", "plan": "pro"},
    "async": True,
}
pytestmark = pytest.mark.usefixtures("table")


def test_the_reference_example_runs_verbatim_in_a_fresh_sandbox():
    started = call("workflows.execute", EXAMPLE, caller=SANDBOX).data
    assert started["instance_id"].startswith("wfi_")
    assert (started["workflow_id"], started["total_steps"]) == ("wf_a1b2c3d4", 7)
    assert set(started) == {"instance_id", "workflow_id", "status", "started_at", "current_step", "total_steps"}


def test_a_second_run_meanwhile_is_the_documented_409():
    call("workflows.execute", EXAMPLE, caller=SANDBOX)
    again = call("workflows.execute", EXAMPLE, caller=SANDBOX)
    assert (again.status, again.error["code"]) == (409, "WORKFLOW_ALREADY_RUNNING")


def test_an_unknown_workflow_is_not_found_and_reading_is_not_enough():
    assert call("workflows.execute", {"workflow_id": "wf_nobody"}).status == 404
    assert call("workflows.execute", EXAMPLE, caller={**SANDBOX, "scopes": "read"}).status == 403

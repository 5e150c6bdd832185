"""POST /v1/workflows/instances/steps keeps its promises; iterations of runs are in tests/workflows."""

import pytest

from tests.api import call

SANDBOX = {"environment": "sandbox"}


@pytest.mark.usefixtures("table")
def test_the_sandbox_shows_the_example_and_bad_input_is_named():
    asked = {"instance_id": "wfi_c1d2e3f4", "step_id": "factures"}
    made = call("workflows.instances_steps", asked, caller=SANDBOX).data
    assert [one["status"] for one in made["iterations"]] == ["completed"]
    for field, value in {"iteration": "x", "per_page": 101, "status": "lost", "step_id": ""}.items():
        answer = call("workflows.instances_steps", {**asked, field: value}, caller=SANDBOX)
        assert (answer.status, answer.error["details"]["errors"][0]["field"]) == (400, field)

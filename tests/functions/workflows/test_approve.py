"""POST /v1/workflows/approve keeps its promises; what a decision does is in tests/workflows."""

import pytest

from tests.api import call

SANDBOX = {"environment": "sandbox"}


@pytest.mark.usefixtures("table")
def test_the_step_under_way_is_meant_when_none_is_named():
    asked = {"instance_id": "wfi_x9y8z7w6"}
    decided = call("workflows.approve", asked, caller=SANDBOX).data
    assert (decided["step_id"], decided["approved"], decided["decided_by"]) == ("revisio", True, "api_key:key_test")
    assert call("workflows.approve", {**asked, "step_id": "crea_client"}, caller=SANDBOX).status == 404
    assert call("workflows.approve", {**asked, "iteration": "3"}, caller=SANDBOX).status == 404

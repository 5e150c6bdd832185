"""POST /v1/workflows/retry keeps its promises; what it repeats is in tests/workflows."""

import pytest

from tests.api import call

SANDBOX = {"environment": "sandbox"}


@pytest.mark.usefixtures("table")
def test_only_a_failed_run_is_tried_again():
    refused = call("workflows.retry", {"instance_id": "wfi_x9y8z7w6"}, caller=SANDBOX)
    assert (refused.status, refused.error["details"]) == (409, {"reason": "not_failed", "status": "running"})
    assert call("workflows.retry", {"instance_id": "wfi_x9y8z7w6", "from": "start"}, caller=SANDBOX).status == 409
    assert call("workflows.retry", {"instance_id": "wfi_r2s3t4u5"}, caller=SANDBOX).data["workflow_id"] == "wf_e5f6g7h8"

"""POST /v1/workflows/cancel keeps its promises; how a run stops is in tests/workflows."""

import pytest

from tests.api import call

SANDBOX = {"environment": "sandbox"}


@pytest.mark.usefixtures("table")
def test_a_run_that_has_ended_is_not_cancelled():
    assert call("workflows.cancel", {"instance_id": "wfi_x9y8z7w6"}, caller=SANDBOX).data["status"] == "cancelled"
    refused = call("workflows.cancel", {"instance_id": "wfi_r2s3t4u5"}, caller=SANDBOX)
    assert (refused.status, refused.error["details"]) == (409, {"reason": "ended", "status": "failed"})

"""POST /v1/workflows/instances/resume keeps its promises; how a run resumes is in tests/workflows."""

import pytest

from tests.api import call

SANDBOX = {"environment": "sandbox"}


@pytest.mark.usefixtures("table")
def test_asked_again_it_answers_the_same_and_refuses_a_run_that_has_ended():
    sample = {"instance_id": "wfi_t5u6v7w8"}
    answers = [call("workflows.resume_run", sample, caller=SANDBOX).data for _ in range(2)]
    assert [answer["status"] for answer in answers] == ["waiting"] * 2
    assert answers[0] == answers[1]
    refused = call("workflows.resume_run", {"instance_id": "wfi_r2s3t4u5"}, caller=SANDBOX)
    assert (refused.status, refused.error["details"]) == (409, {"reason": "ended", "status": "failed"})

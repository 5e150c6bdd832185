"""POST /v1/workflows/stats keeps its promises; its numbers are in tests/workflows."""

import pytest

from tests.api import call

SANDBOX = {"environment": "sandbox"}
pytestmark = pytest.mark.usefixtures("table")


def test_the_sandbox_counts_its_examples():
    asked = {"from_date": "2026-04-01", "to_date": "2026-04-30"}
    made = call("workflows.stats", asked, caller=SANDBOX).data
    assert (made["time_zone"], len(made["days"])) == ("Europe/Madrid", 30)
    assert made["total"]["failed"] == made["days"][0]["failed"] == 1
    assert call("workflows.stats", {**asked, "workflow_id": "wf_a1b2c3d4"}, caller=SANDBOX).data["total"]["failed"] == 0


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"from_date": "2026-05-02", "to_date": "2026-05-01"}, 422, "to_date"),
        ({"from_date": "2026-01-01", "to_date": "2026-04-03"}, 422, "to_date"),
        ({"from_date": "yesterday"}, 400, "from_date"),
    ],
)
def test_a_range_that_is_empty_or_too_long_is_refused(asked, status, field):
    answer = call("workflows.stats", asked)
    assert (answer.status, answer.error["details"]["errors"][0]["field"]) == (status, field)


def test_ninety_two_days_are_answered_and_an_unknown_workflow_is_not():
    assert len(call("workflows.stats", {"from_date": "2026-01-01", "to_date": "2026-04-02"}).data["days"]) == 92
    assert call("workflows.stats", {"workflow_id": "wf_nobody"}).status == 404


def test_each_of_some_workflows_is_counted_with_its_last_run():
    asked = {"from_date": "2026-04-01", "to_date": "2026-04-30", "workflow_ids": ["wf_e5f6g7h8", "wf_a1b2c3d4"]}
    billing, onboarding = call("workflows.stats", asked, caller=SANDBOX).data["workflows"]
    assert (billing["workflow_id"], billing["failed"], onboarding["failed"]) == ("wf_e5f6g7h8", 1, 0)
    assert onboarding["last_run"] == {
        "instance_id": "wfi_x9y8z7w6",
        "status": "running",
        "started_at": onboarding["last_run"]["started_at"],
    }
    assert "workflows" not in call("workflows.stats", {}, caller=SANDBOX).data
    assert call("workflows.stats", {"workflow_ids": ["wf_1"] * 51}).status == 400

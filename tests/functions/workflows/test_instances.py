"""POST /v1/workflows/instances keeps its promises; lists of many are in tests/workflows."""

import pytest

from tests.api import call

SANDBOX = {"environment": "sandbox"}


@pytest.mark.usefixtures("table")
def test_the_reference_example_is_answered_verbatim():
    asked = {"workflow_id": "wf_a1b2c3d4", "status": "running", "page": 1, "per_page": 10}
    assert call("workflows.instances", asked, caller=SANDBOX).data == {
        "instances": [
            {
                "instance_id": "wfi_x9y8z7w6",
                "workflow_id": "wf_a1b2c3d4",
                "workflow_name": "Onboarding de client",
                "status": "running",
                "current_step": 3,
                "total_steps": 7,
                "input": {"client_name": "Empresa ABC"},
                "started_at": "2026-04-07T12:00:00Z",
                "updated_at": "2026-04-07T12:02:30Z",
            }
        ],
        "pagination": {"page": 1, "per_page": 10, "total": 1, "total_pages": 1},
    }


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"from_date": "2026-05-02", "to_date": "2026-05-01"}, 422, "to_date"),
        ({"search": "a"}, 400, "search"),
        ({"from_date": "yesterday"}, 400, "from_date"),
        ({"duration": "long"}, 400, "duration"),
    ],
)
def test_a_filter_that_finds_nothing_ever_is_refused(asked, status, field):
    answer = call("workflows.instances", asked)
    assert (answer.status, answer.error["details"]["errors"][0]["field"]) == (status, field)

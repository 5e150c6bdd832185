"""POST /v1/workflows/resume keeps its promises."""

import pytest

from tests.api import call

STEPS = [{"id": "s", "type": "set", "input": {"x": 1}}]
pytestmark = pytest.mark.usefixtures("table")


def test_a_resumed_workflow_is_as_it_was_and_one_that_is_not_paused_stays_as_it_is():
    made = call("workflows.create", {"name": "One", "steps": STEPS}).data
    assert call("workflows.resume", {"id": made["id"]}).data == made
    call("workflows.pause", {"id": made["id"]})
    resumed = call("workflows.resume", {"id": made["id"]}).data
    assert {**resumed, "updated_at": made["updated_at"]} == made
    assert (
        call("workflows.resume", {"id": made["id"]}).data == resumed == call("workflows.get", {"id": made["id"]}).data
    )


def test_an_archived_one_another_organisation_and_those_who_may_only_write_are_refused():
    name = call("workflows.create", {"name": "One", "steps": STEPS}).data["id"]
    call("workflows.pause", {"id": name})
    assert call("workflows.resume", {"id": name}, caller={"organisation": "org_1111111111111111"}).status in {403, 404}
    assert call("workflows.resume", {"id": "wf_no"}).status == 404
    assert call("workflows.resume", {"id": name}, caller={"scopes": "write"}).status == 403
    call("workflows.archive", {"id": name})
    assert call("workflows.resume", {"id": name}).error["details"]["reason"] == "archived"

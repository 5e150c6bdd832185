"""POST /v1/workflows/pause keeps its promises; what a pause does is in tests/workflows/test_pause.py."""

import pytest

from tests.api import call

STEPS = [{"id": "s", "type": "set", "input": {"x": 1}}]
pytestmark = pytest.mark.usefixtures("table")


def made() -> str:
    """The id of a workflow."""
    return str(call("workflows.create", {"name": "One", "steps": STEPS}).data["id"])


def test_asked_again_it_answers_the_same_and_refuses_an_archived_one():
    name = made()
    paused = call("workflows.pause", {"id": name}).data
    assert (paused["status"], paused["version"], paused["paused_at"]) == ("active", 1, paused["updated_at"])
    assert call("workflows.pause", {"id": name}).data == paused == call("workflows.get", {"id": name}).data
    assert [one["paused_at"] for one in call("workflows.list", {}).data["workflows"]] == [paused["paused_at"]]
    call("workflows.archive", {"id": name})
    refused = call("workflows.pause", {"id": name})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "archived")


def test_another_organisation_unknown_ids_and_those_who_may_only_write_are_refused():
    name = made()
    assert call("workflows.pause", {"id": name}, caller={"organisation": "org_1111111111111111"}).status in {403, 404}
    assert call("workflows.pause", {"id": "wf_no"}).status == 404
    assert call("workflows.pause", {"id": name}, caller={"scopes": "write"}).status == 403
    assert call("workflows.pause", {}).status == 400

"""POST /v1/workflows/restore keeps its promises."""

import boto3
import pytest

from tests.api import call

CRON = {"trigger_type": "cron", "trigger": {"cron": "0 9 1 * *"}}
STEPS = [{"id": "s", "type": "set", "input": {"x": 1}}]
pytestmark = pytest.mark.usefixtures("table")


def archived(**about: object) -> str:
    """The id of an archived workflow."""
    made = call("workflows.create", {"name": "One", "steps": STEPS, **about}).data
    call("workflows.archive", {"id": made["id"]})
    return str(made["id"])


def test_a_restored_workflow_is_inactive_until_it_is_made_active():
    scheduler = boto3.client("scheduler")
    scheduler.create_schedule_group(Name="workflows")
    name = archived(**CRON)
    restored = call("workflows.restore", {"id": name}).data
    assert (restored["status"], restored["version"], restored["steps"]) == ("inactive", 3, STEPS)
    assert call("workflows.get", {"id": name}).data == restored
    assert call("workflows.execute", {"workflow_id": name}).status == 409
    assert scheduler.list_schedules(GroupName="workflows")["Schedules"] == []
    assert call("workflows.update", {"id": name, "status": "active"}).data["status"] == "active"
    assert len(scheduler.list_schedules(GroupName="workflows")["Schedules"]) == 1


def test_one_that_is_not_archived_stays_as_it_is():
    made = call("workflows.create", {"name": "One", "steps": STEPS}).data
    assert call("workflows.restore", {"id": made["id"]}).data == made
    name = archived()
    first = call("workflows.restore", {"id": name}).data
    assert call("workflows.restore", {"id": name}).data == first


def test_a_restored_workflow_counts_again(monkeypatch):
    monkeypatch.setenv("MAXIMUM_WORKFLOWS", "2")
    name = archived()
    call("workflows.create", {"name": "Two", "steps": STEPS})
    assert call("workflows.restore", {"id": name}).status == 200
    other = call("workflows.create", {"name": "Three", "steps": STEPS})
    assert (other.status, other.error["details"]["reason"]) == (409, "too_many_workflows")
    call("workflows.archive", {"id": name})
    assert call("workflows.create", {"name": "Three", "steps": STEPS}).status == 200
    refused = call("workflows.restore", {"id": name})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "too_many_workflows")
    assert call("workflows.get", {"id": name}).data["status"] == "archived"


def test_another_organisation_and_unknown_ids_are_refused():
    name = archived()
    assert call("workflows.restore", {"id": name}, caller={"organisation": "org_1111111111111111"}).status in {403, 404}
    assert call("workflows.restore", {"id": "wf_no"}).status == 404
    assert call("workflows.restore", {"id": name}, caller={"scopes": "write"}).status == 403

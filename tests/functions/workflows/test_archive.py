"""POST /v1/workflows/archive keeps its promises."""

import boto3
import pytest

from tests.api import call

CRON = {"trigger_type": "cron", "trigger": {"cron": "0 9 1 * *"}}
STEPS = [{"id": "s", "type": "set", "input": {"x": 1}}]


@pytest.mark.usefixtures("table")
def test_an_archived_workflow_can_be_read_and_is_started_by_nothing():
    scheduler = boto3.client("scheduler")
    scheduler.create_schedule_group(Name="workflows")
    made = call("workflows.create", {"name": "One", "steps": STEPS, **CRON}).data
    assert len(scheduler.list_schedules(GroupName="workflows")["Schedules"]) == 1
    archived = call("workflows.archive", {"id": made["id"]}).data
    assert archived["status"] == "archived"
    assert call("workflows.archive", {"id": made["id"]}).data == archived
    assert scheduler.list_schedules(GroupName="workflows")["Schedules"] == []
    assert call("workflows.get", {"id": made["id"]}).data == archived
    assert call("workflows.execute", {"workflow_id": made["id"]}).status == 409
    assert call("workflows.update", {"id": made["id"], "name": "x"}).status == 409

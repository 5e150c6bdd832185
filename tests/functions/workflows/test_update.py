"""POST /v1/workflows/update keeps its promises."""

import os

import boto3
import pytest

from tests.api import call

STEPS = [{"id": "s", "type": "set", "input": {"x": 1}}]


@pytest.fixture
def made(table):
    """A workflow."""
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    return call("workflows.create", {"name": "One", "steps": STEPS}).data


def schedules():
    scheduler = boto3.client("scheduler")
    found = scheduler.list_schedules(GroupName="workflows")["Schedules"]
    return [scheduler.get_schedule(GroupName="workflows", Name=one["Name"]) for one in found]


def test_only_what_is_sent_changes_and_the_version_grows(made):
    changed = call("workflows.update", {"id": made["id"], "description": "new"}).data
    assert changed == {**made, "description": "new", "version": 2, "updated_at": changed["updated_at"]}


def test_a_stale_version_and_nothing_to_change_are_refused(made):
    call("workflows.update", {"id": made["id"], "name": "Two"})
    stale = call("workflows.update", {"id": made["id"], "name": "Three", "version": 1})
    assert (stale.status, stale.error["details"]) == (409, {"reason": "version", "version": 2})
    assert call("workflows.update", {"id": made["id"]}).status == 400
    assert call("workflows.update", {"id": made["id"], "name": None}).status == 400


def test_a_bad_definition_changes_nothing(made):
    assert call("workflows.update", {"id": made["id"], "steps": [{"id": "a", "type": "fax"}]}).status == 422
    assert call("workflows.get", {"id": made["id"]}).data == made


def test_a_schedule_follows_the_definition(made):
    assert schedules() == []
    cron = {"trigger_type": "cron", "trigger": {"cron": "0 9 1 * *", "timezone": "Europe/Madrid"}}
    call("workflows.update", {"id": made["id"], **cron})
    (first,) = schedules()
    assert (first["ScheduleExpression"], first["ScheduleExpressionTimezone"]) == ("cron(0 9 1 * ? *)", "Europe/Madrid")
    call("workflows.update", {"id": made["id"], "trigger": {"cron": "30 8 * * MON", "timezone": "UTC"}})
    (moved,) = schedules()
    assert (moved["Name"], moved["ScheduleExpression"]) == (first["Name"], "cron(30 8 ? * MON *)")
    call("workflows.update", {"id": made["id"], "status": "inactive"})
    assert schedules() == []
    call("workflows.update", {"id": made["id"], "status": "active"})
    assert len(schedules()) == 1
    call("workflows.update", {"id": made["id"], "trigger_type": "manual"})
    assert schedules() == []


def test_a_schedule_that_cannot_be_carried_out_is_parked_not_dropped(made):
    call("workflows.update", {"id": made["id"], "trigger_type": "cron", "trigger": {"cron": "0 9 1 * *"}})
    (schedule,) = schedules()
    assert schedule["Target"]["DeadLetterConfig"] == {"Arn": os.environ["PARKED_QUEUE_ARN"]}


def test_an_inactive_workflow_is_not_started(made):
    call("workflows.update", {"id": made["id"], "status": "inactive"})
    refused = call("workflows.execute", {"workflow_id": made["id"]})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "workflow_inactive")

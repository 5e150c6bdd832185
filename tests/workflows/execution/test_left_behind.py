"""Incomplete work of a dead function is resumed by the sweeper, or when Step Functions reports the execution."""

from datetime import timedelta

import boto3
from bivelio_core import clock
from bivelio_core.store.connect import table as the_table
from bivelio_core.store.writes import Key

from tests.api import ORGANISATION, call, load
from tests.there import there
from tests.workflows.calls import CREATE, QUICK, execute, instance, workflow
from tests.workflows.states import ended

NOTHING = {"runs": 0, "decisions": 0, "schedules": 0, "firings": 0, "notices": 0, "failed": 0}


def sweep():
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        return load("workers/sweep_workflows").handler({})


def test_a_run_that_was_not_started_is_taken_up_by_the_sweeper(states):
    identifier = workflow(QUICK)
    states.is_busy = True
    started = execute(identifier)
    assert started["status"] == "pending"
    assert sweep() == {**NOTHING, "runs": 1}
    states.is_busy = False
    assert sweep()["runs"] == 1
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"
    assert sweep() == NOTHING


def test_a_young_run_is_left_to_its_own_function(states):
    states.is_busy = True
    execute(workflow(QUICK))
    assert load("workers/sweep_workflows").handler({}) == NOTHING


def test_a_schedule_that_was_not_put_in_place_is_put_there_by_the_sweeper(states):
    scheduler = boto3.client("scheduler")
    cron = {"trigger_type": "cron", "trigger": {"cron": "0 9 1 * *"}}
    identifier = workflow(QUICK, **cron)
    (made,) = scheduler.list_schedules(GroupName="workflows")["Schedules"]
    scheduler.delete_schedule(GroupName="workflows", Name=made["Name"])
    key = Key(f"{ORGANISATION}#live#WF", identifier)
    item = there(the_table().get(key))
    the_table().put({**item, "GSI1PK": "WF#UNSCHEDULED", "GSI1SK": clock.stamp()})
    assert sweep() == {**NOTHING, "schedules": 1}
    assert len(scheduler.list_schedules(GroupName="workflows")["Schedules"]) == 1
    assert there(the_table().get(key))["GSI1PK"] == "WF#SCHEDULED"


def test_the_example_of_a_cron_workflow_gets_its_schedule_once(states):
    """In the sandbox of everyone, from its first day on, and left alone on the next."""
    scheduler, sandbox = boto3.client("scheduler"), {"environment": "sandbox"}
    call("workflows.list", {}, caller=sandbox)
    assert sweep() == {**NOTHING, "schedules": 1}
    (made,) = scheduler.list_schedules(GroupName="workflows")["Schedules"]
    schedule = scheduler.get_schedule(GroupName="workflows", Name=made["Name"])
    assert (schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"]) == (
        "cron(0 9 1 * ? *)",
        "Europe/Madrid",
    )
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert call("workflows.list", {}, caller=sandbox).data["pagination"]["total"] == 4
    assert sweep() == NOTHING


def test_a_run_whose_execution_failed_is_ended_and_can_be_tried_again(states, table):
    started = execute(workflow(QUICK, CREATE), {"name": "x", "client_name": "x"})
    (execution,) = states.executions.values()
    states.queue.clear()
    execution.status = "FAILED"
    load("workers/interrupt_run").handler(ended(execution))
    lost = instance(started["instance_id"])
    assert (lost["status"], lost["error"]["code"]) == ("failed", "INTERNAL_ERROR")
    assert table.query(f"{ORGANISATION}#live#WFL") == []
    call("workflows.retry", {"instance_id": started["instance_id"]})
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"


def test_a_cancelled_run_stays_cancelled_when_its_execution_is_reported(states):
    started = execute(workflow(QUICK))
    call("workflows.cancel", {"instance_id": started["instance_id"]})
    (execution,) = states.executions.values()
    load("workers/interrupt_run").handler(ended(execution, "ABORTED"))
    assert instance(started["instance_id"])["status"] == "cancelled"

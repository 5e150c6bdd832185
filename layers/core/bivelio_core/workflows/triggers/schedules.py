"""The EventBridge Scheduler schedule of a cron workflow, kept in line with the workflow.

The workflow item carries a marker (GSI1) from the write of a definition until its schedule is in place, so a function
that dies in between leaves something for the sweeper. Then the marker has the sweeper look for what Scheduler does not
start (catch_up.py).
"""

import hashlib
import json
from typing import Any

from bivelio_core import clients, clock, config
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import WORKFLOW
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import equals
from bivelio_core.workflows.definitions import cron
from bivelio_core.workflows.execution import sweep_marks

UNSCHEDULED = "WF#UNSCHEDULED"
SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
"""EventBridge Scheduler writes the time of the firing here (User Guide, "Adding context attributes")."""

RETRY_SECONDS, RETRY_ATTEMPTS = 3_600, 20


def mark() -> dict[str, str]:
    """The attributes that mark a workflow whose schedule may not be up to date."""
    return {"GSI1PK": UNSCHEDULED, "GSI1SK": clock.stamp(clock.real_now() + sweep_marks.FIRST_LOOK)}


def is_unscheduled(workflow: Item) -> bool:
    """Whether it has that mark."""
    return bool(workflow.get("GSI1PK") == UNSCHEDULED)


def apply(store: TenantStore, workflow: Item, trigger: dict[str, Any]) -> None:
    """Create, change or delete the schedule of a workflow, then say when to look at it; any number of times."""
    from . import catch_up  # noqa: PLC0415 - who only sweeps needs it when something is due

    name = schedule_name(store, workflow["SK"])
    if workflow["trigger_type"] == "cron" and workflow["status"] == "active":
        _upsert(name, _request(store, workflow, trigger))
        done = catch_up.watched(trigger, settled=min(clock.parse(workflow["updated_at"]), clock.real_now()))
    else:
        _delete(name)
        done = catch_up.unwatched()
    try:
        store.update(WORKFLOW, workflow["SK"], done, condition=equals("version", workflow["version"]))
    except ConditionFailed:
        return  # a later version has a marker of its own, and is applied by the function that wrote it


def schedule_name(store: TenantStore, workflow_id: str) -> str:
    """The name of a workflow's schedule: 64 characters at most, one organisation's never another's."""
    digest = hashlib.sha256(f"{store.tenant.configuration}|{workflow_id}".encode()).hexdigest()[:20]
    return f"{store.tenant.environment}-{workflow_id[:30]}-{digest}".replace("_", "-")


def _request(store: TenantStore, workflow: Item, trigger: dict[str, Any]) -> dict[str, Any]:
    timezone = trigger.get("timezone", cron.DEFAULT_TIME_ZONE)
    payload = {
        "organisation": store.tenant.organisation,
        "environment": store.tenant.environment,
        "workflow_id": workflow["SK"],
        "scheduled_at": SCHEDULED_TIME,
        "timezone": timezone,
    }
    function, role, dead_letters = config.schedule_target()
    return {
        "GroupName": config.schedule_group(),
        "ScheduleExpression": cron.to_scheduler(trigger["cron"]),
        "ScheduleExpressionTimezone": timezone,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "State": "ENABLED",
        "Target": {
            "Arn": function,
            "RoleArn": role,
            "Input": json.dumps(payload),
            "RetryPolicy": {"MaximumEventAgeInSeconds": RETRY_SECONDS, "MaximumRetryAttempts": RETRY_ATTEMPTS},
            "DeadLetterConfig": {"Arn": dead_letters},
        },
    }


def _upsert(name: str, request: dict[str, Any]) -> None:
    scheduler = clients.client("scheduler")
    try:
        scheduler.update_schedule(Name=name, **request)
    except scheduler.exceptions.ResourceNotFoundException:
        try:
            scheduler.create_schedule(Name=name, **request)
        except scheduler.exceptions.ConflictException:
            scheduler.update_schedule(Name=name, **request)


def remove(store: TenantStore, workflow_id: str) -> None:
    """Delete the schedule of a workflow, if it has one."""
    _delete(schedule_name(store, workflow_id))


def _delete(name: str) -> None:
    scheduler = clients.client("scheduler")
    try:
        scheduler.delete_schedule(Name=name, GroupName=config.schedule_group())
    except scheduler.exceptions.ResourceNotFoundException:
        return

"""A workflow that comes back keeps its numbers of versions, and its schedule is put in place without what it missed."""

from datetime import timedelta
from types import SimpleNamespace

import boto3
import pytest
from bivelio_core import clock
from bivelio_core.store import connect, keys
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, load
from tests.restoring import world
from tools.restoring.whole import restored

STEPS = [{"id": "s", "type": "set", "input": {"x": 1}}]
CRON = {"trigger_type": "cron", "trigger": {"cron": "0 * * * *", "timezone": "UTC", "catch_up": "all"}}


@pytest.fixture
def workflow(table):
    """A workflow, of an organisation that is suspended."""
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    key = keys.suspension(ORGANISATION)
    world.put([*world.organisation(ORGANISATION), {"PK": key.pk, "SK": key.sk, "at": world.AT}])
    return call("workflows.create", {"name": "One", "steps": STEPS, **CRON}).data


def bring_back(copy, tmp_path, mode="as_it_was"):
    request = world.request(copy, tmp_path / "journal", mode=mode)
    assert restored(request, world.bucket(), lambda _line: None) == {}


def test_a_version_that_was_given_since_is_not_given_again(workflow, tmp_path):
    copy = world.copy_of_now()
    for name in ("Two", "Three"):
        call("workflows.update", {"id": workflow["id"], "name": name})
    bring_back(copy, tmp_path)
    shown = call("workflows.get", {"id": workflow["id"]}).data
    assert (shown["name"], shown["version"], shown["steps"]) == ("One", 4, workflow["steps"])
    third = keys.tenant_key(Tenant(ORGANISATION, "live"), keys.WORKFLOW_VERSION, f"{workflow['id']}#v3")
    assert connect.table().get(third) is not None, "runs of before name it"
    assert call("workflows.update", {"id": workflow["id"], "name": "Five"}).data["version"] == 5


def test_a_schedule_is_put_in_place_and_what_it_missed_is_not_caught_up(workflow, tmp_path):
    copy = world.copy_of_now()
    store = TenantStore(connect.table(), Tenant(ORGANISATION, "live"))
    store.delete(keys.WORKFLOW, workflow["id"])
    scheduler = boto3.client("scheduler")
    (schedule,) = scheduler.list_schedules(GroupName="workflows")["Schedules"]
    scheduler.delete_schedule(GroupName="workflows", Name=schedule["Name"])
    with clock.frozen(clock.real_now() + timedelta(days=2)):
        bring_back(copy, tmp_path, mode="missing")
    with clock.frozen(clock.real_now() + timedelta(days=2, minutes=5)):
        load("workers/sweep_workflows").handler({}, SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000))
        assert [each["Name"] for each in scheduler.list_schedules(GroupName="workflows")["Schedules"]] == [
            schedule["Name"]
        ]
        assert existing(store.get(keys.WORKFLOW, workflow["id"]))["settled_until"] > clock.stamp(
            clock.real_now() - timedelta(minutes=6)
        )
    assert store.query(keys.INSTANCE) == []

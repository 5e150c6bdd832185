"""While a workflow is paused nothing of it begins, what has begun goes on, and nothing that came is lost."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from bivelio_core import clock
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.triggers.by_schedule import on_schedule

from tests.api import ORGANISATION, call, load
from tests.workflows.calls import APPROVE, QUICK, instance, workflow
from tests.workflows.execution.test_killed import patiently
from tests.workflows.reaper import Reaper
from tests.workflows.stream import happen, instances

FIRST = {"Idempotency-Key": "first"}
EVENT = {"trigger_type": "event", "trigger": {"event": "contact.created"}}

pytestmark = pytest.mark.usefixtures("table")


def execute(identifier, **headers):
    """Ask for a run; its answer."""
    return call("workflows.execute", {"workflow_id": identifier, "input": {"client_name": "X"}}, headers=headers)


def reason(error):
    return error["details"]["reason"]


def test_starts_are_refused_and_runs_under_way_go_on(states):
    identifier = workflow(APPROVE, concurrency="allow")
    begun = execute(identifier, **FIRST).data["instance_id"]
    states.run()
    paused_at = call("workflows.pause", {"id": identifier}).data["paused_at"]
    refused = execute(identifier)
    assert (refused.status, refused.error["details"]) == (409, {"reason": "workflow_paused", "paused_at": paused_at})
    assert "Retry-After" not in refused.headers
    assert execute(identifier, **FIRST).data["instance_id"] == begun
    call("workflows.approve", {"instance_id": begun})
    states.run()
    assert instance(begun)["status"] == "completed"
    call("workflows.resume", {"id": identifier})
    assert execute(identifier).status == 200
    assert len(instances(identifier)) == 2


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_the_refusal_is_told_in_each_language(language):
    identifier = workflow(QUICK)
    since = call("workflows.pause", {"id": identifier}).data["paused_at"]
    assert since in execute(identifier, **{"Accept-Language": language}).error["message"]


def test_an_event_and_a_scheduled_time_are_runs_that_can_be_retried_after_it(states, table):
    by_event, by_time = workflow(QUICK, **EVENT), workflow(QUICK)
    for each in (by_event, by_time):
        call("workflows.pause", {"id": each})
    for _ in range(2):
        happen("contact.created", {"id": "ct_1"}, "once")
        on_schedule(SystemStore(table).of(Tenant.at(ORGANISATION, "live")), by_time, "2026-05-01T07:00:00Z")
    states.run()
    for each in (by_event, by_time):
        (run,) = instances(each)
        assert (run["status"], run["error"]["code"], reason(run["error"])) == ("failed", "CONFLICT", "workflow_paused")
        name = {"instance_id": run["instance_id"]}
        refused = call("workflows.retry", name)
        assert (refused.status, reason(refused.error)) == (409, "workflow_paused")
        call("workflows.resume", {"id": each})
        assert call("workflows.retry", name).status == 200
        states.run()
        assert instance(run["instance_id"])["status"] == "completed"
        assert len(instances(each)) == 1


def test_a_step_that_runs_it_fails(states):
    inner = workflow(QUICK)
    outer = workflow({"id": "s", "type": "run_workflow", "input": {"workflow_id": inner}})
    call("workflows.pause", {"id": inner})
    run = execute(outer).data["instance_id"]
    states.run()
    assert (instance(run)["status"], reason(instance(run)["error"])) == ("failed", "workflow_paused")
    assert instances(inner) == []


def test_a_changed_workflow_stays_paused_and_an_archived_one_is_no_longer():
    identifier = workflow(QUICK, **EVENT)
    paused_at = call("workflows.pause", {"id": identifier}).data["paused_at"]
    for change in ({"name": "Two"}, {"status": "inactive"}, {"status": "active"}):
        assert call("workflows.update", {"id": identifier, **change}).data["paused_at"] == paused_at
    assert reason(execute(identifier).error) == "workflow_paused"
    assert "paused_at" not in call("workflows.archive", {"id": identifier}).data
    assert "paused_at" not in call("workflows.restore", {"id": identifier}).data


@pytest.mark.parametrize("seed", range(4))
def test_functions_that_die_lose_no_event_and_start_none_twice(states, table, seed):
    """Pauses, events, resumes and retries, each killed before or after a random AWS call, and asked again."""
    reaper = Reaper(seed)
    identifier = workflow(QUICK, **EVENT)
    states.around = reaper.around
    for turn in range(6):
        verb = ("pause", "resume")[turn % 2]
        assert patiently(reaper, f"workflows.{verb}", {"id": identifier}, f"{verb}-{turn}").status == 200
        event = {"id": f"ct_{turn}"}
        reaper.attempt("react", partial(happen, "contact.created", event, event["id"]))
    for run in instances(identifier):
        if run["status"] == "failed":
            asked = {"instance_id": run["instance_id"]}
            assert patiently(reaper, "workflows.retry", asked, f"retry-{run['instance_id']}").status == 200
    reaper.disarm()
    states.run()
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert load("workers/sweep_workflows").handler({})["failed"] == 0
        states.run()
    assert sorted(run["input"]["id"] for run in instances(identifier)) == [f"ct_{turn}" for turn in range(6)]
    assert {run["status"] for run in instances(identifier)} == {"completed"}
    assert reaper.killed.total() > 0
    audited = Counter(entry["action"] for entry in table.query(f"ORG#{ORGANISATION}#AUDIT"))
    assert audited["workflow.paused"] == audited["workflow.resumed"] == 3

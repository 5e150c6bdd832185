"""Workflows on the running platform: the real state machine, functions, schedules and stream."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.receiver import Receiver, Reply
from tests.running import Runtime, configured, until

pytestmark = pytest.mark.e2e
ENDED = ("completed", "failed", "cancelled")
STARTS = int(os.environ.get("WORKFLOW_STARTS", "20"))


class Api:
    """Calls of one organisation's administrator."""

    def __init__(self, platform: Runtime, slug: str = "demo"):
        self.platform = platform
        self.key = platform.demo()["organisations"][slug]["keys"]["live_secret"]

    def answer(self, operation: str, data: Any = None) -> tuple[int, Any]:
        """The status and the body of a call."""
        path = "/v1/" + operation.replace(".", "/")
        answer = self.platform.call(path, {"data": data or {}}, X_API_Key=self.key)
        return answer.status, answer.json()

    def call(self, operation: str, data: Any = None) -> Any:
        """The data of a call that must succeed."""
        status, body = self.answer(operation, data)
        assert status in {200, 202}, body
        return body["data"]

    def workflow(self, *steps: Any, **about: Any) -> str:
        """A fresh workflow's id."""
        return str(self.call("workflows.create", {"name": "E2E", "steps": list(steps), **about})["id"])

    def run(self, workflow: str, given: Any = None) -> Any:
        """The instance of a run, when it has ended."""
        started = self.call("workflows.execute", {"workflow_id": workflow, "input": given or {}})
        return self.ended(started["instance_id"])

    def ended(self, instance_id: str) -> Any:
        """An instance, when it has ended."""
        return until(lambda: self._if_ended(instance_id))

    def _if_ended(self, instance_id: str) -> Any:
        instance = self.call("workflows.instances/get", {"instance_id": instance_id})
        return instance if instance["status"] in ENDED else None


@pytest.fixture(scope="session")
def api(platform: Runtime) -> Api:
    """The demo organisation."""
    return Api(platform)


def step(number: int, url: str) -> dict[str, Any]:
    return {"id": f"s{number}", "type": "http_request", "input": {"url": url, "json": {"n": number}}}


def test_a_run_of_several_kinds_of_steps_ends_with_its_output(api: Api):
    with Receiver(lambda got: Reply(body=got.body)) as receiver:
        each = {"id": "each", "type": "for_each", "input": {"items": [1, 2, 3], "steps": [
            {"id": "send", "type": "http_request", "input": {"url": receiver.url, "json": "{{ item }}"}}]}}  # fmt: skip
        both = {"id": "both", "type": "parallel", "input": {"branches": [
            {"id": "l", "steps": [step(1, receiver.url)]}, {"id": "r", "steps": [step(2, receiver.url)]}]}}  # fmt: skip
        create = {"id": "create", "type": "contact.create", "input": {"type": "company", "name": "{{ input.name }}"}}
        wait = {"id": "wait", "type": "wait", "input": {"seconds": 20}}
        output = {"id": "{{ steps.create.output.id }}", "items": "{{ steps.each.output.items[*].json }}"}
        done = api.run(api.workflow(create, each, both, wait, output=output), {"name": "Empresa E2E"})
    assert done["status"] == "completed", done
    assert done["output"]["items"] == [1, 2, 3]
    assert api.call("contacts.get", {"id": done["output"]["id"]})["name"] == "Empresa E2E"
    assert len(receiver.received) == 5


def test_a_run_calls_the_platforms_own_api_with_a_key_that_is_a_secret(api: Api):
    """At the address that people know, and at no other of the platform's."""
    base = f"http://localhost:{api.platform.settings.port}"
    api.call("secrets.set", {"name": "own_key", "value": api.key, "allowed_hosts": [base.removeprefix("http://")]})
    headers = {"X-API-Key": "{{ secrets.own_key }}"}
    body = {"data": {"type": "person", "name": "By our own API"}}
    own = {"url": f"{base}/v1/contacts/create", "headers": headers, "json": body}
    done = api.run(api.workflow({"id": "own", "type": "http_request", "input": own}))
    assert done["status"] == "completed", done["error"]
    created = done["steps"][0]["output"]["json"]["data"]
    assert api.call("contacts.get", {"id": created["id"]})["name"] == "By our own API"
    beside = {"method": "GET", "url": "{{ input.url }}"}
    refused = api.run(
        api.workflow({"id": "own", "type": "http_request", "input": beside}), {"url": f"{base}/docs/console.json"}
    )
    assert refused["error"]["code"] == "URL_REFUSED"


def test_waiting_for_the_end_answers_with_the_output(api: Api):
    workflow = api.workflow({"id": "s", "type": "set", "input": {"n": "{{ input.n }}"}})
    status, body = api.answer("workflows.execute", {"workflow_id": workflow, "input": {"n": 7}, "async": False})
    assert (status, body["data"]["status"], body["data"]["output"]) == (200, "completed", {"n": 7})


def test_an_approval_is_decided_or_expires(api: Api):
    def begun(expires_in_seconds: int) -> str:
        asked = {"message": "?", "expires_in_seconds": expires_in_seconds, "on_expiry": "reject"}
        workflow = api.workflow({"id": "ok", "type": "approval", "input": asked})
        return str(api.call("workflows.execute", {"workflow_id": workflow})["instance_id"])

    first, second = begun(3600), begun(1)
    until(lambda: api.call("workflows.instances/get", {"instance_id": first})["status"] == "waiting")
    api.call("workflows.approve", {"instance_id": first, "comment": "yes"})
    assert api.ended(first)["output"]["comment"] == "yes"
    assert api.ended(second)["output"]["expired"] is True


def test_a_run_longer_than_the_wait_answers_202_and_still_finishes(api: Api):
    workflow = api.workflow({"id": "ok", "type": "approval", "input": {"message": "?"}})
    with configured(api.platform, "WorkflowsExecute", WORKFLOW_WAIT_SECONDS="0.5"):
        status, body = api.answer("workflows.execute", {"workflow_id": workflow, "async": False})
    assert (status, body["data"]["status"] in {"running", "waiting"}) == (202, True)
    until(lambda: api.answer("workflows.approve", {"instance_id": body["data"]["instance_id"]})[0] == 200)
    assert api.ended(body["data"]["instance_id"])["status"] == "completed"


def test_of_two_simultaneous_starts_exactly_one_is_refused(api: Api):
    workflow = api.workflow({"id": "ok", "type": "approval", "input": {"message": "?"}})
    with ThreadPoolExecutor(2) as pool:
        for _ in range(STARTS):
            tried = list(
                pool.map(lambda _: api.answer("workflows.execute", {"workflow_id": workflow, "input": {}}), range(2))
            )
            assert sorted(status for status, _ in tried) == [200, 409], tried
            refused = next(body for status, body in tried if status == 409)
            assert refused["error"]["code"] == "WORKFLOW_ALREADY_RUNNING"
            accepted = next(body["data"]["instance_id"] for status, body in tried if status == 200)
            assert refused["error"]["details"]["instance_id"] == accepted
            until(lambda accepted=accepted: api.answer("workflows.approve", {"instance_id": accepted})[0] == 200)
            assert api.ended(accepted)["status"] == "completed"


def test_the_onboarding_example_runs_and_its_webhook_arrives(api: Api):
    with Receiver() as hooks, Receiver() as team:
        hook = api.call("webhooks.create", {"url": hooks.url, "events": ["workflow.completed"]})
        given = {
            "client_name": "Empresa ABC",
            "client_email": f"contacte{time.time_ns()}@empresaabc.com",
            "plan": "pro",
            "notify_url": team.url,
        }
        done = api.run("wf_a1b2c3d4", given)
        name = done["instance_id"].encode()
        (told,) = until(lambda: [json.loads(got.body) for got in hooks.received if name in got.body])
        api.call("webhooks.delete", {"webhook_id": hook["webhook_id"]})
    assert (done["status"], done["total_steps"]) == ("completed", 7)
    assert told["event"] == "workflow.completed"
    assert told["data"] | {"duration_ms": done["duration_ms"]} == {
        "instance_id": done["instance_id"],
        "workflow_id": "wf_a1b2c3d4",
        "workflow_name": "Onboarding de client",
        "status": "completed",
        "duration_ms": done["duration_ms"],
        "output": done["output"],
    }
    assert done["output"]["client_configured"] is True
    assert done["output"]["welcome_email_sent"] is True
    assert len(team.received) == 1


def test_an_event_triggered_loop_stops_at_the_depth_limit(api: Api):
    mark = f"Loop {time.time_ns()}"
    looping = api.workflow(
        {"id": "again", "type": "contact.create", "input": {"type": "person", "name": "{{ input.name }}"}},
        trigger_type="event",
        trigger={"event": "contact.created", "filter": f"data.name == '{mark}'"},
    )
    api.call("contacts.create", {"type": "person", "name": mark})

    def stopped() -> Any:
        runs = api.call("workflows.instances", {"workflow_id": looping})["instances"]
        has_failed = any(run["status"] == "failed" for run in runs)
        return runs if has_failed and all(run["status"] in ENDED for run in runs) else None

    runs = until(stopped)
    assert [run["status"] for run in runs] == ["failed", *["completed"] * 5]
    deepest = api.call("workflows.instances/get", {"instance_id": runs[0]["instance_id"]})
    assert deepest["error"]["code"] == "LOOP_DETECTED"


def test_a_schedule_is_kept_with_its_workflow(api: Api):
    schedules = api.platform.client("scheduler")

    def expressions() -> list[str]:
        ours = schedules.list_schedules(NamePrefix=f"live-{workflow}".replace("_", "-"))["Schedules"]
        found = (schedules.get_schedule(Name=each["Name"], GroupName=each["GroupName"]) for each in ours)
        return [each["ScheduleExpression"] for each in found]

    yearly = {"cron": "0 9 1 1 *", "timezone": "Europe/Madrid"}
    step = {"id": "s", "type": "set", "input": {"at": "{{ trigger.scheduled_at }}"}}
    workflow = api.workflow(step, trigger_type="cron", trigger=yearly)
    assert expressions() == ["cron(0 9 1 1 ? *)"]
    api.call("workflows.update", {"id": workflow, "trigger": {**yearly, "cron": "30 9 1 1 *"}})
    assert expressions() == ["cron(30 9 1 1 ? *)"]
    api.call("workflows.archive", {"id": workflow})
    assert expressions() == []


@pytest.mark.skipif("WORKFLOW_CRON" not in os.environ, reason="takes four minutes: set WORKFLOW_CRON=1")
def test_a_schedule_fires_moves_and_stops(api: Api):
    every_minute = {"trigger_type": "cron", "trigger": {"cron": "* * * * *", "timezone": "Europe/Madrid"}}
    workflow = api.workflow({"id": "s", "type": "set", "input": {"at": "{{ trigger.scheduled_at }}"}}, **every_minute)

    def runs() -> list[Any]:
        found: list[Any] = api.call("workflows.instances", {"workflow_id": workflow})["instances"]
        return found

    until(runs, seconds=75)
    in_madrid = datetime.now(ZoneInfo("Europe/Madrid")) + timedelta(minutes=2)
    moved = {"cron": f"{in_madrid.minute} {in_madrid.hour} * * *", "timezone": "Europe/Madrid"}
    api.call("workflows.update", {"id": workflow, "trigger": moved})
    before = len(runs())
    until(lambda: len(runs()) > before, seconds=150)
    assert datetime.now(UTC).minute == in_madrid.minute
    assert len(runs()) == before + 1
    latest = api.call("workflows.instances/get", {"instance_id": runs()[0]["instance_id"]})
    assert latest["output"]["at"] == in_madrid.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:00Z")
    api.call("workflows.update", {"id": workflow, **every_minute})
    api.call("workflows.archive", {"id": workflow})
    time.sleep(70)
    assert len(runs()) == before + 1


def test_cancelling_takes_along_the_run_that_is_waited_for(api: Api):
    leaf = api.workflow({"id": "ok", "type": "approval", "input": {"message": "?"}})
    run = {"id": "run", "type": "run_workflow", "input": {"workflow_id": leaf}}
    parent = api.workflow({"id": "both", "type": "parallel", "input": {"branches": [{"id": "b", "steps": [run]}]}})
    instance = api.call("workflows.execute", {"workflow_id": parent})["instance_id"]
    waiting = {"workflow_id": leaf, "status": "waiting"}
    (child,) = until(lambda: api.call("workflows.instances", waiting)["instances"], 60)
    api.call("workflows.cancel", {"instance_id": instance})
    assert api.ended(child["instance_id"])["status"] == "cancelled"
    status, body = api.answer("workflows.execute", {"workflow_id": leaf})
    assert status == 200, "the lock was given back"
    api.call("workflows.cancel", {"instance_id": body["data"]["instance_id"]})


def test_a_run_whose_execution_is_gone_ends_and_can_be_tried_again(api: Api):
    workflow = api.workflow({"id": "ok", "type": "approval", "input": {"message": "?"}})
    instance = api.call("workflows.execute", {"workflow_id": workflow})["instance_id"]
    until(lambda: api.call("workflows.instances/get", {"instance_id": instance})["status"] == "waiting")
    states = api.platform.client("stepfunctions")
    (machine,) = (m["stateMachineArn"] for m in states.list_state_machines()["stateMachines"])
    running = states.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
    newest = max(running, key=lambda execution: execution["startDate"])
    states.stop_execution(executionArn=newest["executionArn"])
    assert api.ended(instance)["error"]["code"] == "INTERNAL_ERROR"
    api.call("workflows.retry", {"instance_id": instance})
    until(lambda: api.answer("workflows.approve", {"instance_id": instance})[0] == 200)
    assert api.ended(instance)["status"] == "completed"

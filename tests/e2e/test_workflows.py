"""Workflows on the running platform: the real state machine, functions, schedules and stream."""

from typing import Any

import pytest

from tests.receiver import Receiver, Reply
from tests.running import Runtime, until

pytestmark = pytest.mark.e2e
ENDED = ("completed", "failed", "cancelled")


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


def test_waiting_for_the_end_answers_with_the_output(api: Api):
    workflow = api.workflow({"id": "s", "type": "set", "input": {"n": "{{ input.n }}"}})
    status, body = api.answer("workflows.execute", {"workflow_id": workflow, "input": {"n": 7}, "async": False})
    assert (status, body["data"]["status"], body["data"]["output"]) == (200, "completed", {"n": 7})


def test_an_approval_is_decided_or_expires(api: Api):
    asked = {"message": "?", "expires_in_seconds": 3, "on_expiry": "reject"}
    approval = {"id": "ok", "type": "approval", "input": asked}
    workflow = api.workflow(approval, concurrency="allow")
    first = api.call("workflows.execute", {"workflow_id": workflow})["instance_id"]
    second = api.call("workflows.execute", {"workflow_id": workflow})["instance_id"]
    until(lambda: api.call("workflows.instances/get", {"instance_id": first})["status"] == "waiting")
    api.call("workflows.approve", {"instance_id": first, "comment": "yes"})
    assert api.ended(first)["output"]["comment"] == "yes"
    assert api.ended(second)["output"]["expired"] is True

"""Creates and runs workflows through the endpoints, for tests of their results."""

from typing import Any

from tests.api import call

CREATE: dict[str, Any] = {
    "id": "create",
    "type": "contact.create",
    "input": {"type": "company", "name": "{{ input.client_name }}"},
}
APPROVE: dict[str, Any] = {"id": "ok", "type": "approval", "input": {"message": "Send to {{ input.client_name }}?"}}
QUICK: dict[str, Any] = {
    "id": "s",
    "type": "set",
    "input": {"at": "{{ trigger.scheduled_at }}", "who": "{{ input.name }}"},
}


ASK: dict[str, Any] = {"id": "ok", "type": "approval", "input": {"message": "Send it?"}}
PLAIN: dict[str, Any] = {"id": "s", "type": "set", "input": {"started_by": "{{ trigger.type }}"}}
"""A step that reads what every run has, whatever starts it."""


def workflow(*steps: Any, **about: Any) -> str:
    return str(call("workflows.create", {"name": "Test", "steps": list(steps), **about}).data["id"])


def execute(workflow_id: str, given: dict[str, Any] | None = None, **about: Any) -> Any:
    return call("workflows.execute", {"workflow_id": workflow_id, "input": given or {}, **about}).data


def instance(instance_id: str) -> Any:
    return call("workflows.instances_get", {"instance_id": instance_id}).data


def call_to(url: str, **about: Any) -> dict[str, Any]:
    return {"id": "call", "type": "http_request", "input": {"url": url, "json": {"n": "{{ input.n }}"}}, **about}

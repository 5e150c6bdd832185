"""Makes and runs workflows through the endpoints, for the tests of what becomes of them."""

from tests.api import call

CREATE = {"id": "create", "type": "contact.create", "input": {"type": "company", "name": "{{ input.client_name }}"}}
APPROVE = {"id": "ok", "type": "approval", "input": {"message": "Send to {{ input.client_name }}?"}}
QUICK = {"id": "s", "type": "set", "input": {"at": "{{ trigger.scheduled_at }}", "who": "{{ input.name }}"}}


def workflow(*steps, **about):
    return call("workflows.create", {"name": "Test", "steps": list(steps), **about}).data["id"]


def execute(workflow_id, given=None, **about):
    return call("workflows.execute", {"workflow_id": workflow_id, "input": given or {}, **about}).data


def instance(instance_id):
    return call("workflows.instances_get", {"instance_id": instance_id}).data


def call_to(url, **about):
    return {"id": "call", "type": "http_request", "input": {"url": url, "json": {"n": "{{ input.n }}"}}, **about}

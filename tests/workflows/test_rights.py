"""A workflow has only its author's rights: the right to save workflows gives none to contacts."""

import pytest
from bivelio_core.store.keys import WORKFLOW_VERSION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.execution import stored

from tests.api import ORGANISATION, call
from tests.workflows.calls import CREATE, PLAIN, QUICK, execute, instance, workflow

WORKFLOWS_ONLY = {"scopes": "workflows:admin"}
READER = {"scopes": "workflows:admin contacts:read"}
WRITER = {"scopes": "workflows:admin contacts:write"}
FIND = {"id": "find", "type": "contact.find", "input": {"email": "a@example.com"}}
CHANGE = {"id": "change", "type": "contact.update", "input": {"id": "{{ input.id }}", "name": "x"}}
CALL = {"id": "call", "type": "http_request", "input": {"url": "https://example.com"}}
EACH = {"id": "each", "type": "for_each", "input": {"items": "{{ input.all }}", "steps": [CREATE]}}
BRANCHES = {
    "id": "both",
    "type": "parallel",
    "input": {"branches": [{"id": "one", "steps": [QUICK]}, {"id": "two", "steps": [FIND]}]},
}
ON_CONTACT = {"trigger_type": "event", "trigger": {"event": "contact.created"}}
ON_INVOICE = {"trigger_type": "event", "trigger": {"event": "invoice.paid"}}

pytestmark = pytest.mark.usefixtures("states")


def save(caller, *steps, **about):
    return call("workflows.create", {"name": "x", "steps": list(steps), **about}, caller=caller)


def missing(answer):
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")
    details = dict(answer.error["details"])
    scope = f"{details.pop('resource')}:{details.pop('required_scope')}"
    assert scope in answer.error["message"]
    return scope, details


@pytest.mark.parametrize(
    ("step", "scope", "field", "name"),
    [
        (CREATE, "contacts:write", "steps[1].type", "create"),
        (CHANGE, "contacts:write", "steps[1].type", "change"),
        (FIND, "contacts:read", "steps[1].type", "find"),
        (EACH, "contacts:write", "steps[1].input.steps[0].type", "create"),
        (BRANCHES, "contacts:read", "steps[1].input.branches[1].steps[0].type", "find"),
    ],
)
def test_a_step_takes_its_scope_from_whoever_saves_it(step, scope, field, name):
    assert missing(save(WORKFLOWS_ONLY, CALL, step)) == (scope, {"field": field, "step": name})
    made = save(WORKFLOWS_ONLY, CALL).data["id"]
    changed = call("workflows.update", {"id": made, "steps": [CALL, step]}, caller=WORKFLOWS_ONLY)
    assert missing(changed) == (scope, {"field": field, "step": name})
    assert save(WRITER, CALL, step).status == 200
    assert save({"scopes": "admin"}, CALL, step).status == 200


def test_reading_is_not_writing():
    assert save(READER, FIND).status == 200
    assert missing(save(READER, FIND, CREATE))[0] == "contacts:write"


def test_an_event_takes_the_right_to_read_what_it_is_about():
    on_contact = {"field": "trigger.event", "event": "contact.created"}
    assert missing(save(WORKFLOWS_ONLY, CALL, **ON_CONTACT)) == ("contacts:read", on_contact)
    assert save(READER, CALL, **ON_CONTACT).status == 200
    assert missing(save(READER, CALL, **ON_INVOICE))[0] == "invoices:read"
    assert save(WORKFLOWS_ONLY, CALL, trigger_type="event", trigger={"event": "workflow.failed"}).status == 200
    made = save(WORKFLOWS_ONLY, CALL).data["id"]
    assert missing(call("workflows.update", {"id": made, **ON_CONTACT}, caller=WORKFLOWS_ONLY))[0] == "contacts:read"


def test_what_a_version_was_granted_stays_when_only_its_name_changes(states):
    made = save(WRITER, CREATE).data["id"]
    assert call("workflows.update", {"id": made, "name": "y"}, caller=WORKFLOWS_ONLY).status == 200
    started = execute(made, {"client_name": "Empresa"})
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"
    assert missing(call("workflows.update", {"id": made, "steps": [{**CREATE, "name": "y"}]}, caller=WORKFLOWS_ONLY))
    assert (
        missing(call("workflows.update", {"id": made, "steps": [PLAIN], **ON_INVOICE}, caller=WRITER))[0]
        == "invoices:read"
    )


def _version(table, identifier, scopes):
    """Rewrite what the first version of a workflow was granted."""
    store = TenantStore(table, Tenant(ORGANISATION, "live"))
    change = Update(remove=("scopes",)) if scopes is None else Update(set={"scopes": scopes})
    store.update(WORKFLOW_VERSION, stored.version_key(identifier, 1), change)


def test_a_step_beyond_what_its_version_was_granted_fails(states, table):
    """As when a type of step comes to need more than it did."""
    identifier = workflow(FIND, CREATE)
    _version(table, identifier, ["contacts:read"])
    started = execute(identifier, {"client_name": "Empresa"})
    states.run()
    run = instance(started["instance_id"])
    assert (run["status"], run["failed_step"], run["error"]["code"]) == ("failed", "create", "AUTH_INSUFFICIENT_SCOPE")


def test_a_definition_that_was_saved_before_there_were_grants_runs_as_before(states, table):
    identifier = workflow(FIND, CREATE)
    _version(table, identifier, None)
    started = execute(identifier, {"client_name": "Empresa"})
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"
    call("workflows.update", {"id": identifier, "name": "y"})
    started = execute(identifier, {"client_name": "Empresa"})
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"


def test_another_workflow_runs_with_what_it_was_granted_itself(states):
    inner = save(WRITER, CREATE).data["id"]
    outer = {"id": "run", "type": "run_workflow", "input": {"workflow_id": inner, "input": {"client_name": "x"}}}
    started = execute(save(WORKFLOWS_ONLY, outer).data["id"])
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"

"""What a step is given is judged when it is rendered, as it is when a definition is saved, whatever family runs it."""

from typing import Any

import pytest
from bivelio_core.store.keys import INSTANCE, STEP
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.workflows.calls import CREATE, execute, instance, workflow

NONSENSE = (None, "abc", 10**9, -1, 1.5, True, ["x"], {"x": 1})
INPUT = "{{ input.value }}"
FIELDS: dict[str, list[tuple[str, set[type]]]] = {
    "approval": [("message", {str}), ("expires_in_seconds", set()), ("on_expiry", set())],
    "for_each": [("items", {list}), ("concurrency", set())],
    "run_workflow": [("workflow_id", {str}), ("input", {dict})],
    "wait": [("seconds", set()), ("until", set())],
    "stop": [("status", set()), ("message", {str, type(None)})],
    "http_request": [("method", set()), ("headers", set()), ("url", {str})],
    "contact.create": [("type", set()), ("tags", {list})],
}
"""Each family's fields that have a type or a limit, and of which types some of the values above are right for them."""
GIVEN: dict[str, dict[str, Any]] = {
    "approval": {"message": "Shall it be done?"},
    "for_each": {"items": [], "steps": [CREATE]},
    "run_workflow": {"workflow_id": "{{ 'wf_nobody' }}"},
    "wait": {},
    "stop": {},
    "http_request": {"url": "https://example.com"},
    "contact.create": {"type": "company", "name": "Empresa ABC"},
}
CASES = [
    pytest.param(kind, name, value, id=f"{kind}-{name}-{value}")
    for kind, fields in FIELDS.items()
    for name, right in fields
    for value in NONSENSE
    if type(value) not in right
]


def step(kind, name, **about):
    return {"id": "judged", "type": kind, "input": {**GIVEN[kind], name: INPUT}, **about}


def of(run, step_id):
    return next(one for one in run["steps"] if one["id"] == step_id)


@pytest.mark.parametrize(("kind", "name", "value"), CASES)
def test_a_rendered_value_that_the_step_does_not_take_fails_it_and_nothing_else(states, kind, name, value):
    after = {"id": "after", "type": "set", "input": {"error": "{{ steps.judged.error }}"}}
    started = execute(workflow(step(kind, name, on_error="continue"), after), {"value": value})
    states.run()
    done = instance(started["instance_id"])
    assert (done["status"], of(done, "judged")["status"]) == ("completed", "failed"), done
    assert done["output"]["error"]["code"] == "VALIDATION_ERROR"
    assert {"Wait", "Suspend", "Frames"}.isdisjoint(state for state, times in states.entered.items() if times)


@pytest.mark.parametrize(("kind", "name"), [("wait", "seconds"), ("approval", "message"), ("for_each", "items")])
def test_a_retry_on_validation_errors_tries_again_as_often_as_asked(states, kind, name):
    retry = {"on": ["VALIDATION_ERROR"], "attempts": 3}
    started = execute(workflow(step(kind, name, retry=retry)), {"value": 10**9})
    states.run()
    done = instance(started["instance_id"])
    assert (done["status"], done["error"]["code"]) == ("failed", "VALIDATION_ERROR")
    assert of(done, "judged")["attempts"] == 3
    assert states.entered["Wait"] == 2


def test_an_error_sends_the_run_where_the_step_says(states):
    steps = (step("approval", "message", on_error={"go_to": "end"}), CREATE, {"id": "end", "type": "set", "input": {}})
    started = execute(workflow(*steps), {"value": 7, "client_name": "x"})
    states.run()
    done = instance(started["instance_id"])
    assert [one["status"] for one in done["steps"]] == ["failed", "skipped", "completed"]


@pytest.mark.parametrize("until", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_beyond_the_calendar_fails_the_step(states, until):
    started = execute(workflow(step("wait", "until")), {"value": until})
    states.run()
    assert instance(started["instance_id"])["error"]["code"] == "VALIDATION_ERROR"


def test_an_approval_whose_recorded_message_is_no_text_can_be_read(states, table):
    """Releases before this one recorded whatever the message was rendered to."""
    started = execute(workflow(step("approval", "message")), {"value": "Shall it be done?"})
    states.run()
    assert of(instance(started["instance_id"]), "judged")["message"] == "Shall it be done?"
    store = TenantStore(table, Tenant(ORGANISATION, "live"))
    (run,) = store.query(INSTANCE)
    store.update(STEP, "judged#0", Update(set={"given": '{"message":42}'}), run["SK"])
    assert of(instance(started["instance_id"]), "judged")["message"] == "42"

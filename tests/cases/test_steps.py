"""case.create and case.update as steps of workflows: made once, whatever dies."""

import boto3
import pytest
from bivelio_core.workflows.execution import runs

from tests.api import call
from tests.documents.test_killed_workers import after
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.killer import Killer
from tests.workflows.states import States

OPEN = {"id": "open", "type": "case.create", "input": {"title": "Alta de {{ input.name }}", "tags": ["alta"]}}
NOTE = {
    "id": "note",
    "type": "case.update",
    "input": {"id": "{{ steps.open.output.id }}", "status": "waiting", "note": "Obert per un workflow"},
}


@pytest.fixture
def states(table):
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States().attach()


def test_a_workflow_opens_a_case_and_adds_a_note(states):
    started = execute(workflow(OPEN, NOTE), {"name": "Empresa ABC"})
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"
    (listed,) = call("cases.list", {}).data["cases"]
    shown = call("cases.get", {"id": listed["id"]}).data
    assert (shown["title"], shown["status"], shown["note_count"]) == ("Alta de Empresa ABC", "waiting", 1)
    assert shown["notes"][0]["author"]["kind"] == "workflow"


def test_steps_that_die_at_any_of_their_calls_make_one_case_with_one_note(states):
    killer, kills, workflow_id = Killer(), 0, workflow(OPEN, NOTE)
    execute(workflow_id, {"name": "Empresa ABC"})
    with killer.armed(lambda *_: False):
        states.run()
    names = list(killer.calls)
    for number in (place for place, name in enumerate(names) if name in {"PutItem", "TransactWriteItems"}):
        before = call("cases.list", {}).data["pagination"]["total"]
        started = execute(workflow_id, {"name": "Empresa ABC"})
        with killer.armed(after(number)):
            states.run()
        kills += killer.kills
        assert instance(started["instance_id"])["status"] == "completed"
        listed = call("cases.list", {}).data
        made = listed["pagination"]["total"] - before
        assert (made, [case["note_count"] for case in listed["cases"][:made]]) == (1, [1]), number
    assert kills > 3, "the transactions of both steps are among them"


def test_who_may_not_write_cases_cannot_save_the_step(states):
    asked = {"name": "Test", "steps": [OPEN]}
    answer = call("workflows.create", asked, caller={"scopes": "workflows:admin"})
    assert answer.error["code"] == "AUTH_INSUFFICIENT_SCOPE"
    assert (answer.error["details"]["resource"], answer.error["details"]["required_scope"]) == ("cases", "write")

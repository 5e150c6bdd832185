"""calendar.create as a step of workflows: the event is made, and the steps after it are given it."""

import boto3
import pytest
from bivelio_core.workflows.execution import runs

from tests.functions.calendar.events import listed
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.states import States

BOOK = {
    "id": "book",
    "type": "calendar.create",
    "input": {"title": "Visita de {{ input.name }}", "start": "2027-04-10T15:00:00Z", "end": "2027-04-10T16:00:00Z"},
}
MOVE = {"id": "tell", "type": "set", "input": {"event": "{{ steps.book.output.id }}"}}


@pytest.fixture
def states(table):
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States().attach()


def test_a_workflow_makes_an_event_and_names_it_afterwards(states):
    started = execute(workflow(BOOK, MOVE), {"name": "Empresa ABC"})
    states.run()
    run = instance(started["instance_id"])
    assert run["status"] == "completed", run
    (event,) = listed("2027-04-10T00:00:00Z", "2027-04-11T00:00:00Z")
    assert event["title"] == "Visita de Empresa ABC"
    assert [step["output"] for step in run["steps"] if step["id"] == "tell"] == [{"event": event["id"]}]

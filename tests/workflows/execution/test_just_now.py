"""What a run did a moment ago is known to its next step: no weak read decides how it goes on."""

import pytest
from bivelio_core.credits import plans
from bivelio_core.workflows.execution import ceiling

from tests.api import ORGANISATION, call
from tests.lagging import lag
from tests.workflows.calls import APPROVE, ASK, execute, instance, workflow
from tests.workflows.stream import happen

WAIT = {"id": "paid", "type": "wait_for_event", "input": {"event": "invoice.paid", "timeout_seconds": 3_600}}
SHOWN = {"id": "shown", "type": "set", "input": {"who": "{{ steps.each.output }}"}}


@pytest.fixture(autouse=True)
def unseen(states, table):
    """No weak read sees what the test writes."""
    lag(table)


def begun(*steps):
    return execute(workflow(*steps), {"client_name": "x"})["instance_id"]


def approvals(run):
    return [(one["step_id"], one["iteration"]) for one in instance(run)["waiting"]]


def test_approvals_in_a_loop_are_shown_until_each_is_decided(states):
    run = begun({"id": "each", "type": "for_each", "input": {"items": ["A", "B"], "steps": [APPROVE]}}, SHOWN)
    states.run()
    for step, iteration in (waiting := approvals(run)):
        assert instance(run)["status"] == "waiting"
        assert call("workflows.approve", {"instance_id": run, "step_id": step, "iteration": iteration}).status == 200
        states.run()
    assert waiting == [("ok", "0"), ("ok", "1")]
    done = instance(run)
    assert (done["status"], len(done["output"]["who"])) == ("completed", 2)


def test_a_result_from_before_an_approval_is_there_after_it(states):
    first = {"id": "first", "type": "set", "input": {"who": "{{ input.client_name }}"}}
    run = begun(first, APPROVE, {**first, "id": "then", "input": {"who": "{{ steps.first.output.who }}!"}})
    states.run()
    call("workflows.approve", {"instance_id": run})
    states.run()
    assert instance(run)["output"] == {"who": "x!"}


def test_an_event_continues_the_run_that_waits_for_it(states):
    run = begun(WAIT)
    states.run()
    happen("invoice.paid")
    states.run()
    assert instance(run)["status"] == "completed"


def test_a_run_that_is_cancelled_waits_for_no_event(states, table):
    run = begun(WAIT)
    states.run()
    call("workflows.cancel", {"instance_id": run})
    states.run()
    assert table.query(f"{ORGANISATION}#live#WFE#invoice.paid", consistent=True) == []


def test_an_event_starts_runs_of_which_the_next_begins_when_the_first_ends(states, table, monkeypatch):
    monkeypatch.setattr(ceiling, "BY_PLAN", dict.fromkeys(ceiling.BY_PLAN, 1))
    plans.forget()
    workflow(ASK, trigger_type="event", trigger={"event": "invoice.paid"}, concurrency="allow")
    for number in range(2):
        happen("invoice.paid", name=str(number))
    states.run()
    runs = [run["instance_id"] for run in call("workflows.instances", {"status": "waiting"}).data["instances"]]
    assert len(runs) == 1
    call("workflows.approve", {"instance_id": runs[0]})
    states.run()
    statuses = [item["status"] for item in table.query(f"{ORGANISATION}#live#WFI", consistent=True)]
    assert sorted(statuses) == ["completed", "waiting"]

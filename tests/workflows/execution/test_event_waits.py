"""Steps that wait for an event: none is missed, each is taken once, and nothing is left behind."""

from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.events import log, publish
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.execution import event_waits

from tests.api import ORGANISATION, call
from tests.happenings import data_of
from tests.workflows.calls import QUICK, execute, instance, workflow
from tests.workflows.stream import happen, instances

WAIT: dict[str, Any] = {
    "id": "paid",
    "type": "wait_for_event",
    "input": {"event": "invoice.paid", "filter": "data.id == input.invoice", "timeout_seconds": 3_600},
}
PAID = {"id": "inv_1", "total": 12.0}


def entries(table, event="invoice.paid"):
    return table.query(f"{ORGANISATION}#live#WFE#{event}")


def waiting(states, given=None, *, step=WAIT, **about):
    started = execute(workflow(step, concurrency="allow", **about), given or {"invoice": "inv_1"})
    states.run()
    return started["instance_id"]


def test_the_event_that_the_filter_accepts_continues_the_run(states, table):
    run = waiting(states)
    assert instance(run)["status"] == "waiting"
    happen("invoice.paid", {"id": "inv_2"})
    happen("invoice.created", PAID)
    states.run()
    assert instance(run)["status"] == "waiting"
    event = happen("invoice.paid", PAID)
    states.run()
    done = instance(run)
    assert (done["status"], done["output"]["received"]) == ("completed", True)
    assert (done["output"]["event"]["id"], done["output"]["event"]["data"]) == (event, data_of("invoice.paid", PAID))
    assert entries(table) == []


@pytest.mark.parametrize("moment", ["workers/run_plan", "workers/run_suspend"])
def test_an_event_between_the_start_and_the_subscription_is_not_missed(states, table, moment):
    seen: list[str] = []

    def around(path):
        if path == moment and not seen:
            seen.append(happen("invoice.paid", PAID))

    states.around = around
    run = waiting(states)
    assert instance(run)["output"]["event"]["id"] == seen[0]
    assert entries(table) == []


def test_an_event_before_the_start_of_the_run_does_not_count_and_one_since_does(states):
    happen("invoice.paid", PAID)
    with clock.frozen(clock.now() + timedelta(seconds=5)):
        run = waiting(states)
        assert instance(run)["status"] == "waiting"
    steps = [{"id": "w", "type": "wait", "input": {"seconds": 60}}, WAIT]
    step_only = {**WAIT, "input": {**WAIT["input"], "since": "step"}}
    for last, status in ((WAIT, "completed"), (step_only, "waiting")):
        started = execute(workflow(steps[0], last, concurrency="allow"), {"invoice": "inv_9"})
        happen("invoice.paid", {"id": "inv_9"})
        with clock.frozen(clock.now() + timedelta(seconds=60)):
            states.run()
        assert instance(started["instance_id"])["status"] == status


def test_the_event_that_started_the_run_is_not_the_one_that_it_waits_for(states, stream):
    step = {**WAIT, "input": {"event": "contact.created", "filter": "data.type == 'company'"}}
    identifier = workflow(step, trigger_type="event", trigger={"event": "contact.created"})
    call("contacts.create", {"type": "company", "name": "First"})
    stream.publish()
    states.run()
    (run,) = instances(identifier)
    assert run["status"] == "waiting"
    call("contacts.create", {"type": "company", "name": "Second"})
    stream.publish()
    states.run()
    done = instance(run["instance_id"])
    assert done["output"]["event"]["data"]["name"] == "Second"


@pytest.mark.parametrize(("on_timeout", "status"), [("fail", "failed"), ("continue", "completed")])
def test_without_the_event_in_time_the_run_goes_on_as_the_step_says(states, table, on_timeout, status):
    run = waiting(states, step={**WAIT, "input": {**WAIT["input"], "on_timeout": on_timeout}})
    states.expires.update(f"token-{number}" for number in range(1, 9))
    states.run()
    done = instance(run)
    assert done["status"] == status
    assert done["steps"][0]["output"] == {"received": False, "event": None}
    assert (done.get("error") or {}).get("code") == ("EVENT_TIMEOUT" if on_timeout == "fail" else None)
    assert entries(table) == []
    happen("invoice.paid", PAID)
    assert instance(run)["status"] == status


def test_a_run_that_timed_out_and_is_retried_finds_what_came_meanwhile(states):
    run = waiting(states)
    states.expires.add("token-1")
    states.run()
    assert instance(run)["status"] == "failed"
    event = happen("invoice.paid", PAID)
    call("workflows.retry", {"instance_id": run})
    states.run()
    assert instance(run)["output"]["event"]["id"] == event


def test_a_filter_reads_the_run_when_the_step_begins(states):
    steps = [
        {"id": "known", "type": "set", "input": {"ids": ["inv_3", "inv_4"], "least": 10}},
        {
            **WAIT,
            "input": {
                "event": "invoice.paid",
                "filter": "contains(steps.known.output.ids, data.id) && data.total >= steps.known.output.least",
            },
        },
    ]
    run = execute(workflow(*steps))["instance_id"]
    states.run()
    for data in ({"id": "inv_3", "total": 9}, {"id": "inv_5", "total": 11}, {"id": "inv_6", "total": 9}):
        happen("invoice.paid", data)
    states.run()
    assert instance(run)["status"] == "waiting"
    happen("invoice.paid", {"id": "inv_4", "total": 10})
    states.run()
    assert instance(run)["status"] == "completed"


def test_each_iteration_of_a_loop_waits_for_its_own_event(states, table):
    step = {**WAIT, "input": {"event": "invoice.paid", "filter": "data.id == item"}}
    each = {"id": "each", "type": "for_each", "input": {"items": "{{ input.ids }}", "steps": [step]}}
    run = execute(workflow(each), {"ids": ["a", "b", "c"]})["instance_id"]
    states.run()
    for name in ("c", "a", "b"):
        happen("invoice.paid", {"id": name})
        states.run()
    items = instance(run)["output"]["items"]
    assert [item["event"]["data"]["id"] for item in items] == ["a", "b", "c"]
    assert entries(table) == []


def test_a_cancelled_run_waits_for_nothing(states, table):
    step = {**WAIT, "input": {"event": "invoice.paid", "filter": "data.id == item"}}
    each = {"id": "each", "type": "for_each", "input": {"items": ["a", "b"], "steps": [step]}}
    run = execute(workflow(each))["instance_id"]
    states.run()
    assert len(entries(table)) == 2
    call("workflows.cancel", {"instance_id": run})
    assert entries(table) == []


def test_an_event_that_comes_twice_is_taken_once_and_the_first_of_two_counts(states):
    run = waiting(states)
    first = happen("invoice.paid", PAID, "first")
    happen("invoice.paid", PAID, "second")
    happen("invoice.paid", PAID, "first")
    states.run()
    assert instance(run)["output"]["event"]["id"] == first


def test_a_large_event_goes_by_reference(states):
    run = waiting(states)
    happen("invoice.paid", {**PAID, "number": "x" * 120_000})
    states.run()
    assert len(instance(run)["steps"][0].get("output") or {}) == 0
    assert instance(run)["status"] == "completed"


def test_a_log_too_long_to_look_through_fails_the_step_and_says_what_to_do(states, monkeypatch):
    monkeypatch.setattr(event_waits, "MOST_LOOKED_AT", 3)

    def around(path):
        if path == "workers/run_plan":
            for _ in range(5):
                happen("invoice.created")

    states.around = around
    run = waiting(states)
    assert instance(run)["error"]["code"] == "TOO_MANY_EVENTS"


def test_an_event_of_the_other_environment_or_organisation_wakes_nobody(states, table):
    run = waiting(states)
    tagged = log.Draft("evn_x", "invoice.paid", clock.timestamp(), data_of("invoice.paid", PAID))
    for tenant in (Tenant.at("org_1111111111111111", "live"), Tenant.at(ORGANISATION, "sandbox")):
        publish.write([publish.Derived(tenant, (tagged,))], store_of, publish.react)
    states.run()
    assert instance(run)["status"] == "waiting"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"event": "invoice.vanished"}, "input.event"),
        ({"event": "{{ input.event }}"}, "input.event"),
        ({"event": "invoice.paid", "filter": "data."}, "input.filter"),
        ({"event": "invoice.paid", "filter": "nobody.id == data.id"}, "input.filter"),
        ({"event": "invoice.paid", "filter": "steps.later.output == data.id"}, "input.filter"),
        ({"event": "invoice.paid", "filter": "item == data.id"}, "input.filter"),
        ({"event": "invoice.paid", "filter": "data.id == @"}, "input.filter"),
        ({"event": "invoice.paid", "timeout_seconds": 0}, "input.timeout_seconds"),
        ({"event": "invoice.paid", "timeout_seconds": 366 * 86_400}, "input.timeout_seconds"),
        ({"event": "invoice.paid", "on_timeout": "approve"}, "input.on_timeout"),
        ({}, "input.event"),
    ],
)
def test_a_wait_that_makes_no_sense_is_refused_by_its_field(table, given, field):
    steps = [{"id": "paid", "type": "wait_for_event", "input": given}, {**QUICK, "id": "later"}]
    refused = call("workflows.create", {"name": "x", "steps": steps})
    assert (refused.status, refused.error["details"]["errors"][0]["field"]) == (422, f"steps[0].{field}")


@pytest.mark.parametrize("wanted", ["length(input.nobody) == data.total", "data.id == input.text"])
def test_a_filter_that_cannot_be_evaluated_or_is_too_large_fails_the_step(states, table, wanted):
    step = {**WAIT, "input": {"event": "invoice.paid", "filter": wanted}}
    run = waiting(states, {"text": "x" * 20_000}, step=step)
    assert instance(run)["error"]["code"] == "EXPRESSION_ERROR"
    assert entries(table) == []


def test_saving_takes_the_right_to_read_the_event(table):
    steps = [{"id": "w", "type": "wait_for_event", "input": {"event": "contact.created"}}]
    caller = {"scopes": "workflows:admin"}
    refused = call("workflows.create", {"name": "x", "steps": steps}, caller=caller)
    assert (refused.status, refused.error["details"]["field"]) == (403, "steps[0].input.event")
    assert call("workflows.create", {"name": "x", "steps": steps}, caller={"scopes": "workflows:admin contacts:read"})

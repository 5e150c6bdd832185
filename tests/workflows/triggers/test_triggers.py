"""What starts by itself: on a schedule, or by an event."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.store.connect import table as the_table

from tests.api import ORGANISATION, call, load, lose_answers
from tests.workflows.calls import APPROVE, CREATE, PLAIN, QUICK, execute, instance, workflow
from tests.workflows.stream import instances

COMPANIES = {"trigger_type": "event", "trigger": {"event": "contact.created", "filter": "data.type == 'company'"}}


def fire(identifier, at="2027-01-01T09:00:00Z"):
    event = {"organisation": ORGANISATION, "environment": "live", "workflow_id": identifier, "scheduled_at": at}
    load("workers/start_workflow").handler(event)


def test_a_firing_starts_one_run_however_often_it_is_repeated(states):
    identifier = workflow(QUICK)
    for _ in range(3):
        fire(identifier)
    states.run()
    (run,) = instances(identifier)
    assert (run["status"], run["output"]["at"]) == ("completed", "2027-01-01T09:00:00Z")
    assert run["trigger"] == {"type": "cron", "scheduled_at": "2027-01-01T09:00:00Z"}
    fire(identifier, "2027-02-01T09:00:00Z")
    assert len(instances(identifier)) == 2


def test_what_was_parked_for_weeks_starts_no_second_run(stream, states):
    """Messages wait for 14 days in a queue and 14 among the dead letters, and begin again when their replay fails."""
    scheduled, reacting = workflow(QUICK), workflow(QUICK, **COMPANIES)
    fire(scheduled)
    call("contacts.create", {"type": "company", "name": "Empresa ABC"})
    stream.publish()
    for days in (3, 29, 90):
        with clock.frozen(clock.now() + timedelta(days=days)):
            fire(scheduled)
            stream.again()
    assert (len(instances(scheduled)), len(instances(reacting))) == (1, 1)


def test_a_client_cannot_use_up_the_start_of_a_schedule(states):
    identifier = workflow(QUICK, concurrency="allow")
    key = {"Idempotency-Key": f"schedule:{identifier}:2027-01-01T09:00:00Z"}
    assert call("workflows.execute", {"workflow_id": identifier}, headers=key).status == 200
    fire(identifier)
    assert len(instances(identifier)) == 2


def test_a_client_may_use_a_key_again_after_two_days(states):
    identifier = workflow(QUICK, concurrency="allow")
    key = {"Idempotency-Key": "monthly"}
    call("workflows.execute", {"workflow_id": identifier}, headers=key)
    lose_answers(the_table())
    with clock.frozen(clock.now() + timedelta(hours=49)):
        call("workflows.execute", {"workflow_id": identifier}, headers=key)
    assert len(instances(identifier)) == 2


def test_a_firing_that_finds_a_run_under_way_is_a_failed_run_that_can_be_tried_again(states):
    identifier = workflow(APPROVE)
    first = execute(identifier, {"client_name": "x"})
    fire(identifier)
    missed = instances(identifier)[0]
    assert (missed["status"], missed["error"]["code"]) == ("failed", "WORKFLOW_ALREADY_RUNNING")
    states.run()
    call("workflows.approve", {"instance_id": first["instance_id"]})
    states.run()
    call("workflows.retry", {"instance_id": missed["instance_id"]})
    states.run()
    assert instance(missed["instance_id"])["status"] == "waiting"


@pytest.mark.parametrize("concurrency", ["single", "by_input"])
def test_a_run_that_found_the_workflow_busy_is_not_tried_again_beside_the_one_under_way(states, table, concurrency):
    identifier = workflow(APPROVE, concurrency=concurrency)
    first = execute(identifier)
    states.run()
    fire(identifier)
    missed = instances(identifier)[0]
    refused = call("workflows.retry", {"instance_id": missed["instance_id"]})
    assert (refused.status, refused.error["code"]) == (409, "WORKFLOW_ALREADY_RUNNING")
    call("workflows.approve", {"instance_id": first["instance_id"]})
    states.run()
    assert call("workflows.retry", {"instance_id": missed["instance_id"]}).status == 200
    states.run()
    beside = call("workflows.execute", {"workflow_id": identifier})
    assert (beside.status, beside.error["details"]["instance_id"]) == (409, missed["instance_id"])
    call("workflows.approve", {"instance_id": missed["instance_id"]})
    states.run()
    assert table.query(f"{ORGANISATION}#live#WFL") == []


def test_a_firing_of_a_workflow_that_is_switched_off_does_nothing(states):
    identifier = workflow(QUICK)
    call("workflows.archive", {"id": identifier})
    fire(identifier)
    fire("wf_nobody")
    assert states.executions == {}


def test_an_event_starts_the_workflows_that_wait_for_it_once(stream, states):
    wanted = workflow(QUICK, **COMPANIES)
    other = workflow(PLAIN, trigger_type="event", trigger={"event": "invoice.paid"})
    call("contacts.create", {"type": "company", "name": "Empresa ABC"})
    call("contacts.create", {"type": "person", "name": "Maria"})
    stream.publish()
    stream.again()
    states.run()
    (run,) = instances(wanted)
    assert (run["status"], run["output"]["who"]) == ("completed", "Empresa ABC")
    assert run["trigger"]["event"] == "contact.created"
    assert instances(other) == []


@pytest.mark.parametrize(
    "hostile",
    [
        "ceil(to_number('1e999')) == `1`",
        "contains(data.name, `1`)",
        "starts_with(data.custom_fields.nobody, 'x')",
        "data.custom_fields.nobody.at.all",
        "length(join(data.name, data.custom_fields.name))",
    ],
)
def test_a_filter_that_makes_no_sense_for_an_event_starts_nothing_and_holds_up_nobody(stream, states, hostile):
    """Filters are evaluated in the lane of everybody's events: one that raised would stop it."""
    bad = workflow(QUICK, trigger_type="event", trigger={"event": "contact.created", "filter": hostile})
    wanted = workflow(QUICK, **COMPANIES)
    call("contacts.create", {"type": "company", "name": "Empresa ABC"})
    stream.publish()
    assert (instances(bad), len(instances(wanted))) == ([], 1)


@pytest.mark.parametrize(
    "hostile",
    ["data.custom_fields.name > `100`", "data.custom_fields.amount > `100`", "max_by([{a: data.name}, {a: `1`}], &a)"],
)
def test_a_filter_that_compares_what_has_no_order_is_told_once_and_holds_up_nobody(stream, states, hostile):
    bad = workflow(QUICK, trigger_type="event", trigger={"event": "contact.created", "filter": hostile})
    wanted = workflow(QUICK, **COMPANIES)
    for name in ("Empresa ABC", "Empresa DEF"):
        call("contacts.create", {"type": "company", "name": name})
    stream.publish()
    stream.again()
    states.run()
    (told,) = instances(bad)
    assert (told["status"], told["error"]["code"], len(instances(wanted))) == ("failed", "EXPRESSION_ERROR", 2)


def test_a_workflow_that_is_archived_or_waits_for_something_else_is_not_started(stream, states):
    archived, changed = workflow(QUICK, **COMPANIES), workflow(QUICK, **COMPANIES)
    call("workflows.archive", {"id": archived})
    call("workflows.update", {"id": changed, "trigger": {"event": "contact.updated"}})
    call("contacts.create", {"type": "company", "name": "Empresa ABC"})
    stream.publish()
    assert states.executions == {}


def test_a_loop_of_events_ends_at_the_depth_limit_with_a_clear_failure(stream, states):
    looping = workflow({**CREATE, "input": {"type": "company", "name": "Again"}}, **COMPANIES)
    call("contacts.create", {"type": "company", "name": "First"})
    for _ in range(20):
        if not stream.publish():
            break
        states.run()
    runs = instances(looping)
    assert [run["status"] for run in runs] == ["failed", *["completed"] * 5]
    assert runs[0]["error"]["code"] == "LOOP_DETECTED"
    assert call("contacts.list", {}).data["pagination"]["total"] == 6
    assert stream.publish() == 0


def test_an_edit_by_hand_of_what_a_run_made_is_not_a_link_of_a_chain(stream, states):
    identifier = workflow(QUICK, trigger_type="event", trigger={"event": "contact.updated"})
    made = execute(workflow(CREATE, output="{{ steps.create.output.id }}"), {"client_name": "x"})
    states.run()
    stream.publish()
    contact = instance(made["instance_id"])["output"]
    for number in range(8):
        call("contacts.update", {"id": contact, "name": f"Edit {number}"})
        stream.publish()
        states.run()
    assert [run["status"] for run in instances(identifier)] == ["completed"] * 8


def test_the_end_of_a_run_is_the_documented_event(stream, states):
    started = execute(workflow(QUICK, name="Onboarding de client"), {"name": "ABC"})
    states.run()
    stream.publish()
    bad = execute(workflow({**CREATE, "input": {"type": "company", "name": "{{ input.none }}"}}))
    states.run()
    stream.publish()
    with clock.frozen(clock.now() + timedelta(seconds=10)):
        events = call("events.list", {}).data["events"]
    told = {event["event"]: event["data"] for event in events if event["event"].startswith("workflow.")}
    assert told["workflow.completed"] == {
        "instance_id": started["instance_id"],
        "workflow_id": started["workflow_id"],
        "workflow_name": "Onboarding de client",
        "status": "completed",
        "duration_ms": instance(started["instance_id"])["duration_ms"],
        "output": {"at": None, "who": "ABC"},
    }
    failed = told["workflow.failed"]
    assert (failed["instance_id"], failed["error"]["step"]) == (bad["instance_id"], "create")
    assert failed["error"]["code"] == "VALIDATION_ERROR"

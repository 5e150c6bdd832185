"""POST /v1/workflows/create keeps its promises."""

import pytest
from bivelio_core.workflows.definitions.check import check_definition
from bivelio_core.workflows.definitions.templates import ALL

from tests.api import call, lose_answers
from tests.workflows.calls import PLAIN

STEPS = [{"id": "s", "type": "set", "input": {"x": "{{ input.x }}"}}]
pytestmark = pytest.mark.usefixtures("table")


def test_what_is_sent_comes_back_with_an_id():
    sent = {"name": "Test", "description": "d", "steps": STEPS, "output": {"x": "{{ steps.s.output.x }}"}}
    made = call("workflows.create", sent).data
    assert made["id"].startswith("wf_")
    assert made | sent == made
    assert (made["version"], made["status"], made["concurrency"], made["steps_count"]) == (1, "active", "single", 1)
    assert call("workflows.get", {"id": made["id"]}).data == made


@pytest.mark.parametrize(
    ("steps", "field", "constraint"),
    [
        ([{"id": "a", "type": "fax"}], "steps[0].type", "choice"),
        ([{"id": "a", "type": "set", "on_error": {"go_to": "a"}}], "steps[0].on_error.go_to", "cycle"),
        ([{"id": "a", "type": "set", "input": {"x": "{{ steps.b.output }}"}}], "steps[0].input.x", "unknown_step"),
        ([{"id": "a", "type": "set", "input": {"x": "{{ input."}}], "steps[0].input.x", "expression"),
        ([{"id": f"s{number}", "type": "set"} for number in range(1_001)], "steps", "max_items"),
        ([{"id": "a", "type": "set", "input": {"x": "y" * 40_000}}], "steps[0].input", "max_bytes"),
    ],
)
def test_a_bad_definition_is_a_422_that_names_step_and_field(steps, field, constraint):
    answer = call("workflows.create", {"name": "Test", "steps": steps})
    assert (answer.status, answer.error["code"]) == (422, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)
    if field != "steps":
        assert answer.error["details"]["step"] == "a"


def test_a_malformed_request_is_a_400():
    assert call("workflows.create", {"steps": STEPS}).status == 400
    assert call("workflows.create", {"name": "x", "steps": STEPS, "colour": "red"}).status == 400
    assert call("workflows.create", {"name": "x", "steps": "none"}).status == 400


def test_it_takes_an_administrator():
    answer = call("workflows.create", {"name": "x", "steps": STEPS}, caller={"scopes": "write"})
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")


def test_archived_workflows_make_room_and_the_last_one_can_be_asked_for_again(monkeypatch):
    monkeypatch.setenv("MAXIMUM_WORKFLOWS", "2")
    headers, sent = {"Idempotency-Key": "make-2"}, {"name": "x", "steps": STEPS}
    first = call("workflows.create", sent).data
    second = call("workflows.create", sent, headers=headers).data
    assert call("workflows.create", sent, headers=headers).data["id"] == second["id"]
    for _ in range(3):
        answer = call("workflows.create", sent)
        assert (answer.status, answer.error["details"]) == (409, {"reason": "too_many_workflows", "limit": 2})
        for _ in range(2):  # archiving twice is the same as once
            assert call("workflows.archive", {"id": first["id"]}).status == 200
        first = call("workflows.create", sent).data


def test_the_same_idempotency_key_creates_one_workflow(table):
    headers = {"Idempotency-Key": "make-1"}
    first = call("workflows.create", {"name": "x", "steps": STEPS}, headers=headers).data
    lose_answers(table)
    assert call("workflows.create", {"name": "x", "steps": STEPS}, headers=headers).data["id"] == first["id"]
    assert call("workflows.list", {}).data["pagination"]["total"] == 1
    lose_answers(table)
    other = call("workflows.create", {"name": "y", "steps": STEPS}, headers=headers)
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_starter_template_can_be_copied(name):
    check_definition(ALL[name])


def test_a_workflow_that_events_start_may_run_many_times_at_once():
    event = {"trigger_type": "event", "trigger": {"event": "contact.created"}}
    assert call("workflows.create", {"name": "x", "steps": [PLAIN], **event}).data["concurrency"] == "allow"


NOTE = "Només clients amb contracte.\nVegeu {{ input.contract }} i `steps.x`."
"""A note as people write it: with lines, and with what would be an expression elsewhere."""


def test_a_note_of_a_step_is_kept_as_it_is_through_versions(table):
    steps = [{**PLAIN, "note": NOTE}]
    made = call("workflows.create", {"name": "Amb nota", "steps": steps, "on_failure": steps_of_failure()}).data
    assert (made["steps"], made["on_failure"]) == (steps, steps_of_failure())
    call("workflows.update", {"id": made["id"], "steps": [PLAIN]})
    first = call("workflows.get", {"id": made["id"], "version": 1}).data
    assert (first["steps"], call("workflows.get", {"id": made["id"]}).data["steps"]) == (steps, [PLAIN])
    copy = call("workflows.create", {"name": "Còpia", "steps": first["steps"]})
    assert (copy.status, copy.data["steps"]) == (200, steps)


def steps_of_failure():
    """What happens after a failure, with a note inside a loop."""
    inner = {"id": "dins", "type": "set", "input": {"x": 1}, "note": "Un per un."}
    return [{"id": "cada", "type": "for_each", "input": {"items": [1], "steps": [inner]}}]


@pytest.mark.parametrize(("note", "constraint"), [("", "min_length"), ("x" * 1_001, "max_length"), (7, "type")])
def test_a_note_that_is_no_text_or_too_long_is_refused_at_its_place(note, constraint):
    answer = call("workflows.create", {"name": "x", "steps": [{**PLAIN, "note": note}]})
    assert (answer.status, answer.error["details"]["field"], answer.error["details"]["constraint"]) == (
        422, "steps[0].note", constraint,
    )  # fmt: skip


def test_a_run_takes_no_notice_of_a_note():
    step = {"id": "saluda", "type": "set", "input": {"text": "Hola"}}
    plain = call("workflows.validate", {"definition": {"name": "x", "steps": [step]}}).data
    noted = call("workflows.validate", {"definition": {"name": "x", "steps": [{**step, "note": NOTE}]}}).data
    assert noted == plain

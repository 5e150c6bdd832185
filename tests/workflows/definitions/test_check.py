"""An invalid definition is refused when it is saved, with the step and the field."""

import json
import re
from typing import Any

import pytest
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.errors import Unprocessable
from bivelio_core.workflows.definitions.check import check_definition
from bivelio_core.workflows.definitions.failure_codes import STEP_FAILURES

from tests.api import ROOT, call
from tools.subclasses import failures

CALL = {"id": "call", "type": "http_request", "input": {"url": "https://example.com"}}
DAILY, EVENT = {"trigger_type": "cron"}, {"trigger_type": "event"}


def looped(step, name="f", items=(1,)):
    """A loop of one step."""
    return {
        "id": name,
        "type": "for_each",
        "input": {"items": items if isinstance(items, str) else [*items], "steps": [step]},
    }


def definition(*steps, **about):
    return {"name": "Test", "trigger_type": "manual", "trigger": {}, "steps": list(steps), **about}


def first_fault(made):
    with pytest.raises(Unprocessable) as caught:
        check_definition(made)
    return caught.value.localised_details("en")


@pytest.mark.parametrize(
    ("steps", "field", "constraint", "step"),
    [
        ([{"id": "a", "type": "fax.send"}], "steps[0].type", "choice", "a"),
        ([{"id": "a"}], "steps[0].type", "required", "a"),
        ([7], "steps[0]", "object", ""),
        ([{"id": "A!", "type": "set"}], "steps[0].id", "format", "A!"),
        ([CALL, CALL], "steps[1].id", "duplicate_id", "call"),
        ([{**CALL, "retries": 3}], "steps[0].retries", "unknown_field", "call"),
        ([{**CALL, "input": {}}], "steps[0].input.url", "required", "call"),
        ([{**CALL, "input": {"url": 7}}], "steps[0].input.url", "type", "call"),
        ([{**CALL, "input": {"url": "x", "json": 1, "body": "x"}}], "steps[0].input", "exactly_one", "call"),
        ([{**CALL, "retry": {"attempts": 99}}], "steps[0].retry.attempts", "maximum", "call"),
        ([{**CALL, "retry": {"on": ["HTTP_STATUS", "HTTP_503"]}}], "steps[0].retry.on[1]", "choice", "call"),
        ([{"id": "s", "type": "set", "retry": {"attempts": 2}}], "steps[0].retry", "not_for_this_type", "s"),
        ([{"id": "s", "type": "set", "timeout_seconds": 5}], "steps[0].timeout_seconds", "not_for_this_type", "s"),
        ([{**CALL, "input": {"url": "https://10.0.0.1/x"}}], "steps[0].input.url", "url_not_allowed", "call"),
        ([{**CALL, "input": {"url": "https://[fd00::1]/x"}}], "steps[0].input.url", "url_not_allowed", "call"),
        ([{**CALL, "input": {"url": "https://router.lan/x"}}], "steps[0].input.url", "url_not_allowed", "call"),
        ([{**CALL, "input": {"url": "http://example.com"}}], "steps[0].input.url", "url_not_allowed", "call"),
        ([{**CALL, "timeout_seconds": 3_600}], "steps[0].timeout_seconds", "maximum", "call"),
        ([{**CALL, "input": {"url": "{{ input.url"}}], "steps[0].input.url", "expression", "call"),
        ([{**CALL, "input": {"url": "{{ input. }}"}}], "steps[0].input.url", "expression", "call"),
        ([{**CALL, "input": {"url": "{{ system('x') }}"}}], "steps[0].input.url", "expression", "call"),
        ([{**CALL, "input": {"url": "{{ steps.*.output }}"}}], "steps[0].input.url", "expression", "call"),
        ([{**CALL, "input": {"url": "{{ environ.HOME }}"}}], "steps[0].input.url", "expression", "call"),
        ([{**CALL, "when": "input.("}], "steps[0].when", "expression", "call"),
        ([{**CALL, "when": "item.x"}], "steps[0].when", "no_element", "call"),
        ([{**CALL, "when": "outer.item.x"}], "steps[0].when", "no_element", "call"),
        ([looped({**CALL, "when": "outer.item"})], "steps[0].input.steps[0].when", "no_outer", "call"),
        (
            [looped(looped({**CALL, "when": "outer.outer.index"}, "g"))],
            "steps[0].input.steps[0].input.steps[0].when",
            "no_outer",
            "call",
        ),
        ([looped(looped(CALL, "g", "{{ outer.item }}"))], "steps[0].input.steps[0].input.items", "no_outer", "g"),
        ([looped({**CALL, "when": "outer"})], "steps[0].input.steps[0].when", "expression", "call"),
        ([looped({**CALL, "when": "outer.x"})], "steps[0].input.steps[0].when", "expression", "call"),
        ([looped({**CALL, "when": "outer.{a: item}"})], "steps[0].input.steps[0].when", "expression", "call"),
        ([{**CALL, "when": "steps.nobody.output"}], "steps[0].when", "unknown_step", "call"),
        ([{**CALL, "when": "steps.call.output"}], "steps[0].when", "not_earlier", "call"),
        ([{**CALL, "on_error": "again"}], "steps[0].on_error", "choice", "call"),
        ([{**CALL, "on_error": {"go_to": 7}}], "steps[0].on_error.go_to", "type", "call"),
        ([{"id": "é", "type": "set"}], "steps[0].id", "format", "é"),
        ([{**CALL, "when": "!" * 200 + "input.x"}], "steps[0].when", "expression", "call"),
        ([{**CALL, "when": "input.x[::0]"}], "steps[0].when", "expression", "call"),
        ([{**CALL, "on_error": {"go_to": "call"}}], "steps[0].on_error.go_to", "cycle", "call"),
        ([CALL, {"id": "b", "type": "set", "on_error": {"go_to": "call"}}], "steps[1].on_error.go_to", "cycle", "b"),
        ([{**CALL, "on_error": {"go_to": "nobody"}}], "steps[0].on_error.go_to", "unknown_step", "call"),
        (
            [CALL, {"id": "b", "type": "condition", "input": {"if": "input.x", "then": "call"}}],
            "steps[1].input.then",
            "cycle",
            "b",
        ),
        ([{"id": "w", "type": "wait", "input": {}}], "steps[0].input", "exactly_one", "w"),
        (
            [{"id": "w", "type": "wait", "input": {"seconds": 5, "until": "2027-01-01T00:00:00Z"}}],
            "steps[0].input",
            "exactly_one",
            "w",
        ),
        ([{"id": "c", "type": "contact.create", "input": {"type": "dog"}}], "steps[0].input.type", "choice", "c"),
        (
            [{"id": "c", "type": "contact.create", "input": {"type": "person", "name": "x", "tags": [""]}}],
            "steps[0].input.tags[0]",
            "min_length",
            "c",
        ),
        (
            [{"id": "f", "type": "for_each", "input": {"items": [1], "steps": [{**CALL, "when": "steps.f.output"}]}}],
            "steps[0].input.steps[0].when",
            "not_earlier",
            "call",
        ),
        (
            [{"id": "f", "type": "for_each", "input": {"items": [1], "steps": []}}],
            "steps[0].input.steps",
            "min_items",
            "f",
        ),
        (
            [
                {
                    "id": "p",
                    "type": "parallel",
                    "input": {
                        "branches": [
                            {"id": "l", "steps": [CALL]},
                            {"id": "r", "steps": [{"id": "b", "type": "set", "when": "steps.call.output"}]},
                        ]
                    },
                }
            ],
            "steps[0].input.branches[1].steps[0].when",
            "not_earlier",
            "b",
        ),
        (
            [{"id": "f", "type": "for_each", "input": {"items": [1], "steps": "{{ input.steps }}"}}],
            "steps[0].input.steps",
            "type",
            "f",
        ),
        (
            [{"id": "f", "type": "for_each", "input": {"items": [1] * 1_001, "steps": [CALL]}}],
            "steps[0].input.items",
            "max_items",
            "f",
        ),
        (
            [{"id": "p", "type": "parallel", "input": {"branches": "{{ input.b }}"}}],
            "steps[0].input.branches",
            "type",
            "p",
        ),
        (
            [{"id": "p", "type": "parallel", "input": {"branches": [{"id": "{{ input.b }}", "steps": [CALL]}]}}],
            "steps[0].input.branches[0].id",
            "format",
            "p",
        ),
        ([{**CALL, "input": {"url": "x", "body": "y" * 40_000}}], "steps[0].input", "max_bytes", "call"),
    ],
)  # fmt: skip
def test_a_bad_step_is_named_with_its_field(steps, field, constraint, step):
    details = first_fault(definition(*steps))
    assert (details["field"], details["constraint"]) == (field, constraint)
    assert details["step"] == step


@pytest.mark.parametrize(
    ("about", "field", "constraint"),
    [
        ({"trigger_type": "cron", "trigger": {}}, "trigger.cron", "required"),
        ({"trigger_type": "cron", "trigger": {"cron": "0 25 * * *"}}, "trigger.cron", "cron"),
        ({"trigger_type": "cron", "trigger": {"cron": "0 9 1 * 1"}}, "trigger.cron", "cron"),
        ({**DAILY, "trigger": {"cron": "0 9 * * *", "timezone": "Mars/Olympus"}}, "trigger.timezone", "time_zone"),
        ({**DAILY, "trigger": {"cron": "0 9 * * *", "timezone": "europe/madrid"}}, "trigger.timezone", "time_zone"),
        ({**DAILY, "trigger": {"cron": "0 9 * * *", "timezone": "localtime"}}, "trigger.timezone", "time_zone"),
        ({**DAILY, "trigger": {"cron": "0 9 30 2 *"}}, "trigger.cron", "cron"),
        ({**DAILY, "trigger": {"cron": "0 9 * * *", "timezone": "../../etc"}}, "trigger.timezone", "time_zone"),
        ({"trigger_type": "event", "trigger": {"event": "moon.full"}}, "trigger.event", "choice"),
        ({**EVENT, "trigger": {"event": "contact.created", "filter": "data.("}}, "trigger.filter", "expression"),
        ({"trigger_type": "manual", "trigger": {"cron": "0 9 * * *"}}, "trigger.cron", "unknown_field"),
        ({"output": {"x": "{{ steps.nobody.output }}"}}, "output", "unknown_step"),
        ({"output": "{{ item }}"}, "output", "no_element"),
    ],
)  # fmt: skip
def test_a_bad_trigger_or_output_is_named(about, field, constraint):
    details = first_fault(definition(CALL, **about))
    assert (details["field"], details["constraint"]) == (field, constraint)


def test_a_thousand_and_one_steps_are_too_many_wherever_they_are():
    many = [{"id": f"s{number}", "type": "set"} for number in range(1_001)]
    for steps in (many, [{"id": "f", "type": "for_each", "input": {"items": [1], "steps": many}}]):
        details = first_fault(definition(*steps))
        assert (details["field"], details["constraint"], details["limit"]) == ("steps", "max_items", 100)
    check_definition(definition(*many[:100]))


def test_a_definition_has_a_maximum_size_and_depth():
    padded = [{"id": f"s{number}", "type": "set", "input": {"x": "y" * 30_000}} for number in range(7)]
    assert first_fault(definition(*padded))["constraint"] == "max_bytes"
    step = CALL
    for level in range(5):
        step = {"id": f"f{level}", "type": "for_each", "input": {"items": [1], "steps": [step]}}
    assert first_fault(definition(step))["constraint"] == "max_depth"


def test_no_steps_are_no_workflow():
    assert first_fault(definition())["constraint"] == "min_items"


def test_a_template_may_stand_where_another_type_belongs():
    step = {"id": "w", "type": "wait", "input": {"seconds": "{{ input.seconds }}"}}
    email = {
        "id": "c",
        "type": "contact.create",
        "input": {"type": "person", "name": "x", "email": "{{ input.email }}"},
    }
    check_definition(definition(step, email, output={"id": "{{ steps.c.output.id }}"}))


def test_every_fault_is_listed_up_to_twenty():
    steps = [{"id": f"s{number}", "type": "nothing"} for number in range(30)]
    assert len(first_fault(definition(*steps))["errors"]) == 20


def test_sentences_exist_in_every_language():
    with pytest.raises(Unprocessable) as caught:
        check_definition(definition({**CALL, "when": "steps.nobody.output"}))
    sentences = {caught.value.message(language) for language in ("ca", "es", "en")}
    assert len(sentences) == 3
    assert all("steps[0].when" in sentence for sentence in sentences)
    json.dumps(caught.value.describe("ca", "req"))


def test_every_code_that_a_retry_can_name_is_one_that_a_step_can_fail_with():
    sources = (ROOT / "layers" / "core" / "bivelio_core" / "workflows").rglob("*.py")
    raised = {
        code for file in sources for code in re.findall(r'Failure\(\s*"([A-Z_]+)"', file.read_text(encoding="utf-8"))
    }
    assert raised | {kind.code for kind in failures()} >= STEP_FAILURES


@pytest.mark.parametrize("inside", ["the top level", "a loop"])
def test_a_step_that_runs_a_workflow_that_is_not_there_is_refused_when_it_is_saved(table, inside):
    other = call("workflows.create", {"name": "Other", "steps": [CALL]}).data["id"]
    step: dict[str, Any] = {"id": "run", "type": "run_workflow", "input": {"workflow_id": "wf_nobody"}}
    steps, field = [step], "steps[0].input.workflow_id"
    if inside == "a loop":
        steps, field = (
            [{"id": "f", "type": "for_each", "input": {"items": [1], "steps": steps}}],
            ("steps[0].input.steps[0].input.workflow_id"),
        )
    refused = call("workflows.create", {"name": "Test", "steps": steps})
    assert (refused.status, refused.error["details"]["field"]) == (422, field)
    assert refused.error["details"]["constraint"] == "not_found"
    step["input"]["workflow_id"] = other
    made = call("workflows.create", {"name": "Test", "steps": steps})
    assert made.status == 200
    step["input"]["workflow_id"] = "wf_nobody"
    assert call("workflows.update", {"id": made.data["id"], "steps": steps}).status == 422
    step["input"]["workflow_id"] = "{{ input.which }}"
    assert call("workflows.update", {"id": made.data["id"], "steps": steps}).status == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_a_cron_expression_is_none_is_told_in_the_callers_language(language, table):
    definition = {"name": "N", "trigger_type": "cron", "trigger": {"cron": "0 25 * * *"}, "steps": [CALL]}
    answer = call("workflows.validate", {"definition": definition}, headers={"Accept-Language": language})
    (fault,) = answer.data["errors"]
    told = {"ca": "'25' no és cap hora", "es": "'25' no vale como hora", "en": "'25' is not a valid hour"}
    assert fault["reason"] == told[language]

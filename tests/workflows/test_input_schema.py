"""A workflow says what its input is: other starts are refused, and texts of forms become what they mean."""

from urllib.parse import parse_qsl

import pytest

from tests.api import call
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.inbound import FORM, inbound, send, work_off
from tests.workflows.stream import happen, instances

ORDER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["amount", "name"],
    "properties": {
        "amount": {"type": "number", "minimum": 0},
        "name": {"type": "string", "minLength": 1, "maxLength": 50},
        "due": {"type": "string", "format": "date"},
        "pieces": {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 100},
        "bottles": {"type": "integer", "multipleOf": 6},
        "agreed": {"type": "boolean", "const": True},
        "size": {"type": "string", "enum": ["small", "large"]},
        "colours": {"type": "array", "items": {"type": "string"}},
        "postal_code": {"type": "string", "pattern": "^[0-9]{5}$"},
    },
}
SHOW = {"id": "s", "type": "set", "input": {"input": "{{ input }}"}}
ASK = {"id": "ask", "type": "approval", "when": "input.amount > `500`", "input": {"message": "{{ input.name }}?"}}
FITS = {"amount": 9000, "name": "Puig"}

MISFITS = [
    ({"name": "Puig"}, "input.amount", "required"),
    ({**FITS, "amount": "9000"}, "input.amount", "type"),
    ({**FITS, "amount": -1}, "input.amount", "minimum"),
    ({**FITS, "pieces": 0}, "input.pieces", "above"),
    ({**FITS, "pieces": 100}, "input.pieces", "below"),
    ({**FITS, "bottles": 7}, "input.bottles", "multiple_of"),
    ({**FITS, "name": ""}, "input.name", "min_length"),
    ({**FITS, "name": "x" * 51}, "input.name", "max_length"),
    ({**FITS, "size": "huge"}, "input.size", "choice"),
    ({**FITS, "agreed": False}, "input.agreed", "choice"),
    ({**FITS, "colours": ["red", 5]}, "input.colours[1]", "type"),
    ({**FITS, "postal_code": "432"}, "input.postal_code", "invalid"),
    ({**FITS, "amuont": 5}, "input.amuont", "unknown_input"),
]


@pytest.mark.parametrize(("run_input", "field", "constraint"), MISFITS)
def test_a_start_that_does_not_fit_is_refused_with_its_field(states, table, run_input, field, constraint):
    identifier = workflow(SHOW, input_schema=ORDER)
    refused = call("workflows.execute", {"workflow_id": identifier, "input": run_input})
    (fault,) = refused.error["details"]["errors"]
    assert (refused.status, fault["field"], fault["constraint"]) == (422, field, constraint)
    assert call("workflows.instances", {}).data["instances"] == []


def test_a_misspelt_input_is_told_the_nearest_name(states):
    identifier = workflow(SHOW, input_schema=ORDER)
    asked = {"workflow_id": identifier, "input": {**FITS, "amuont": 5}}
    refused = call("workflows.execute", asked, headers={"Accept-Language": "en"})
    assert "'amount'" in refused.error["details"]["errors"][0]["message"]


def test_a_start_that_fits_runs_and_compares_the_number(states):
    started = execute(workflow(ASK, input_schema=ORDER), FITS)
    states.run()
    assert instance(started["instance_id"])["status"] == "waiting"


def test_what_a_definition_reads_of_its_input_is_checked(table):
    for expression, told in [
        ("input.amuont", "'amount'"),
        ("input.due < today()", "input.due && "),
        ("input.name > `5`", "to_number"),
        ("input.size == 'smal'", "'small'"),
    ]:
        step = {"id": "s", "type": "set", "when": expression, "input": {}}
        asked = {"name": "x", "steps": [step], "input_schema": ORDER}
        refused = call("workflows.create", asked, headers={"Accept-Language": "en"})
        assert refused.error["details"]["field"] == "steps[0].when"
        assert told in refused.error["details"]["reason"]


def test_a_step_that_runs_it_with_another_input_fails(states):
    called = workflow(SHOW, input_schema=ORDER, concurrency="allow")
    run = {
        "id": "r",
        "type": "run_workflow",
        "input": {"workflow_id": called, "input": {"amount": "9000", "name": "x"}},
    }
    started = execute(workflow(run))["instance_id"]
    states.run()
    failed = instance(started)
    assert (failed["status"], failed["error"]["code"]) == ("failed", "VALIDATION_ERROR")
    assert failed["error"]["details"]["field"] == "input.amount"


TYPED = [
    ("amount=1.234%2C56+%E2%82%AC&name=Puig", {"amount": 1234.56, "name": "Puig"}),
    ("amount=9000&name=Puig&pieces=15", {"amount": 9000, "name": "Puig", "pieces": 15}),
    ("amount=12%2C5&name=Puig&due=31/12/2026", {"amount": 12.5, "name": "Puig", "due": "2026-12-31"}),
    ("amount=5&name=Puig&due=2026-3-2", {"amount": 5, "name": "Puig", "due": "2026-03-02"}),
    ("amount=5&name=Puig&agreed=on&colours=red", {"amount": 5, "name": "Puig", "agreed": True, "colours": ["red"]}),
    ("amount=5&name=Puig&due=&pieces=&size=&postal_code=", {"amount": 5, "name": "Puig"}),
    ("amount=5&name=5", {"amount": 5, "name": "5"}),
]


@pytest.mark.parametrize(("body", "run_input"), TYPED)
def test_the_texts_of_a_form_become_the_numbers_and_days_that_they_mean(states, table, body, run_input):
    _, token = inbound(SHOW, input_schema=ORDER)
    accepted = send(token, dict(parse_qsl(body, keep_blank_values=True)), kind=FORM)
    assert accepted.status == 202, accepted
    work_off()
    states.run()
    assert instance(accepted.data["instance_id"])["input"] == run_input


@pytest.mark.parametrize(
    ("body", "field", "constraint"),
    [
        ("amount=1.250&name=Puig", "input.amount", "two_numbers"),
        ("amount=a+lot&name=Puig", "input.amount", "type"),
        ("amount=&name=Puig", "input.amount", "required"),
        ("amount=5&name=Puig&due=31/02/2026", "input.due", "no_day"),
        ("amount=5&name=Puig&due=tomorrow", "input.due", "no_day"),
        ("amount=5&name=Puig&pieces=2.5", "input.pieces", "type"),
        ("amount=5&name=Puig&agreed=off", "input.agreed", "choice"),
        ("amount=5&name=Puig&nmae=Puig", "input.nmae", "unknown_input"),
    ],
)
def test_a_form_that_does_not_fit_is_refused_with_its_field(table, body, field, constraint):
    _, token = inbound(SHOW, input_schema=ORDER)
    refused = send(token, dict(parse_qsl(body, keep_blank_values=True)), kind=FORM)
    (fault,) = refused.error["details"]["errors"]
    assert (refused.status, fault["field"], fault["constraint"]) == (422, field, constraint)


def test_the_schema_of_a_generated_form_is_an_input_schema(states):
    form = call(
        "forms.generate", {"text": "Inscripció a un curs: nom, correu, telèfon, data de naixement, import"}
    ).data
    schema = form["json_schema"]
    _, token = inbound(SHOW, input_schema=schema)
    assert send(token, {}).status == 422
    assert set(schema["properties"]) >= set(schema["required"]) != set()


@pytest.mark.parametrize(
    ("schema", "field"),
    [
        ({"type": "array"}, "input_schema.type"),
        ({"type": "object", "properties": {"a": {"type": "money"}}}, "input_schema.properties.a.type"),
        ({"type": "object", "properties": {"a": {"pattern": "("}}}, "input_schema.properties.a.pattern"),
        ({"type": "object", "if": {}}, "input_schema.if"),
    ],
)
def test_a_schema_against_which_nothing_can_be_checked_is_refused(table, schema, field):
    refused = call("workflows.create", {"name": "x", "steps": [SHOW], "input_schema": schema})
    assert (refused.status, refused.error["details"]["field"]) == (422, field)


def test_a_schema_is_shown_changed_and_taken_away(states):
    identifier = workflow(SHOW, input_schema=ORDER)
    assert call("workflows.get", {"id": identifier}).data["input_schema"] == ORDER
    other = {"type": "object", "required": ["n"]}
    assert call("workflows.update", {"id": identifier, "input_schema": other}).data["input_schema"] == other
    assert call("workflows.execute", {"workflow_id": identifier, "input": FITS}).status == 422
    assert "input_schema" not in call("workflows.update", {"id": identifier, "input_schema": None}).data
    assert call("workflows.execute", {"workflow_id": identifier, "input": {}}).status == 200


def test_events_and_schedules_start_it_with_what_they_are(states):
    on_event = {"trigger_type": "event", "trigger": {"event": "invoice.paid"}}
    identifier = workflow(
        {**SHOW, "when": "input.total || input.amount"}, input_schema=ORDER, concurrency="allow", **on_event
    )
    happen("invoice.paid")
    states.run()
    assert [run["status"] for run in instances(identifier)] == ["completed"]
    assert call("workflows.execute", {"workflow_id": identifier, "input": {}}).status == 422
    assert call("workflows.execute", {"workflow_id": identifier, "input": FITS}).status == 200


def test_a_workflow_keeps_its_schema_through_pauses_and_the_archive(states):
    identifier = workflow(SHOW, input_schema=ORDER)
    for operations in (("pause", "resume"), ("archive", "restore")):
        for operation in operations:
            assert call(f"workflows.{operation}", {"id": identifier}).status == 200
        call("workflows.update", {"id": identifier, "status": "active"})
        refused = call("workflows.execute", {"workflow_id": identifier, "input": {}})
        assert (refused.status, refused.error["details"]["field"]) == (422, "input.amount")

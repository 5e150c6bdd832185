"""Definitions that are written wrong are refused when they are saved; what only a run can know fails the run."""

from typing import Any

import pytest
from bivelio_core import domain
from bivelio_core.workflows.definitions.shapes.outputs import declared_output

from tests.api import call
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.inbound import inbound
from tests.workflows.saved import saved_before
from tests.workflows.stream import happen, instances

FIND = {"id": "k", "type": "contact.find", "input": {"email": "{{ input.email }}"}}
MADE = {"id": "k", "type": "contact.create", "input": {"type": "company", "name": "{{ input.name }}"}}
BILL = {
    "id": "k",
    "type": "invoice.create",
    "input": {
        "client_id": "{{ input.client }}",
        "line_items": [{"description": "x", "quantity": 1, "unit_price": 5, "tax_rate": 21}],
    },
}
ASKED = {"id": "k", "type": "approval", "input": {"message": "?"}}
CALLED: dict[str, Any] = {"id": "k", "type": "http_request", "input": {"url": "https://example.com/"}}
AGENT = {"id": "k", "type": "agent.invoke", "input": {"agent_id": "ag_1", "text": "{{ input.text }}"}}
WAITED = {"id": "k", "type": "wait", "input": {"seconds": 60}}
PAID = {"id": "k", "type": "wait_for_event", "input": {"event": "invoice.paid"}}
SET = {"id": "k", "type": "set", "input": {"total": 5, "name": "Puig", "lines": [{"price": 2, "text": "x"}]}}
OTHER = {"id": "k", "type": "run_workflow", "input": {"workflow_id": "{{ input.other }}"}}
BRANCHES = {
    "id": "k",
    "type": "parallel",
    "input": {
        "branches": [
            {"id": "left", "steps": [{**SET, "id": "inner"}]},
            {"id": "right", "steps": [WAITED | {"id": "w"}]},
        ]
    },
}
LOOP = {"id": "k", "type": "for_each", "input": {"items": "{{ input.list }}", "steps": [{**SET, "id": "inner"}]}}
ON_PAID = {"trigger_type": "event", "trigger": {"event": "invoice.paid"}}
ON_CONTACT = {"trigger_type": "event", "trigger": {"event": "contact.created"}}


def reading(expression: str, *before: Any, **about: Any) -> dict[str, Any]:
    """A definition whose last step has an expression."""
    return {
        "name": "x",
        "steps": [*before, {"id": "s", "type": "set", "input": {"v": f"{{{{ {expression} }}}}"}}],
        **about,
    }


def deciding(expression: str, *before: Any, **about: Any) -> dict[str, Any]:
    """A definition whose last step runs on a condition."""
    return {"name": "x", "steps": [*before, {"id": "s", "type": "set", "when": expression, "input": {}}], **about}


def filtered(event: str, expression: str) -> dict[str, Any]:
    return {
        "name": "x",
        "steps": [{"id": "s", "type": "set", "input": {}}],
        "trigger_type": "event",
        "trigger": {"event": event, "filter": expression},
    }


def waiting(expression: str, *before: Any) -> dict[str, Any]:
    wait = {"id": "w", "type": "wait_for_event", "input": {"event": "invoice.paid", "filter": expression}}
    return {"name": "x", "steps": [*before, wait]}


def each(expression: str, items: Any, *before: Any) -> dict[str, Any]:
    inner = {"id": "i", "type": "set", "input": {"v": f"{{{{ {expression} }}}}"}}
    return {
        "name": "x",
        "steps": [*before, {"id": "e", "type": "for_each", "input": {"items": items, "steps": [inner]}}],
    }


def nested(expression: str) -> dict[str, Any]:
    inner = {"id": "i", "type": "set", "input": {"v": f"{{{{ {expression} }}}}"}}
    loop = {"id": "f", "type": "for_each", "input": {"items": [1], "steps": [inner]}}
    return {
        "name": "x",
        "steps": [{"id": "e", "type": "for_each", "input": {"items": [{"price": 2}], "steps": [loop]}}],
    }


def asking(**about: Any) -> dict[str, Any]:
    return {"name": "x", "steps": [{**CALLED, "input": {**CALLED["input"], **about}}]}


LISTED = {"id": "k", "type": "contacts.list", "input": {"all": True}}
NESTED = "steps[0].input.steps[0].input.steps[0].input.v"
V, WHEN, FILTER, INNER = "steps[1].input.v", "steps[1].when", "trigger.filter", "steps[0].input.steps[0].input.v"
WRONG: list[tuple[dict[str, Any], str, str]] = [
    # a name that is not there, in every root
    (reading("steps.k.outptu", FIND), V, "'output'"),
    (reading("steps.k.output.contcat.id", FIND), V, "'contact'"),
    (reading("steps.k.output.contact.emial", FIND), V, "'email'"),
    (reading("steps.k.statsu", FIND), V, "'status'"),
    (reading("steps.k.error.mesage", FIND), V, "'message'"),
    (reading("steps.k.output.nmae", MADE), V, "'name'"),
    (reading("steps.k.output.custom.x", MADE), V, "custom"),
    (reading("steps.k.output.totl", BILL), V, "'total'"),
    (reading("steps.k.output.lines[0].price", BILL), V, "lines"),
    (reading("steps.k.output.aproved", ASKED), V, "'approved'"),
    (reading("steps.k.output.stauts", CALLED), V, "'status'"),
    (reading("steps.k.output.data.id", CALLED), V, "json"),
    (reading("steps.k.output.ouput.text", AGENT), V, "'output'"),
    (reading("steps.k.output.untl", WAITED), V, "'until'"),
    (reading("steps.k.output.event.data.invoice_id", PAID), V, "id"),
    (reading("steps.k.output.evnt", PAID), V, "'event'"),
    (reading("steps.k.output.totla", SET), V, "'total'"),
    (reading("steps.k.output.lines[].prices", SET), V, "'price'"),
    (reading("steps.k.output.instnace_id", OTHER), V, "'instance_id'"),
    (reading("steps.k.output.lefft.total", BRANCHES), V, "'left'"),
    (reading("steps.k.output.left.totla", BRANCHES), V, "'total'"),
    (reading("steps.k.output.itmes", LOOP), V, "'items'"),
    (reading("steps.k.output.items[].totla", LOOP), V, "'total'"),
    (reading("trigger.dta", SET, **ON_PAID), V, "'data'"),
    (reading("trigger.data.invoice_id", SET, **ON_PAID), V, "id"),
    (reading("trigger.scheduled", SET), V, "'scheduled_at'"),
    (reading("run.idd", SET), V, "'id'"),
    (reading("run.start", SET), V, "'started_at'"),
    (reading("run.error.cod", SET), V, "'code'"),
    (reading("workflow.nam", SET), V, "id"),
    (reading("input.invoice_id", SET, **ON_PAID), V, "id"),
    (reading("input.client.nme", SET, **ON_PAID), V, "'name'"),
    (each("item.x", [{"y": 1}]), INNER, "y"),
    (each("item.prices", "{{ steps.k.output.lines }}", SET), INNER.replace("[0]", "[1]", 1), "'price'"),
    (each("item.first", ["a", "b"]), INNER, "a string"),
    (nested("outer.item.prices"), NESTED, "'price'"),
    (nested("outer.itm"), NESTED, "outer.item"),
    (reading("steps.k.output.contcts[0].name", LISTED), V, "'contacts'"),
    (reading("steps.k.output.contacts[].nmae", LISTED), V, "'name'"),
    (each("item.emial", "{{ steps.k.output.contacts }}", LISTED), INNER.replace("[0]", "[1]", 1), "'email'"),
    (each("item", "{{ steps.k.output.name }}", SET), "steps[1].input.items", "no list"),
    (filtered("invoice.paid", "data.invoice_id == 'inv_1'"), FILTER, "id"),
    (filtered("contact.created", "data.nme == 'x'"), FILTER, "'name'"),
    (filtered("contact.created", "dta.name == 'x'"), FILTER, "'data'"),
    (waiting("data.invoice == input.invoice"), "steps[0].input.filter", "data.invoice"),
    (waiting("data.id == steps.k.output.idd", BILL), "steps[1].input.filter", "'id'"),
    ({**reading("input.x", SET), "output": {"a": [{"b": "{{ steps.k.output.totla }}"}]}}, "output.a[0].b", "'total'"),
    ({**reading("input.x", SET), "concurrency": {"key": "trigger.dta"}}, "concurrency.key", "'data'"),
    (
        {**reading("input.x"), "trigger_type": "inbound", "trigger": {"dedupe": "header.id"}},
        "trigger.dedupe",
        "'headers'",
    ),
    (asking(pagination={"items": "jsn.data", "link_header": True}), "steps[0].input.pagination.items", "'json'"),
    (asking(repeat_until={"condition": "sttus == `200`"}), "steps[0].input.repeat_until.condition", "'status'"),
    (
        {**reading("input.x", SET), "on_failure": [{"id": "f", "type": "set", "input": {"v": "{{ run.error.stp }}"}}]},
        "on_failure[0].input.v",
        "'step'",
    ),
    # a list for an object, an object for a list
    (reading("steps.k.output.lines.price", SET), V, "lines[].price"),
    (reading("steps.k.output.name.first", SET), V, "a string"),
    (reading("steps.k.output.total[0]", SET), V, "no list"),
    # text for number, and what is never equal
    (deciding("steps.k.output.name > `500`", SET), WHEN, "to_number"),
    (deciding("steps.k.output.total > '500'", SET), WHEN, "> `500`"),
    (deciding("steps.k.output.status == '200'", CALLED), WHEN, "never equal"),
    (reading("multiply(steps.k.output.name, `2`)", SET), V, "multiply"),
    (reading("sum(steps.k.output.lines[].text)", SET), V, "sum"),
    (reading("upper(steps.k.output.total)", SET), V, "upper"),
    (reading("join(', ', steps.k.output.lines[].price)", SET), V, "join"),
    (filtered("invoice.paid", "data.total > '500'"), FILTER, "> `500`"),
    # a text that a value never is
    (deciding("steps.k.status == 'complete'", FIND), WHEN, "'completed'"),
    (deciding("steps.k.output.status == 'pad'", BILL), WHEN, "'paid'"),
    (filtered("contact.created", "data.type == 'compny'"), FILTER, "'company'"),
    (filtered("workflow.failed", "data.status == 'error'"), FILTER, "failed"),
    # what may be null, without a check
    (deciding("steps.k.output.due_date < today()", BILL), WHEN, "steps.k.output.due_date && "),
    (filtered("invoice.paid", "data.due_date < timestamp"), FILTER, "data.due_date && "),
    (deciding("input.amount_credited > `5`", SET, **ON_PAID), WHEN, "input.amount_credited && "),
    (reading("subtract(input.total, input.amount_credited)", SET, **ON_PAID), V, "not_null(input.amount_credited"),
]


@pytest.mark.parametrize(("definition", "field", "told"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_a_wrong_definition_is_refused_with_its_field_and_what_is_near(table, definition, field, told):
    refused = call("workflows.create", definition, headers={"Accept-Language": "en"})
    assert refused.status == 422, refused
    (fault,) = refused.error["details"]["errors"]
    assert (fault["field"], fault["constraint"]) == (field, "expression")
    assert told in fault["reason"], fault["reason"]
    assert ("step" in fault) == field.startswith(("steps", "on_failure"))


def test_there_are_sixty():
    assert len(WRONG) >= 60


@pytest.mark.parametrize(
    ("filter_", "told"),
    [
        ("data.nme == 'x'", "'name'"),
        ("dta.name == 'x'", "'data'"),
        ("data.name > `5`", "a string with a number"),
        ("data.type == 'compny'", "'company'"),
    ],
)
def test_a_wrong_filter_of_a_webhook_is_refused(table, filter_, told):
    hook = {"url": "https://example.com/hook", "events": ["contact.created", "contact.updated"]}
    refused = call("webhooks.create", {**hook, "filter": filter_}, headers={"Accept-Language": "en"})
    assert (refused.status, refused.error["details"]["field"]) == (400, "filter")
    assert told in refused.error["details"]["reason"]
    webhook = call("webhooks.create", hook).data["webhook_id"]
    refused = call("webhooks.update", {"webhook_id": webhook, "filter": filter_}, headers={"Accept-Language": "en"})
    assert told in refused.error["details"]["reason"]


def test_a_filter_over_several_events_names_what_one_of_them_has(table):
    hook = {"url": "https://example.com/hook", "events": ["contact.created", "invoice.paid"]}
    assert call("webhooks.create", {**hook, "filter": "data.total && data.total > `5` || data.email"}).status == 200
    assert call("webhooks.create", {**hook, "filter": "data.totla"}).status == 400


UNKNOWN = [
    ("input.amount > `500`", {"amount": "9000"}),
    ("input.amount > `500`", {}),
    ("multiply(input.price, `2`) > `5`", {"price": "5"}),
    ("sum(input.lines[].price) > `5`", {"lines": [{"price": "5"}]}),
    ("input.order.total >= input.limit", {"order": {}, "limit": 5}),
    ("length(input.list) > `0`", {}),
    ("starts_with(input.name, 'x')", {}),
    ("max_by(input.list, &n).n > `5`", {"list": [{"n": 1}, {"n": "2"}]}),
    ("input.date < today()", {"date": 20260302}),
]


@pytest.mark.parametrize(("condition", "run_input"), UNKNOWN)
def test_what_only_a_run_can_know_fails_the_run(states, condition, run_input):
    ask = {"id": "ask", "type": "approval", "when": condition, "input": {"message": "?"}}
    run = execute(workflow(ask), run_input)["instance_id"]
    states.run()
    assert (instance(run)["status"], instance(run)["error"]["code"]) == ("failed", "EXPRESSION_ERROR")


RIGHT = [
    nested("outer.item.price"),
    each("item.email", "{{ steps.k.output.contacts[?company_id] }}", LISTED),
    reading("steps.k.output.json.whatever.is[0].there", CALLED),
    reading("steps.k.output.output.anything", AGENT),
    reading("steps.k.output.contact.custom_fields.anything", FIND),
    reading("input.anything.at.all", SET),
    reading("input.name || trigger.data.name", SET, **ON_CONTACT),
    reading('steps.k.output.headers."x-request-id"', CALLED),
    deciding("steps.k.output.due_date && steps.k.output.due_date < today()", BILL),
    deciding("steps.k.output.event.data.total > `5`", PAID),
    deciding("steps.k.output.contact.company_id == input.company", FIND),
    reading("steps.k.output.items[?total > `1`].name", LOOP),
    {
        "name": "x",
        "steps": [
            {
                "id": "s",
                "type": "set",
                "when": "input.amount_credited",
                "input": {"v": "{{ round(input.amount_credited) }}"},
            }
        ],
        **ON_PAID,
    },
    {
        "name": "x",
        "steps": [
            {"id": "none", "type": "stop", "when": "!(input.due_date)", "input": {}},
            {"id": "s", "type": "set", "when": "input.due_date < today()", "input": {}},
        ],
        **ON_PAID,
    },
    {
        "name": "x",
        "steps": [{"id": "s", "type": "set", "when": "input.due_date < today()", "input": {}}],
        "trigger_type": "event",
        "trigger": {"event": "invoice.paid", "filter": "data.due_date && data.client.id"},
    },
]


@pytest.mark.parametrize("definition", RIGHT, ids=[str(number) for number in range(len(RIGHT))])
def test_what_may_be_there_is_not_refused(table, definition):
    answer = call("workflows.create", definition, headers={"Accept-Language": "en"})
    assert answer.status == 200, answer.error["details"]


def test_a_step_gives_what_it_is_declared_to_give(states):
    """The outputs of runs name nothing that the declared shape has not."""
    run = execute(
        workflow(
            MADE,
            {"id": "f", "type": "contact.find", "input": {"id": "{{ steps.k.output.id }}"}},
            {**WAITED, "id": "w", "input": {"seconds": 1}},
        ),
        {"name": "Empresa"},
    )
    states.run()
    done = instance(run["instance_id"])
    assert done["status"] == "completed"
    for step in done["steps"]:
        shape = declared_output({"type": step["type"], "input": {}})
        assert set(step["output"]) <= set(shape.fields), step["type"]


def test_an_event_has_the_names_that_a_saved_filter_may_read(states):
    identifier = workflow(
        {"id": "s", "type": "set", "input": {"n": "{{ input.number }}"}},
        trigger_type="event",
        trigger={"event": "invoice.paid", "filter": "data.total > `5`"},
    )
    happen("invoice.paid", {"total": 9, "number": "F-1"})
    states.run()
    assert [run["status"] for run in instances(identifier)] == ["completed"]


def test_what_was_saved_before_starts_and_validate_says_what_would_be_refused(states, table):
    identifier = saved_before(table, "steps.k.outptu", SET)
    run = execute(identifier, {"x": 1})["instance_id"]
    states.run()
    assert instance(run)["status"] == "completed"
    checked = call("workflows.validate", {"id": identifier}, headers={"Accept-Language": "en"}).data
    (fault,) = checked["errors"]
    assert (checked["valid"], fault["field"], fault["step"]) == (False, "steps[1].when", "s")
    assert "'output'" in fault["reason"]
    for change in ({"name": "y"}, {"status": "inactive"}, {"status": "active"}):
        assert call("workflows.update", {"id": identifier, **change}).status == 200
    assert call("workflows.update", {"id": identifier, "steps": [{**SET, "name": "z"}]}).status == 200


def test_a_workflow_that_is_as_it_should_be_validates_by_its_id(states):
    identifier, _ = inbound(SET, trigger={"verify": {"method": "token", "header": "X-Token", "secret": "secret-1"}})
    checked = call("workflows.validate", {"id": identifier}).data
    assert (checked["valid"], checked["errors"]) == (True, [])


@pytest.mark.parametrize("asked", [{}, {"id": "wf_1", "definition": {}}])
def test_validate_takes_a_definition_or_an_id(table, asked):
    refused = call("workflows.validate", asked)
    assert (refused.status, refused.error["details"]["field"]) == (400, "definition")
    assert call("workflows.validate", {"id": "wf_nobody"}).status == 404


def hostile(*conditions: str) -> list[dict[str, Any]]:
    """Steps of which each has a condition as long as it may be."""
    return [{"id": f"s{n}", "type": "condition", "input": {"if": text}} for n, text in enumerate(conditions)]


@pytest.mark.parametrize(
    "steps",
    [
        hostile(*(" || ".join(f"input.a{n}_{part}.b" for part in range(45)) for n in range(99))),
        hostile(*(" && ".join(f"input.a{part}.b > `{n}`" for part in range(40)) for n in range(99))),
        hostile(*(f"{'!(' * 20}input.a && input.b{')' * 20}" for _ in range(99))),
    ],
)
def test_what_costs_too_much_to_look_at_is_saved_without_a_look(table, steps):
    """The work for a definition has a limit; what is behind it is not refused, and runs as it would have before."""
    wrong = {"id": "last", "type": "set", "when": "run.idd", "input": {}}
    assert call("workflows.validate", {"definition": {"name": "x", "steps": steps}}).data["valid"]
    few = {"name": "x", "steps": [*steps[:2], wrong]}
    assert call("workflows.validate", {"definition": few}).data["valid"] is False


def test_every_type_of_step_says_what_it_gives(table):
    """A type without an output is one whose output the definition makes, or whose steps do."""
    silent = {name for name, kind in domain.step_types().items() if kind.output is None}
    assert silent == {"set", "stop", "for_each", "parallel"}
    for name in domain.step_types().keys() - silent:
        assert declared_output({"type": name, "input": {"event": "invoice.paid"}}) is not None

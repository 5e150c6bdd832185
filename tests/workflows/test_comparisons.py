"""Comparisons by order: of two numbers or two texts they are true or false, of anything else they fail and are told."""

import json
from typing import Any

import pytest
from bivelio_core import ids

from tests.api import ORGANISATION, call
from tests.workflows.calls import PLAIN, QUICK, execute, instance, workflow
from tests.workflows.inbound import inbound, send
from tests.workflows.saved import saved_before
from tests.workflows.stream import happen, instances

ERROR = "EXPRESSION_ERROR"
TABLE: list[tuple[str, Any, bool | str]] = [
    ("X > `500`", 9000, True),
    ("X > `500`", 9.5, False),
    ("X > `500`", "9000", ERROR),
    ("X > `500`", "abc", ERROR),
    ("X > `500`", "", ERROR),
    ("X > `500`", None, ERROR),
    ("X.there > `500`", {}, ERROR),
    ("X > `500`", True, ERROR),
    ("X > `500`", [9000], ERROR),
    ("X > `500`", {"EUR": 9000}, ERROR),
    ("`500` < X", "9000", ERROR),
    ("X >= 'b'", 9000, ERROR),
    ("X <= `500`", "9000", ERROR),
    ("X < '2026-03-02'", "2026-03-01", True),
    ("X < '2026-03-02'", None, ERROR),
    ("to_number(X) > `500`", "9000", True),
    ("to_number(X) > `500`", "9.000,00", ERROR),
    ("to_number(X) > `500`", "nan", ERROR),
    ("not_null(X, `0`) > `500`", None, False),
    ("X && X > `500`", None, False),
    ("!(X > `500`)", "9000", ERROR),
    ("length(X[?@ > `500`]) > `0`", [9000, "9000"], ERROR),
    ("max_by(X, &n).n > `500`", [{"n": 9000}, {"n": "9"}], ERROR),
    ("max(X) > `500`", [9000, "9"], ERROR),
    ("sort_by(X, &n)[0].n > `500`", [{"n": 9000}, {}], ERROR),
    ("sort(X)[0] > `500`", [9000, None], ERROR),
    ("X == `9000`", "9000", False),
]
"""An expression over X, a value for it, and what it gives: by `when`, `if`, and filters of events and of calls."""


def outcome(run):
    """What a run of one conditional step came to."""
    if run["status"] == "failed":
        assert run["error"]["code"] == ERROR
        return ERROR
    return run["steps"][0]


@pytest.mark.parametrize(("expression", "value", "result"), TABLE)
def test_a_when_an_if_and_a_filter_give_the_same(states, expression, value, result):
    over_input, over_event = (expression.replace("X", name) for name in ("input.x", "data.output.x"))
    when = {"id": "pay", "type": "set", "when": over_input, "input": {"paid": True}}
    decide = {"id": "decide", "type": "condition", "input": {"if": over_input}}
    wait = {"id": "wait", "type": "wait_for_event", "input": {"event": "workflow.completed", "filter": over_event}}
    by_event = {"trigger_type": "event", "trigger": {"event": "workflow.completed", "filter": over_event}}
    started = workflow(PLAIN, **by_event)
    conditional, decided, waited = (
        execute(workflow(step, concurrency="allow"), {"x": value})["instance_id"] for step in (when, decide, wait)
    )
    states.run()
    for _ in range(2):
        happen("workflow.completed", {"output": {"x": value}})
    states.run()
    by_when, by_if, by_filter = (instance(run) for run in (conditional, decided, waited))
    if result == ERROR:
        assert {run["error"]["code"] for run in (by_when, by_if, by_filter)} == {ERROR}
        (told,) = instances(started)
        assert (told["status"], told["error"]["code"]) == ("failed", ERROR)
        return
    assert by_when["steps"][0]["status"] == ("completed" if result else "skipped")
    assert by_if["steps"][0]["output"] == {"result": result}
    assert by_filter["status"] == ("completed" if result else "waiting")
    assert [run["status"] for run in instances(started)] == (["completed"] * 2 if result else [])


def test_a_text_amount_does_not_skip_the_approval_and_pay(states):
    """What a web form sends is text: the run fails, and nothing is paid."""
    ask = {"id": "ask", "type": "approval", "when": "input.amount > `500`", "input": {"message": "?"}}
    pay = {"id": "pay", "type": "set", "input": {"paid": "{{ input.amount }}"}}
    run = execute(workflow(ask, pay), {"amount": "9000"})["instance_id"]
    states.run()
    done = instance(run)
    assert (done["status"], done["failed_step"], done["error"]["code"]) == ("failed", "ask", ERROR)
    assert [step["status"] for step in done["steps"]] == ["failed", "pending"]


def test_the_reason_names_the_expression_and_the_types_in_the_readers_language(states):
    run = execute(workflow({**QUICK, "when": "input.amount > `500`"}), {"amount": "9000"})["instance_id"]
    states.run()
    told = {
        language: call("workflows.instances_get", {"instance_id": run}, headers={"Accept-Language": language}).data
        for language in ("ca", "es", "en")
    }
    reasons = {language: shown["error"]["details"]["reason"] for language, shown in told.items()}
    assert reasons["ca"].startswith("'input.amount > `500`': '>' compara un text amb un nombre, que no tenen ordre")
    assert reasons["es"].startswith("'input.amount > `500`': '>' compara un texto con un número, que no tienen orden")
    assert reasons["en"].startswith("'input.amount > `500`': '>' compares a string with a number, which have no order")
    assert all("to_number(" in reason for reason in reasons.values())


def test_one_event_a_day_that_a_filter_cannot_judge_is_a_failed_run_and_holds_up_nobody(states):
    filtered = {"event": "workflow.completed", "filter": "data.output.n > `5`"}
    careless = workflow(PLAIN, trigger_type="event", trigger=filtered)
    careful = workflow(PLAIN, trigger_type="event", trigger={**filtered, "filter": "to_number(data.output.n) > `5`"})
    for n in ("7", "8", 9, "10"):
        happen("workflow.completed", {"output": {"n": n}})
    states.run()
    assert sorted(run["status"] for run in instances(careless)) == ["completed", "failed"]
    assert [run["status"] for run in instances(careful)] == ["completed"] * 4


def test_a_wait_fails_with_the_event_that_its_filter_cannot_judge_also_one_before_the_step(states, table):
    step = {
        "id": "w",
        "type": "wait_for_event",
        "input": {"event": "workflow.completed", "filter": "data.output > `5`"},
    }
    first = {"id": "first", "type": "wait", "input": {"seconds": 1}}
    early, late = (execute(workflow(*steps))["instance_id"] for steps in ((first, step), (step,)))
    happen("workflow.completed", {"output": "7"}, "odd")
    states.run()
    for run in (early, late):
        failed = instance(run)
        assert (failed["error"]["code"], failed["error"]["details"]["event"]) == (
            ERROR,
            ids.id_for_key("event", ORGANISATION, "odd"),
        )
    assert table.query(f"{ORGANISATION}#live#WFE#workflow.completed") == []


def test_a_call_whose_dedupe_compares_what_has_no_order_is_refused(states):
    _, token = inbound(QUICK, trigger={"dedupe": "input.n > `5` && input.id"})
    assert send(token, {"n": 7, "id": "a"}).status == 202
    refused = send(token, {"n": "7", "id": "a"}, headers={"Accept-Language": "en"})
    assert (refused.status, refused.error["details"]["field"]) == (422, "trigger.dedupe")
    assert "a string with a number" in refused.error["details"]["reason"]


NEVER = [
    ("!input.x", "!(input.x)"),
    ("!steps.a.output.found", "!(steps.a.output.found)"),
    ("input.y && !input.x.y == `true`", "input.y && !(input.x.y) == `true`"),
    ("!starts_with(input.x, 'a').b || !input.x[0].y", "!(starts_with(input.x, 'a').b) || !(input.x[0].y)"),
    ("!input.list[?done]", "!(input.list[?done])"),
    ("input.list[?!done.at]", "input.list[?!(done.at)]"),
    ("length(input.x) > '5'", "to_number("),
    ("input.x > `[]`", "'>'"),
    ("input.x <= `null`", "'<='"),
    ("`true` < input.x", "'<'"),
]


@pytest.mark.parametrize(("expression", "told"), NEVER)
@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_what_can_never_be_right_is_refused_with_what_to_write(table, expression, told, language):
    a = {"id": "a", "type": "contact.find", "input": {"id": "ct_1"}}
    places = {
        "steps[1].when": [{**QUICK, "when": expression}],
        "steps[1].input.if": [{"id": "c", "type": "condition", "input": {"if": expression}}],
        "steps[1].input.value": [{"id": "c", "type": "set", "input": {"value": f"{{{{ {expression} }}}}"}}],
    }
    for field, steps in places.items():
        refused = call("workflows.create", {"name": "x", "steps": [a, *steps]}, headers={"Accept-Language": language})
        (fault,) = refused.error["details"]["errors"]
        assert (refused.status, fault["field"], told in fault["reason"]) == (422, field, True), fault
    over_event = expression.replace("input.", "data.").replace("steps.a.", "data.")
    webhook = {"url": "https://example.com/hook", "events": ["contact.created"], "filter": over_event}
    by_event = {"trigger_type": "event", "trigger": {"event": "contact.created", "filter": over_event}}
    about = {"workflows.create": {"name": "x", "steps": [QUICK], **by_event}, "webhooks.create": webhook}
    for operation, asked in about.items():
        refused = call(operation, asked, headers={"Accept-Language": language})
        assert refused.error["details"]["errors"][0]["field"].endswith("filter")


@pytest.mark.parametrize("expression", ["!input.x", "length('x') > '5'", "input.x > `[]`"])
def test_a_definition_that_was_saved_before_can_be_started_and_switched_off(states, table, expression):
    identifier = saved_before(table, expression)
    run = execute(identifier, {"x": True})["instance_id"]
    states.run()
    assert instance(run)["status"] == ("completed" if expression == "!input.x" else "failed")
    for change in ({"name": "y"}, {"status": "inactive"}, {"status": "active"}):
        assert call("workflows.update", {"id": identifier, **change}).status == 200
    steps = json.loads(json.dumps(call("workflows.get", {"id": identifier}).data["steps"]))
    steps[0]["name"] = "z"
    assert call("workflows.update", {"id": identifier, "steps": steps}).status == 422


def warned(*steps, **about):
    definition = {"name": "x", "steps": list(steps), **about}
    found = call("workflows.validate", {"definition": definition}).data
    assert found["valid"], found["errors"]
    return found["warnings"]


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("input.amount > `500`", "to_number(input.amount)"),
        ("`500` <= input.order.amount", "to_number(input.order.amount)"),
        ("input.list[?price > `5`]", "to_number(price)"),
        ("input.date < today()", "input.date"),
        ("not_null(input.amount, `0`) > `500`", "to_number"),
        ("to_number(input.amount) > `500`", None),
        ("length(input.list) > `5` && input.date == today()", None),
        ("run.started_at > '2026'", None),
    ],
)
def test_what_may_fail_when_it_runs_is_a_warning(table, expression, told):
    found = warned({**QUICK, "when": expression})
    assert [(each["field"], each["step"], told in each["message"]) for each in found] == (
        [("steps[0].when", "s", True)] if told else []
    )


@pytest.mark.parametrize(
    ("event", "wanted", "is_warned"),
    [
        ("invoice.paid", "data.total > `100` && data.issue_date >= '2026-01-01' && timestamp > '2026'", False),
        ("invoice.paid", "data.paid_at && data.paid_at > '2026'", False),
        ("workflow.completed", "data.output.n > `1`", True),
        ("workflow.completed", "data.duration_ms > `1000`", False),
        ("workflow.completed", "to_number(data.output.n) > `1`", False),
    ],
)
def test_a_filter_is_judged_by_the_model_of_its_event(table, event, wanted, is_warned):
    of_trigger = warned(PLAIN, trigger_type="event", trigger={"event": event, "filter": wanted})
    of_wait = warned({"id": "w", "type": "wait_for_event", "input": {"event": event, "filter": wanted}})
    assert [each["field"] for each in of_trigger] == (["trigger.filter"] if is_warned else [])
    assert [each["field"] for each in of_wait] == (["steps[0].input.filter"] if is_warned else [])


def test_what_the_input_is_declared_to_be_is_no_doubt(table):
    amount = {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "number"}}}
    step = {**PLAIN, "when": "input.amount > `500`"}
    assert [each["field"] for each in warned(step)] == ["steps[0].when"]
    assert warned(step, input_schema=amount) == []


def test_every_place_of_an_expression_is_looked_at(table):
    loose = "input.n > `1`"
    asked = {
        "url": "https://example.com/",
        "query": {"many": f"{{{{ {loose} }}}}"},
        "pagination": {"while": "json.page < json.pages"},
    }
    steps = [
        {"id": "c", "type": "condition", "input": {"if": loose}},
        {"id": "h", "type": "http_request", "when": loose, "input": asked},
        {
            "id": "e",
            "type": "for_each",
            "input": {"items": "{{ input.list[?n > `1`] }}", "steps": [{**QUICK, "when": loose}]},
        },
        {
            "id": "r",
            "type": "http_request",
            "input": {"url": asked["url"], "repeat_until": {"condition": "json.n > `1`"}},
        },
    ]
    found = warned(*steps, output=f"{{{{ {loose} }}}}", concurrency={"key": loose})
    assert {each["field"] for each in found} == {
        "concurrency.key",
        "steps[0].input.if",
        "steps[1].when",
        "steps[1].input.query.many",
        "steps[1].input.pagination.while",
        "steps[2].input.items",
        "steps[2].input.steps[0].when",
        "steps[3].input.repeat_until.condition",
        "output",
    }

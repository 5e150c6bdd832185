"""agents.invoke: an answer as the schema says, charged once, or nothing charged."""

import json
from datetime import UTC, datetime

import pytest
from bivelio_core import clock
from bivelio_core.credits import account
from bivelio_core.providers import language_model as lm
from bivelio_core.store import keys

from tests.agents.world import SCHEMA, Scripted, balance, invoked, live, made, speaking
from tests.api import OTHER_ORGANISATION, call, event, invoke, load, lose_answers
from tests.credits.spending import audit

pytestmark = pytest.mark.usefixtures("table")
EXAMPLE = {
    "text": "El client vol canviar el seu pla de subscripcio a Enterprise",
    "context": {"client_id": "ct_abc123", "current_plan": "pro"},
}
SANDBOX = {"environment": "sandbox"}


def magic(text):
    """The answer of the sandbox's classifier to a text."""
    return call("agents.invoke", {"agent_id": "ag_classifier_01", "input": {"text": text}}, caller=SANDBOX)


def test_the_example_is_answered_as_documented():
    answer = call("agents.invoke", {"agent_id": "ag_classifier_01", "input": EXAMPLE, "stream": False}, caller=SANDBOX)
    assert answer.data["output"] == {
        "intent": "plan_upgrade",
        "confidence": 0.94,
        "suggested_action": "route_to_sales",
        "extracted_entities": {"target_plan": "enterprise", "client_id": "ct_abc123"},
    }
    assert (answer.data["tokens_used"], answer.data["credits_consumed"]) == (342, 1)


def test_the_rules_answer_live_without_an_account():
    agent = made(output_schema={"type": "object", "properties": {"email": {"type": "string"}}, "required": ["email"]})
    answer = invoked(agent, "Escriu-me a anna@exemple.com").data
    assert (answer["output"], answer["model"]) == ({"email": "anna@exemple.com"}, "offline-rules")
    assert balance() == 499


def test_an_agent_without_a_schema_answers_a_text():
    with speaking(Scripted("Bon dia!")):
        answer = invoked(made()).data
    assert (answer["output"], answer["model"], answer["tokens_used"]) == ({"text": "Bon dia!"}, "scripted-1", 15)


@pytest.mark.parametrize(
    ("characters", "price"), [(4_000, 1), (4_001, 2), (8_000, 2), (16_000, 3), (16_001, 4), (32_000, 4)]
)
def test_the_price_follows_the_length_of_the_input(characters, price):
    with speaking(Scripted("d'acord")):
        assert invoked(made(), "x" * characters).data["credits_consumed"] == price
    assert balance() == 500 - price


def test_the_context_counts_as_json():
    with speaking(Scripted("d'acord")):
        assert invoked(made(), "x" * 31_000, context={"n": "y" * 992}).data["credits_consumed"] == 4
        assert invoked(made(), "x" * 31_000, context={"n": "y" * 993}).data["credits_consumed"] == 5


def test_an_input_that_costs_more_than_the_agent_may_is_refused():
    answer = invoked(made(maximum_credits=1), "x" * 4_001)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "maximum_credits")
    assert balance() == 500


def test_an_output_that_does_not_fit_is_repaired_once():
    model = Scripted('{"mood": "so so"}', '{"mood": "good"}')
    with speaking(model):
        answer = invoked(made(output_schema=SCHEMA)).data
    assert (answer["output"], answer["tokens_used"]) == ({"mood": "good"}, 30)
    assert 'must be one of ["good", "bad"]' in str(model.prompts[1].turns[-1])
    assert balance() == 499


def test_an_output_with_numbers_that_no_item_holds_is_kept():
    schema = {"type": "object", "properties": {"n": {"type": "number"}}}
    with speaking(Scripted('{"n": 1e300}')):
        answer = invoked(made(output_schema=schema), key="k").data
    shown = call("agents.executions_get", {"execution_id": answer["execution_id"]}).data
    assert (answer["output"], shown["output"]) == ({"n": 1e300}, {"n": 1e300})


def test_an_output_that_is_wrong_twice_costs_nothing(table):
    with speaking(Scripted('{"mood": "so so"}', '{"mood": 3}')):
        answer = invoked(made(output_schema=SCHEMA))
    assert (answer.status, answer.error["code"], answer.error["details"]["reason"]) == (
        422,
        "INTEGRATION_ERROR",
        "invalid_output",
    )
    assert balance() == 500
    assert audit(live(table)) == {"charged": 0, "reserved": 0}


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (lm.ModelRefused("blocked"), 422),
        (lm.ModelRefused("invalid_key"), 422),
        (lm.ModelUnavailable("rate_limited", retry_after=23), 503),
        (lm.ModelUnavailable("timeout"), 503),
    ],
)
def test_a_failure_of_the_provider_costs_nothing_and_is_recorded(failure, status):
    with speaking(Scripted(failure)):
        answer = invoked(made())
    assert (answer.status, answer.error["code"]) == (status, "INTEGRATION_ERROR")
    if status == 503:
        assert answer.headers["Retry-After"] == str(answer.error["retry_after"])
    assert balance() == 500
    (recorded,) = call("agents.executions", {"status": "failed"}).data["executions"]
    assert recorded["credits_consumed"] == 0
    shown = call("agents.executions_get", {"execution_id": recorded["execution_id"]}).data
    assert shown["error"] == {"code": "INTEGRATION_ERROR", "reason": failure.reason}


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("simulate:429", 503, "INTEGRATION_ERROR"),
        ("simulate:503", 503, "INTEGRATION_ERROR"),
        ("simulate:timeout", 503, "INTEGRATION_ERROR"),
        ("simulate:blocked", 422, "INTEGRATION_ERROR"),
        ("simulate:truncated", 422, "INTEGRATION_ERROR"),
        ("simulate:invalid_json", 422, "INTEGRATION_ERROR"),
        ("simulate:no_credits", 402, "CREDITS_EXHAUSTED"),
    ],
)
def test_the_sandbox_provokes_each_failure_and_charges_none(text, status, code):
    answer = magic(text)
    assert (answer.status, answer.error["code"]) == (status, code)
    assert call("credits.balance", caller=SANDBOX).data["balance"] == 1_000


def test_a_broken_first_answer_is_repaired_in_the_sandbox():
    assert magic("simulate:invalid_json_once: vull cancel·lar").status == 200


def test_too_few_credits_are_a_402_before_the_model_is_asked(table):
    model = Scripted("d'acord")
    with speaking(model):
        agent = made()
        for _ in range(125):
            assert invoked(agent, "x" * 32_000).status == 200
        answer = invoked(agent)
    assert (answer.status, answer.error["code"], answer.error["details"]) == (
        402,
        "CREDITS_EXHAUSTED",
        {"required": 1, "available": 0},
    )
    assert len(model.prompts) == 125
    assert audit(live(table)) == {"charged": 500, "reserved": 0}


def test_the_same_request_is_answered_and_charged_once(table):
    model = Scripted("u", "dos")
    with speaking(model):
        agent = made()
        first = invoked(agent, key="k1").data
        assert invoked(agent, key="k1").data == first
        lose_answers(table)
        assert invoked(agent, key="k1").data == first, "also when the stored answer is gone"
        other = invoked(agent, "Una altra", key="k1")
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert (len(model.prompts), balance()) == (1, 499)


def test_a_request_that_failed_is_served_when_it_is_repeated():
    with speaking(Scripted(lm.ModelUnavailable("unavailable"), "ara sí")):
        agent = made()
        assert invoked(agent, key="k1").status == 503
        assert invoked(agent, key="k1").data["output"] == {"text": "ara sí"}
    assert balance() == 499


def test_an_inactive_agent_is_a_409():
    agent = made(status="inactive")
    answer = invoked(agent)
    assert (answer.status, answer.error["code"]) == (409, "AGENT_INACTIVE")
    call("agents.update", {"agent_id": agent, "status": "active"})
    assert invoked(agent).status == 200


def test_another_organisations_agent_is_a_403():
    agent = made()
    other = {"organisation": OTHER_ORGANISATION}
    answer = call("agents.invoke", {"agent_id": agent, "input": {"text": "Hola"}}, caller=other)
    assert answer.status == 403


@pytest.mark.parametrize(
    ("data", "status", "field"),
    [
        ({"input": {"text": "x" * 32_001}}, 400, "input.text"),
        ({"input": {"text": ""}}, 400, "input.text"),
        ({"input": {"text": "x", "context": {"n": "y" * 65_600}}}, 400, "input.context"),
        ({"input": {"text": "x", "context": []}}, 400, "input.context"),
        ({"input": {"text": "x", "tools": ["contact.create"]}}, 400, "input.tools"),
        ({"input": {"text": "x"}, "tools": ["contact.create"]}, 400, "tools"),
        ({}, 400, "input"),
    ],
)
def test_a_wrong_input_is_refused_by_name_and_costs_nothing(data, status, field):
    answer = call("agents.invoke", {"agent_id": made(), **data})
    assert (answer.status, answer.error["details"]["field"]) == (status, field)
    assert balance() == 500


@pytest.mark.parametrize("text", ['"\\ud800"', '"\\udfff\\ud800"'])
def test_lone_surrogates_are_refused_or_answered_but_never_a_5xx(text):
    body = f'{{"data": {{"agent_id": "{made()}", "input": {{"text": {text}}}}}}}'
    answer = invoke("agents/invoke", event(body))
    assert answer.status == 400
    assert balance() == 500


def test_what_took_too_long_is_given_up_and_refunded(monkeypatch):
    monkeypatch.setenv("AGENT_SECONDS", "0")
    answer = invoked(made())
    assert (answer.status, balance()) == (503, 500)


def test_what_the_sweeper_refunded_is_answered_and_not_charged(table):
    store, agent = live(table), made()

    def refund_all():
        for item in store.query(keys.CREDIT_RESERVATION):
            account.refund(store, account.Reservation.of(item))

    with speaking(Scripted("d'acord", before=refund_all)):
        data = invoked(agent).data
    assert (data["output"], data["credits_consumed"]) == ({"text": "d'acord"}, 0)
    assert audit(store) == {"charged": 0, "reserved": 0}
    recorded = call("agents.executions_get", {"execution_id": data["execution_id"]}).data
    assert (recorded["status"], recorded["credits_consumed"]) == ("completed", 0)


def test_today_counts_and_averages():
    agent = made()
    with clock.frozen(datetime(2026, 4, 7, 23, 0, tzinfo=UTC)), speaking(Scripted("d'acord")):
        for _ in range(3):
            invoked(agent)
        shown = call("agents.get", {"agent_id": agent}).data
        assert shown["invocations_today"] == 3
        assert shown["avg_latency_ms"] >= 0
    with clock.frozen(datetime(2026, 4, 8, 1, 0, tzinfo=UTC)):
        shown = call("agents.get", {"agent_id": agent}).data
        assert (shown["invocations_today"], shown["avg_latency_ms"]) == (0, None)


def events_of(body):
    """The events of a stream, as (name, data)."""
    blocks = [block.split("\n", 1) for block in body.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def streamed(agent, text="Hola", **more):
    data = {"agent_id": agent, "input": {"text": text}, "stream": True, **more}
    return load("agents/invoke").handler(event({"data": data}), None)


def test_a_stream_has_the_text_in_pieces_and_then_the_result():
    with speaking(Scripted("Bon dia a tothom")):
        answer = streamed(made())
    assert answer["headers"]["Content-Type"] == "text/event-stream; charset=utf-8"
    events = events_of(answer["body"])
    assert [data["text"] for name, data in events if name == "delta"] == ["Bon", "dia", "a", "tothom"]
    (name, result) = events[-1]
    assert (name, result["output"], result["credits_consumed"]) == ("result", {"text": "Bon dia a tothom"}, 1)
    assert balance() == 499


def test_what_fails_before_the_first_piece_keeps_its_status():
    with speaking(Scripted(lm.ModelUnavailable("rate_limited", retry_after=7))):
        answer = streamed(made())
    assert (answer["statusCode"], json.loads(answer["body"])["error"]["retry_after"]) == (503, 7)
    assert streamed(made(status="inactive"))["statusCode"] == 409
    assert balance() == 500


def test_what_fails_later_is_the_event_error():
    with speaking(Scripted('{"mood": "so so"}', '{"mood": 3}')):
        events = events_of(streamed(made(output_schema=SCHEMA))["body"])
    assert [name for name, _ in events] == ["delta", "delta", "delta", "error"]
    assert events[-1][1]["details"]["reason"] == "invalid_output"
    assert balance() == 500

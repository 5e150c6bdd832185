"""What every adapter of the language model promises."""

import json
from collections.abc import Sequence

import pytest
from bivelio_core.providers import language_model as lm

from tests.providers.language_model.prompts import FIND, classify, reply, soon


def test_an_answer_says_which_model_ran_and_what_it_used(model):
    answer = model.answer(classify(), soon())
    assert answer.model
    assert answer.usage.input_tokens > 0
    assert answer.usage.output_tokens > 0
    assert answer.usage.total_tokens >= answer.usage.input_tokens + answer.usage.output_tokens


def test_an_answer_with_a_schema_is_json_of_that_schema(model):
    document = json.loads(model.answer(classify(), soon()).text)
    assert document["intent"] == "plan_upgrade"
    assert 0 <= document["confidence"] <= 1
    assert document["suggested_action"] == "route_to_sales"
    assert document["extracted_entities"] == {"target_plan": "enterprise", "client_id": "ct_abc123"}


def test_an_answer_without_a_schema_is_text(model):
    text = model.answer(reply("Bon dia, voldria saber el preu del pla pro. Gràcies, Anna"), soon()).text
    assert len(text) > 20
    assert "pla pro" in text


def test_a_stream_is_the_text_in_pieces_and_then_the_answer(model):
    *deltas, answer = model.stream(reply("Hola, quan arriba la comanda?"), soon())
    assert len(deltas) > 1
    assert all(isinstance(delta, str) for delta in deltas)
    assert "".join(deltas) == answer.text
    assert answer.usage.total_tokens > 0


def test_a_tool_is_asked_for_and_its_result_is_used(model):
    prompt = classify("Qui té l'adreça anna@exemple.com?", tools=(FIND,), schema=None, context=None)
    asked = model.answer(prompt, soon())
    (call,) = asked.calls
    assert (call.name, call.arguments) == ("contact_find", {"email": "anna@exemple.com"})
    result = lm.ToolTurn((lm.ToolResult(call, {"found": True, "contact": {"name": "Anna Puig"}}),))
    answered = model.answer(
        classify(prompt.question(), tools=(FIND,), schema=None, context=None, after=(asked.turn, result)), soon()
    )
    assert not answered.calls
    assert answered.text


def test_a_passed_deadline_is_no_answer(model):
    with pytest.raises(lm.ModelUnavailable) as failure:
        model.answer(classify(), soon(0))
    assert failure.value.reason == "timeout"
    assert failure.value.status == 503
    assert failure.value.retry_after


@pytest.mark.parametrize(
    ("magic", "status", "reason", "retry_after"),
    [
        ("429", 503, "rate_limited", 23),
        ("503", 503, "unavailable", None),
        ("timeout", 503, "timeout", None),
        ("blocked", 422, "blocked", None),
        ("truncated", 422, "truncated", None),
    ],
)
def test_each_failure_has_its_status_and_reason(failing_model, magic, status, reason, retry_after):
    with pytest.raises((lm.ModelRefused, lm.ModelUnavailable)) as failure:
        failing_model.answer(classify(f"Bon dia simulate:{magic}"), soon(0.3))
    described = failure.value.describe("en", "req_1")
    assert (failure.value.status, described["code"]) == (status, "INTEGRATION_ERROR")
    assert described["details"] == {"provider": "language_model", "reason": reason}
    assert ("retry_after" in described) is (status == 503)
    assert retry_after in (None, described.get("retry_after"))


def test_json_that_is_none_is_repaired_or_refused(failing_model):
    document, _ = lm.answer_checked(failing_model, classify("simulate:invalid_json_once"), soon(), right)
    assert document["intent"]
    with pytest.raises(lm.ModelRefused) as refusal:
        lm.answer_checked(failing_model, classify("simulate:invalid_json"), soon(), right)
    assert refusal.value.reason == "invalid_output"


def right(document: object) -> Sequence[str]:
    """A check that finds nothing wrong."""
    return () if isinstance(document, dict) else ["it is no object"]


def test_a_checked_answer_is_the_document(model):
    document, answer = lm.answer_checked(model, classify(), soon(), right)
    assert document == json.loads(answer.text)

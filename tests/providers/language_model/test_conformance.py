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


def right(document: object) -> Sequence[str]:
    """A check that finds nothing wrong."""
    return () if isinstance(document, dict) else ["it is no object"]


def test_a_checked_answer_is_the_document(model):
    document, answer = lm.answer_checked(model, classify(), soon(), right)
    assert document == json.loads(answer.text)

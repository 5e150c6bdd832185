"""The sandbox's model: the reference's answer, and each failure by its magic text."""

import json

import pytest
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import registry, simulated
from bivelio_core.providers.language_model.magic import magic_of

from tests.providers.language_model.prompts import classify, soon

MODEL = registry.adapter("simulated")


def test_the_example_of_the_reference_is_answered_as_documented():
    answer = MODEL.answer(classify(), soon())
    assert json.loads(answer.text) == {
        "intent": "plan_upgrade",
        "confidence": 0.94,
        "suggested_action": "route_to_sales",
        "extracted_entities": {"target_plan": "enterprise", "client_id": "ct_abc123"},
    }
    assert answer.usage.total_tokens == 342


def test_other_texts_and_schemas_are_answered_by_the_rules():
    assert json.loads(MODEL.answer(classify("Vull donar-me de baixa"), soon()).text)["intent"] == "cancellation"
    asked = {"type": "object", "properties": {"intent": {"enum": ["plan_upgrade", "other"]}}}
    assert json.loads(MODEL.answer(classify(schema=asked), soon()).text) == {"intent": "plan_upgrade"}


def test_a_slow_answer_meets_the_deadline():
    with pytest.raises(lm.ModelUnavailable) as failure:
        MODEL.answer(classify("simulate:slow"), soon(0.01))
    assert failure.value.reason == "timeout"


def test_a_slow_answer_comes_when_there_is_time(monkeypatch):
    monkeypatch.setattr(simulated, "SLOW_SECONDS", 0.01)
    assert MODEL.answer(classify("simulate:slow"), soon()).text


def test_a_magic_text_stands_anywhere_and_is_a_word():
    assert magic_of("x simulate:no_credits.") == "no_credits"
    assert magic_of("dissimulate:503") is None
    assert magic_of("simulate:5031") is None

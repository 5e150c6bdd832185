"""Answers as JSON: one repair, then a refusal."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import registry

from tests.providers.language_model.prompts import classify, soon


class Speaker:
    """A model that says given texts, and keeps the prompts it got."""

    name = "speaker"

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.prompts: list[lm.Prompt] = []

    def answer(self, prompt: lm.Prompt, _deadline: lm.Deadline) -> lm.Answer:
        """The next text."""
        self.prompts.append(prompt)
        return lm.Answer(self.texts.pop(0), "speaker", lm.Usage(10, 5, 15))

    def stream(self, prompt: lm.Prompt, deadline: lm.Deadline) -> Any:
        """The answer alone."""
        yield self.answer(prompt, deadline)


def is_one(document: Any) -> Sequence[str]:
    """Wants the document 1."""
    return () if document == 1 else [f"it is {document}, not 1"]


def test_a_right_answer_is_asked_for_once():
    model = Speaker("1")
    assert lm.answer_checked(model, classify(), soon(), is_one).document == 1
    assert len(model.prompts) == 1


def test_a_wrong_answer_is_repaired_once_and_both_are_counted():
    model = Speaker("2", "1")
    document, answer = lm.answer_checked(model, classify(), soon(), is_one)
    assert (document, answer.usage.total_tokens) == (1, 30)
    *_, said, told = model.prompts[1].turns
    assert said == lm.ModelTurn("2")
    assert "it is 2, not 1" in str(told)


@pytest.mark.parametrize("text", ["{", "NaN", '"\\ud800"', "[" * 100_000, "```json\n2\n```", ""])
def test_an_answer_that_stays_wrong_is_refused(text):
    with pytest.raises(lm.ModelRefused) as refusal:
        lm.answer_checked(Speaker(text, text), classify(), soon(), is_one)
    assert (refusal.value.status, refusal.value.reason) == (422, "invalid_output")


def test_a_markdown_fence_around_json_is_taken_off():
    assert lm.answer_checked(Speaker('```json\n{"a": 1}\n```'), classify(), soon(), lambda _: ()).document == {"a": 1}


def test_the_repair_offers_no_tools():
    model = Speaker("2", "1")
    tool = lm.Tool("find", "", {"type": "object"})
    lm.answer_checked(model, classify(tools=(tool,)), soon(), is_one)
    assert [prompt.tools for prompt in model.prompts] == [(tool,), ()]


def test_a_prompt_ends_with_what_the_model_has_to_answer():
    with pytest.raises(ValueError, match="last turn"):
        classify(after=(lm.ModelTurn("hello"),))


def test_an_unknown_adapter_is_named():
    with pytest.raises(ValueError, match="gemini, offline, simulated"):
        registry.adapter("openai")
    assert json.loads(registry.adapter("offline").answer(classify(rules=lambda: {"mine": 1}), soon()).text) == {
        "mine": 1
    }

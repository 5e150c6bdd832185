"""Answers as JSON that were checked, with one repair: the model is told what was wrong and answers once more."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from .failures import ModelRefused
from .port import Answer, Deadline, LanguageModel, ModelTurn, Prompt, UserTurn

Check = Callable[[Any], Sequence[str]]
"""Takes the document of an answer; returns what is wrong with it, in English sentences, nothing when it is right."""

MOST_FAULTS_TOLD = 10


class Checked(NamedTuple):
    """A document that passed the check, and the answer it is from; its usage is of all tries."""

    document: Any
    answer: Answer


def answer_checked(model: LanguageModel, prompt: Prompt, deadline: Deadline, check: Check) -> Checked:
    """The answer to a prompt with a schema. Raises ModelRefused (`invalid_output`) when the repair is wrong too."""
    return repair(model, prompt, model.answer(prompt, deadline), deadline, check)


def repair(model: LanguageModel, prompt: Prompt, first: Answer, deadline: Deadline, check: Check) -> Checked:
    """The document of a model's first answer, or of a second one that the model gives when the first is wrong."""
    document, faults = _judged(first.text, check)
    if not faults:
        return Checked(document, first)
    fault_list = "\n".join(f"- {fault}" for fault in faults[:MOST_FAULTS_TOLD])
    question = UserTurn((f"Your answer is wrong. Answer again, with JSON only, and correct this:\n{fault_list}",))
    model_turn = first.turn if first.turn.raw is not None else ModelTurn(first.text or "(no text)")
    second_prompt = replace(prompt, turns=(*prompt.turns, model_turn, question), tools=())
    second = model.answer(second_prompt, deadline)
    document, faults = _judged(second.text, check)
    if faults:
        raise ModelRefused("invalid_output")
    return Checked(document, replace(second, usage=first.usage.plus(second.usage)))


def _judged(text: str, check: Check) -> tuple[Any, Sequence[str]]:
    try:
        document = json.loads(_unfenced(text.strip()), parse_constant=_not_json)
        json.dumps(document, ensure_ascii=False).encode()  # a lone surrogate is no text
    except (ValueError, RecursionError) as error:
        return None, [f"it is not JSON: {error}"]
    return document, check(document)


def _unfenced(text: str) -> str:
    """A text without the Markdown fence that models put around JSON when they use tools."""
    if not text.startswith("```") or not text.endswith("```"):
        return text
    return text[3:-3].removeprefix("json")


def _not_json(constant: str) -> Any:
    raise ValueError(f"{constant} is no value of JSON")

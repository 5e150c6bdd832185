"""The adapter without a model: rules answer, deterministic and without an account, and say so in `model`."""

import json
from collections.abc import Iterator
from typing import Any

from bivelio_core.language_models import RULES

from .failures import ModelUnavailable
from .port import Answer, Deadline, ModelTurn, Prompt, Tool, ToolTurn, Usage
from .rules import by_instructions, by_schema, calling
from .streaming import pieces

MODEL = RULES
LETTERS_A_TOKEN = 4
"""Usage is an estimate: a token is about four letters."""


class OfflineModel:
    """Answers by the asker's own rules, else by the schema, the offered tools and the instructions."""

    name = "offline"

    def answer(self, prompt: Prompt, deadline: Deadline) -> Answer:
        """The rules' answer. Raises ModelRefused (`no_rule`) for what no rule can do."""
        if not deadline.remaining():
            raise ModelUnavailable("timeout")
        return respond(prompt)

    def stream(self, prompt: Prompt, deadline: Deadline) -> Iterator[str | Answer]:
        """The answer's text, word by word, then the answer."""
        answer = self.answer(prompt, deadline)
        yield from pieces(answer.text)
        yield answer


def respond(prompt: Prompt) -> Answer:
    """The answer of the rules to a prompt."""
    text, context = prompt.question(), prompt.context or {}
    if prompt.rules is not None:
        return _answer(prompt, prompt.rules())
    if call := calling.call_for(_uncalled(prompt), text, context):
        turn = ModelTurn(calls=(call,))
        return Answer("", MODEL, _usage(prompt, json.dumps(call.arguments)), (call,), turn)
    facts = {**context, **_results(prompt)}
    if prompt.schema is not None:
        return _answer(prompt, by_schema.fill(prompt.schema, text, facts, prompt.instructions))
    return _answer(prompt, by_instructions.compose(prompt.instructions, text, facts))


def _answer(prompt: Prompt, value: object) -> Answer:
    text = value if isinstance(value, str) and prompt.schema is None else json.dumps(value, ensure_ascii=False)
    return Answer(text, MODEL, _usage(prompt, text), turn=ModelTurn(text))


def _uncalled(prompt: Prompt) -> list[Tool]:
    """The tools that were not called yet: rules call each once."""
    turns = [turn for turn in prompt.turns if isinstance(turn, ToolTurn)]
    called = {result.call.name for turn in turns for result in turn.results}
    return [tool for tool in prompt.tools if tool.name not in called]


def _results(prompt: Prompt) -> dict[str, Any]:
    """The fields of all results of tools, which the answer may use like the context."""
    turns = [turn for turn in prompt.turns if isinstance(turn, ToolTurn)]
    return {name: value for turn in turns for result in turn.results for name, value in result.output.items()}


def _usage(prompt: Prompt, text: str) -> Usage:
    read = 0 if prompt.rules else len(prompt.instructions)  # the asker's rules need no instructions
    letters = read + len(prompt.question()) + len(json.dumps(prompt.context or {}, default=str))
    counted = -(-letters // LETTERS_A_TOKEN), -(-len(text) // LETTERS_A_TOKEN)
    return Usage(*counted, sum(counted))


def connect() -> OfflineModel:
    """The adapter, for the registry."""
    return OfflineModel()

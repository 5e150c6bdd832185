"""The sandbox's adapter: answers by the rules and never calls anybody; magic texts provoke each failure (magic.py)."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bivelio_core.language_models import SIMULATED

from . import offline
from .failures import ModelRefused, ModelUnavailable
from .magic import magic_of
from .port import Answer, Deadline, ModelTurn, Prompt, Usage
from .streaming import pieces

MODEL = SIMULATED
SLOW_SECONDS = 3.0
INVALID_JSON = '{"this is": no JSON'


class SimulatedModel:
    """Deterministic: the same prompt gets the same answer, which for the reference's example is the documented one."""

    name = "simulated"

    def answer(self, prompt: Prompt, deadline: Deadline) -> Answer:
        """The answer, or the failure that a magic text in the prompt's texts asks for."""
        if not deadline.remaining():
            raise ModelUnavailable("timeout")
        was_told = any(isinstance(turn, ModelTurn) for turn in prompt.turns)
        match magic_of(prompt.question()):
            case "429":
                raise ModelUnavailable("rate_limited", retry_after=23)
            case "503":
                raise ModelUnavailable("unavailable")
            case "timeout":
                raise ModelUnavailable("timeout")
            case "blocked":
                raise ModelRefused("blocked")
            case "truncated":
                raise ModelRefused("truncated")
            case "slow":
                _wait(deadline)
            case "invalid_json":
                return _answer_of(prompt, INVALID_JSON)
            case "invalid_json_once" if not was_told:
                return _answer_of(prompt, INVALID_JSON)
        return _documented(prompt) or replace(offline.respond(prompt), model=MODEL)

    def stream(self, prompt: Prompt, deadline: Deadline) -> Iterator[str | Answer]:
        """The answer's text, word by word, then the answer."""
        answer = self.answer(prompt, deadline)
        yield from pieces(answer.text)
        yield answer


def _wait(deadline: Deadline) -> None:
    if deadline.remaining() < SLOW_SECONDS:
        time.sleep(deadline.remaining())
        raise ModelUnavailable("timeout")
    time.sleep(SLOW_SECONDS)


def _answer_of(prompt: Prompt, text: str) -> Answer:
    usage = offline.respond(replace(prompt, rules=lambda: text)).usage
    return Answer(text, MODEL, usage, turn=ModelTurn(text))


DOCUMENTED: Mapping[str, tuple[Mapping[str, Any], Usage]] = {
    "El client vol canviar el seu pla de subscripcio a Enterprise": (
        {
            "intent": "plan_upgrade",
            "confidence": 0.94,
            "suggested_action": "route_to_sales",
            "extracted_entities": {"target_plan": "enterprise", "client_id": "ct_abc123"},
        },
        Usage(288, 54, 342),
    ),
}
"""The answers of the reference, by the text they answer ("Agents IA")."""


def _documented(prompt: Prompt) -> Answer | None:
    """The reference's answer, if the prompt is its example and its schema asks for these fields."""
    output, usage = DOCUMENTED.get(prompt.question(), ({}, Usage(0, 0, 0)))
    if not output or (prompt.schema or {}).get("properties", {}).keys() != output.keys():
        return None
    if (prompt.context or {}).get("client_id") != output["extracted_entities"]["client_id"]:
        return None
    text = json.dumps(output, ensure_ascii=False)
    return Answer(text, MODEL, usage, turn=ModelTurn(text))


def connect() -> SimulatedModel:
    """The adapter, for the registry."""
    return SimulatedModel()

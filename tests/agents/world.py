"""Agents as tests make them, and a model that says what a test wants."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from bivelio_core.providers import language_model as lm
from bivelio_core.store.tenant_store import SystemStore, TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, Answer, call

SCHEMA = {
    "type": "object",
    "properties": {"mood": {"type": "string", "enum": ["good", "bad"]}},
    "required": ["mood"],
    "additionalProperties": False,
}
AGENT = {"name": "Assistent", "instructions": "Ajuda el client.", "category": "general"}


def made(**fields: Any) -> str:
    """The id of a new agent."""
    return str(call("agents.create", {**AGENT, **fields}).data["id"])


def invoked(agent_id: str, text: str = "Hola", *, key: str | None = None, **more: Any) -> Answer:
    """The answer to an invocation."""
    context = {"context": more.pop("context")} if "context" in more else {}
    data = {"agent_id": agent_id, "input": {"text": text, **context}, **more}
    return call("agents.invoke", data, headers={"Idempotency-Key": key} if key else None)


def live(table: Any) -> TenantStore:
    """The live store of the organisation."""
    return SystemStore(table).of(Tenant.at(ORGANISATION, "live"))


def balance() -> int:
    """What can be spent."""
    return int(call("credits.balance").data["balance"])


Said = str | lm.ToolCall | Exception


class Scripted:
    """A model that says one thing after the other, and remembers its prompts."""

    name = "scripted"

    def __init__(self, *said: Said | Sequence[lm.ToolCall], before: Callable[[], None] = lambda: None) -> None:
        self.said, self.prompts, self._before = list(said), list[lm.Prompt](), before

    def answer(self, prompt: lm.Prompt, _deadline: lm.Deadline) -> lm.Answer:
        self.prompts.append(prompt)
        self._before()
        said = self.said.pop(0) if len(self.said) > 1 else self.said[0]
        if isinstance(said, Exception):
            raise said
        if isinstance(said, str):
            return lm.Answer(said, "scripted-1", lm.Usage(10, 5, 15), turn=lm.ModelTurn(said))
        calls = (said,) if isinstance(said, lm.ToolCall) else tuple(said)
        return lm.Answer("", "scripted-1", lm.Usage(10, 5, 15), calls, lm.ModelTurn(calls=calls))

    def stream(self, prompt: lm.Prompt, deadline: lm.Deadline) -> Iterator[str | lm.Answer]:
        answer = self.answer(prompt, deadline)
        yield from answer.text.split()
        yield answer


@contextmanager
def speaking(model: Any) -> Iterator[Any]:
    """Every environment asks this model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lm, "model_for", lambda _environment: model)
        yield model

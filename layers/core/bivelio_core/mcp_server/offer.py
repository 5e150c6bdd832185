"""What this platform offers to one caller: the registry behind the engine."""

from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core.catalogue import Entry
from bivelio_core.json_schema_sentences import value_faults

from . import confirmations, prompts, resources, results
from .messages import INVALID_PARAMS, Call, JsonObject, McpError, Question
from .tool import Tool
from .tools import TOOLS
from .work import CONFIRM, Session, ToolFailed, Unconfirmed, Work, of_stage

VERSION = "1.0.0"


def _is_agreed(answers: Mapping[str, Any]) -> bool:
    """Whether the user has accepted the form and said yes in it."""
    answer = answers.get(CONFIRM)
    content = answer.get("content") if isinstance(answer, dict) and answer.get("action") == "accept" else None
    return isinstance(content, dict) and content.get(CONFIRM) is True


class Offer:
    """The tools that a caller's scopes allow, in a fixed order."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._language = session.ctx.language

    @property
    def about(self) -> Mapping[str, Any]:
        """See Registry."""
        return {"name": "bivelio", "title": "BiVelio", "version": VERSION}

    @property
    def instructions(self) -> str:
        """See Registry."""
        readonly = Entry("mcp_server", "instructions.readonly")
        return (readonly if self._session.is_readonly else Entry("mcp_server", "instructions"))[self._language]

    def tools(self) -> Sequence[JsonObject]:
        """See Registry."""
        return [tool.listed(self._language) for tool in self._offered()]

    def _offered(self) -> list[Tool]:
        return [tool for tool in TOOLS if tool.is_offered(self._session)]

    def call(self, call: Call) -> JsonObject | Question:
        """See Registry."""
        tool = next((each for each in self._offered() if each.name == call.name), None)
        if tool is None:
            raise McpError(INVALID_PARAMS, "There is no such tool.")
        if faults := value_faults(call.arguments, tool.takes):
            return results.failed({"code": "VALIDATION_ERROR", "message": "; ".join(faults)})
        if call.state is not None and not _is_agreed(call.answers):
            message = Entry("mcp_server", "failure.declined")[self._language]
            return results.failed({"code": "NOT_CONFIRMED", "message": message})
        work = Work(self._session, call, call.state or call.arguments.get(CONFIRM))
        try:
            answer = of_stage(tool.run(work, work.arguments), self._session.ctx)
        except ToolFailed as failure:
            return results.failed(failure.error)
        except Unconfirmed as unconfirmed:
            return self._question(call, unconfirmed)
        return results.of(answer, is_plain=tool.is_plain, is_ours=tool.is_ours)

    def _question(self, call: Call, unconfirmed: Unconfirmed) -> JsonObject | Question:
        """Ask the user, by a form where the client has forms; else by the model, which calls again with a token."""
        token = confirmations.hand_out(self._session.ctx, unconfirmed.digest)
        sentence = unconfirmed.consequence.sentence[self._language]
        if call.client.is_modern and call.client.shows_forms:
            label = Entry("mcp_server", "confirm.label")[self._language]
            agreement = {"type": "boolean", "title": label, "default": False}
            schema = {"type": "object", "properties": {CONFIRM: agreement}, "required": [CONFIRM]}
            params = {"mode": "form", "message": sentence, "requestedSchema": schema}
            return Question({CONFIRM: {"method": "elicitation/create", "params": params}}, token)
        how = Entry("mcp_server", "confirm.again")[self._language]
        about = results.marked({"will": sentence, "preview": unconfirmed.consequence.preview})
        return results.of({"status": "needs_confirmation", **about, "how": how, CONFIRM: token}, is_ours=True)

    def resources(self) -> Sequence[JsonObject]:
        """See Registry."""
        return resources.listed(self._session, are_open=False)

    def templates(self) -> Sequence[JsonObject]:
        """See Registry."""
        return resources.listed(self._session, are_open=True)

    def read(self, call: Call) -> Sequence[JsonObject] | Question | None:
        """See Registry."""
        return resources.read(self._session, call)

    def prompts(self) -> Sequence[JsonObject]:
        """See Registry."""
        return prompts.listed(self._session)

    def prompt(self, call: Call) -> JsonObject | Question:
        """See Registry."""
        return prompts.filled(self._session, call.name, call.arguments)

    def completions(self, reference: Mapping[str, Any], name: str, beginning: str) -> Sequence[str]:
        """See Registry."""
        if reference.get("type") == "ref/prompt":
            return prompts.completed(self._session, reference.get("name"), name, beginning)
        return resources.completed(self._session, reference.get("uri"), beginning)

"""What this platform offers to one caller: the registry behind the engine."""

from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core.catalogue import Entry
from bivelio_core.json_schema_sentences import value_faults

from . import results
from .messages import INVALID_PARAMS, Call, JsonObject, McpError, Question
from .tool import Tool
from .tools import TOOLS
from .work import Session, ToolFailed, Work

VERSION = "1.0.0"


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
        try:
            answer = tool.run(Work(self._session, call), call.arguments)
        except ToolFailed as failure:
            return results.failed(failure.error)
        return results.of(answer, is_plain=tool.is_plain, is_ours=tool.is_ours)

    def resources(self) -> Sequence[JsonObject]:
        """See Registry."""
        return []

    def templates(self) -> Sequence[JsonObject]:
        """See Registry."""
        return []

    def read(self, call: Call) -> Sequence[JsonObject] | Question | None:  # noqa: ARG002 - of the registry
        """See Registry."""
        return None

    def prompts(self) -> Sequence[JsonObject]:
        """See Registry."""
        return []

    def prompt(self, call: Call) -> JsonObject | Question:
        """See Registry."""
        raise McpError(INVALID_PARAMS, f"There is no prompt {call.name}.")

    def completions(self, reference: Mapping[str, Any], name: str, beginning: str) -> Sequence[str]:  # noqa: ARG002
        """See Registry."""
        return []

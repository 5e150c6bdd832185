"""The failures of an MCP server, as callers of the API see them: `INTEGRATION_ERROR` with `details.reason`."""

from typing import Any, Literal

from bivelio_core.catalogue import Entry
from bivelio_core.errors import IntegrationError, IntegrationUnavailable

Refusal = Literal[
    "forbidden",  # the server takes the token, and does not let it do this
    "input_required",  # the tool asks a person for more, which nobody can answer here
    "invalid_answer",  # not MCP, another request's answer, or a result that contradicts the tool's schema
    "outcome_unknown",  # the call may have been carried out, and the tool does not say that a repetition is harmless
    "redirected",  # the server sends to another address, which is not followed
    "refused",  # the server answered with an error of the protocol
    "tool_error",  # the tool ran and failed (`isError`)
    "tool_changed",  # the tool says something else of itself than when it was allowed
    "tool_not_allowed",  # nobody has allowed the tool, or somebody switched it off
    "too_large",  # the answer is larger than 256 kB
    "unauthorized",  # the server does not accept the connection's token
    "unknown_tool",  # the server has no tool of this name
    "url_not_allowed",  # the guard of outgoing requests refuses the address
]
Pause = Literal["rate_limited", "timeout", "unavailable", "unreachable"]

SHOWN_CHARACTERS = 1_000
"""How much of a server's own message is repeated."""


def _details(
    reason: str, message: str | None, code: int | None = None, structured: dict[str, Any] | None = None
) -> dict[str, Any]:
    text = message[:SHOWN_CHARACTERS] if message else None
    about = {"message": text, "protocol_code": code, "structured": structured}
    return {"reason": reason, **{name: value for name, value in about.items() if value is not None}}


class McpRefused(IntegrationError):
    """The server refused for good: the same request would be refused again.

    `message` is the server's own, `code` that of an error of the protocol, `structured` what a tool says when it fails.
    """

    def __init__(
        self,
        reason: Refusal,
        message: str | None = None,
        *,
        code: int | None = None,
        structured: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(details=_details(reason, message, code, structured))
        self.reason: Refusal = reason

    def message(self, language: str) -> str:
        """The sentence about the reason."""
        return Entry("providers", f"mcp_server.{self.reason}")[language]


class McpUnavailable(IntegrationUnavailable):
    """The server is busy, failed, or did not answer in time. `was_called` if the tool may have run all the same."""

    def __init__(self, reason: Pause, *, retry_after: int = 5, was_called: bool = False) -> None:
        super().__init__(details=_details(reason, None), retry_after=max(1, retry_after))
        self.reason: Pause = reason
        self.was_called = was_called

    def message(self, language: str) -> str:
        """The sentence about the reason."""
        return Entry("providers", f"mcp_server.{self.reason}")[language]

"""What every MCP server promises: a list of tools, and one call of a tool, both within a time."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

CALL_SECONDS = 20.0
"""The longest that a call takes: connecting, listing the tools, and the call itself."""

MAXIMUM_RESULT_BYTES = 262_144
"""The largest result, as JSON."""

FINGERPRINT_CHARACTERS = 32

JsonObject = dict[str, Any]


class Target(NamedTuple):
    """A server, as a customer's connection names it. `token` is sent as a bearer token, if there is one."""

    url: str
    token: str | None = None


class Tool(NamedTuple):
    """A tool of a server. The hints are the server's own; what it does not say counts as the protocol says."""

    name: str
    description: str | None
    input_schema: Mapping[str, Any]
    title: str | None = None
    is_read_only: bool = False
    is_idempotent: bool = False
    may_destroy: bool = True

    @property
    def is_destructive(self) -> bool:
        """Whether a call may change or delete what there is."""
        return self.may_destroy and not self.is_read_only

    @property
    def fingerprint(self) -> str:
        """What tells a tool from one that says something else of itself: its texts, its schema and its hints."""
        text = json.dumps(self, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()[:FINGERPRINT_CHARACTERS]

    @property
    def may_be_repeated(self) -> bool:
        """Whether a second call with the same arguments changes nothing more."""
        return self.is_read_only or self.is_idempotent


Permit = Callable[[Tool], None]
"""Is given the tool just before it is called; what it raises prevents the call."""


class McpServer(Protocol):
    """A server. Both operations raise McpRefused or McpUnavailable (failures.py) and nothing else of the protocol's."""

    def tools(self, target: Target) -> list[Tool]:
        """All tools of the server."""

    def call(self, target: Target, tool: str, arguments: JsonObject, permit: Permit) -> JsonObject:
        """The result of one call: the structured content, else the content. It is never made twice."""

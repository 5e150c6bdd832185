"""What a server offers, as the engine asks for it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from .messages import Call, JsonObject, Question


class Registry(Protocol):
    """The offer of one server to one caller. Lists have a fixed order."""

    @property
    def about(self) -> Mapping[str, Any]:
        """`name`, `version`, `title` of the server."""

    @property
    def instructions(self) -> str:
        """What a model should know before it uses the tools."""

    def tools(self) -> Sequence[JsonObject]:
        """The tools, as `tools/list` shows them."""

    def call(self, call: Call) -> JsonObject | Question:
        """The result of a tool. Raises McpError for one that is not offered."""

    def resources(self) -> Sequence[JsonObject]:
        """The resources, as `resources/list` shows them."""

    def templates(self) -> Sequence[JsonObject]:
        """The templates of addresses of resources."""

    def read(self, call: Call) -> Sequence[JsonObject] | Question | None:
        """The contents of a resource; None when there is none at the address."""

    def prompts(self) -> Sequence[JsonObject]:
        """The prompts, as `prompts/list` shows them."""

    def prompt(self, call: Call) -> JsonObject | Question:
        """A prompt with its arguments put in. Raises McpError for one that is not offered."""

    def completions(self, reference: Mapping[str, Any], name: str, beginning: str) -> Sequence[str]:
        """Values that an argument of a prompt or a template may have, by how they begin."""

"""Decides by rules which tool to call: one that the text asks for, and whose arguments the text and context have."""

from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core.providers.language_model.port import Tool, ToolCall

from . import by_schema
from .negation import affirmed
from .words import Vocabulary, name_words

READING = frozenset({"find", "get", "list", "search", "look", "read"})


def call_for(tools: Sequence[Tool], text: str, context: Mapping[str, Any]) -> ToolCall | None:
    """The first call that makes sense.

    What reads is called when its arguments are there, what writes when the text names its verb too.
    """
    vocabulary = Vocabulary(affirmed(text))
    for tool in tools:
        verbs = name_words(tool.name.replace(".", "_"))
        is_asked = bool(READING & set(verbs)) or vocabulary.has(verbs[-1])
        arguments = _arguments(tool, text, context) if is_asked else None
        if arguments:
            return ToolCall(f"call_{tool.name}", tool.name, arguments)
    return None


def _arguments(tool: Tool, text: str, context: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the text and the context say of a tool's parameters; None when a required one is not said."""
    optional = {**tool.parameters, "required": []}
    arguments = by_schema.fill(optional, text, context, tool.description)
    required = set(tool.parameters.get("required", ()))
    return arguments if isinstance(arguments, dict) and required <= arguments.keys() else None

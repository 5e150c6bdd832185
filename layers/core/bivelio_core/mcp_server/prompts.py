"""Prompts: what a person may begin with in one click, as a text for the model in the person's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core import clock
from bivelio_core.catalogue import Entry

from .messages import INVALID_PARAMS, JsonObject, McpError
from .work import Session

LONGEST_ARGUMENT = 200
PROMPTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "who_owes_us": (("invoices.list",), ()),
    "month_end": (("invoices.list", "contacts.tasks_list"), ("month",)),
    "new_client": (("contacts.create",), ("name",)),
}
"""By name: the operations that it needs, and its arguments, all of which must be given."""


def listed(session: Session) -> Sequence[JsonObject]:
    """Those whose operations the caller may ask for."""
    language = session.ctx.language
    return [
        {
            "name": name,
            "title": Entry("mcp_server", f"prompt.{name}.title")[language],
            "description": Entry("mcp_server", f"prompt.{name}.title")[language],
            "arguments": [{"name": each, "required": True} for each in arguments],
        }
        for name, (operations, arguments) in PROMPTS.items()
        if all(map(session.may, operations))
    ]


def completed(session: Session, prompt: Any, argument: str, beginning: str) -> list[str]:
    """What an argument of a prompt may be: the months of a year back, the last one first."""
    if argument != "month" or prompt not in {each["name"] for each in listed(session)}:
        return []
    today = clock.now()
    months = [divmod(today.year * 12 + today.month - 1 - ago, 12) for ago in range(12)]
    return [text for year, month in months if (text := f"{year}-{month + 1:02}").startswith(beginning)]


def filled(session: Session, name: str, arguments: Mapping[str, Any]) -> JsonObject:
    """A prompt with its arguments put in. Raises McpError."""
    operations, needed = PROMPTS.get(name, ((), ()))
    if not operations or not all(map(session.may, operations)):
        raise McpError(INVALID_PARAMS, "There is no such prompt.")
    values = {each: arguments.get(each) for each in needed}
    if any(not isinstance(value, str) or not 0 < len(value) <= LONGEST_ARGUMENT for value in values.values()):
        raise McpError(
            INVALID_PARAMS, f"Needed, as texts of {LONGEST_ARGUMENT} characters at most: {', '.join(needed)}."
        )
    text = Entry("mcp_server", f"prompt.{name}.text")[session.ctx.language].format(**values)
    return {"messages": [{"role": "user", "content": {"type": "text", "text": text}}]}

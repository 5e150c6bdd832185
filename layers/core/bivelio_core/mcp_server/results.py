"""Results of tools as a client gets them: structured, as text, and with what strangers wrote marked as such.

A mark helps a model to tell data from instructions; it is no protection. What protects is that a call can do no more
than its caller may, and that a read-only connection has no tool that changes anything.
"""

import re
from collections.abc import Mapping
from typing import Any

from bivelio_core.agents import quoting
from bivelio_core.json_text import to_json

from .messages import JsonObject

LONGEST = 60_000
"""Characters of a result: some 20,000 tokens, of 25,000 that Claude Code takes."""

WRITTEN_BY_PEOPLE = frozenset(
    {
        *("answer", "body", "caption", "comment", "content", "description", "excerpt", "html", "message", "note"),
        *("notes", "question", "reason", "subject", "summary", "text", "title"),
    }
)
"""Fields that hold what people write freely, in whatever resource, so that a single word of theirs is marked too."""

_WORDLESS = re.compile(r"[^\s<>]*|[\d\s()+./-]*")
"""What is no text: an id, the name of a field, an address, a time, a phone. What has two words is one in any field."""

TOO_LARGE = {
    "code": "RESULT_TOO_LARGE",
    "message": "The result is too large. Ask for less: a smaller page, a shorter time, or one thing by its id.",
}


def of(answer: JsonObject, *, is_plain: bool = False, is_ours: bool = False) -> JsonObject:
    """The result of a tool that has answered.

    `is_plain` leaves its text bare JSON, in which the texts of people are marked but for titles, by which ChatGPT shows
    sources; `is_ours` says that there are none.
    """
    quoted = answer if is_ours else marked(answer, frozenset({"title"} if is_plain else ()))
    json_text = to_json(quoted)
    if len(json_text) > LONGEST:
        return failed(TOO_LARGE)
    text = json_text if is_plain or is_ours else quoting.data(to_json(answer))
    return {"content": [{"type": "text", "text": text}], "structuredContent": quoted, "isError": False}


def failed(error: Mapping[str, Any]) -> JsonObject:
    """The result of a tool that has not done what it was asked, with what is wrong and what to do about it."""
    return {"content": [{"type": "text", "text": to_json({"error": dict(error)})}], "isError": True}


def marked(value: Any, bare: frozenset[str] = frozenset(), name: str = "") -> Any:
    """A document in which every text is between marks, but for those in fields of `bare`; names of fields too."""
    match value:
        case dict():
            return {_marked(key): marked(part, bare, key) for key, part in value.items()}
        case list():
            return [marked(part, bare, name) for part in value]
        case str() if value and name not in bare:
            return quoting.data(value) if name in WRITTEN_BY_PEOPLE else _marked(value)
    return value


def _marked(text: str) -> str:
    return text if _WORDLESS.fullmatch(text) else quoting.data(text)

"""What people and files say, marked as data: a model reads where it begins and ends, and whose it is.

The mark helps a model; it is no protection. What protects is that a model can ask only for the tools that were granted,
and in a conversation with a contact only about that contact (bounds.py).
"""

import re

OTHER = "\u2039"
"""Stands for the `<` of a mark inside a text."""

_MARK = re.compile(r"<(?=\s*+(?:/\s*+)?(?:message|file|passage|data)\b)", re.IGNORECASE)


def message(text: str, at: str = "") -> str:
    """What a person wrote. A text cannot end its own mark, or begin another."""
    return _marked("message", text, at and f' at="{at}"')


def file(text: str, name: str) -> str:
    """The text of a file that a person sent."""
    return _marked("file", text, f' name="{_MARK.sub(OTHER, name).replace(chr(34), chr(39))}"')


def data(text: str) -> str:
    """What somebody else wrote, of whatever kind."""
    return _marked("data", text, "")


def _marked(mark: str, text: str, about: str) -> str:
    return f"<{mark}{about}>\n{_MARK.sub(OTHER, text)}\n</{mark}>"

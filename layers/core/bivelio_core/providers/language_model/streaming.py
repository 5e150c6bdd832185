"""Cuts a finished text into the pieces in which a model would have said it."""

import re
from collections.abc import Iterator

_PIECES = re.compile(r"\s*\S{1,64}|\s+")


def pieces(text: str) -> Iterator[str]:
    """The words of a text, each with the space before it; together they are the text."""
    for match in _PIECES.finditer(text):
        yield match[0]

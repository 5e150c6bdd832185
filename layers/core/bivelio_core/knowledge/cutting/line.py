"""A line of a text, as the readers of all formats make it."""

from typing import NamedTuple


class Line(NamedTuple):
    """A line of a text: its level, what it says, and its page."""

    level: int
    text: str
    page: int | None = None


BREAK = Line(-1, "")

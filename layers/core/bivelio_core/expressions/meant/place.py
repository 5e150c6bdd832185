"""What the readers of parts may ask of the reader of the whole: its tokens, and to read an expression inside a part."""

from collections.abc import Callable
from typing import Protocol

from .nodes import Node
from .words import Token


class Place(Protocol):
    """A place among the tokens of an expression."""

    place: int
    depth: int

    @property
    def next(self) -> Token | None:
        """The token that comes; None at the end."""

    def ahead(self, count: int = 1) -> Token | None:
        """A token behind the next one."""

    def take(self) -> Token:
        """The next token, which is read. Raises Unclear at the end."""

    def takes(self, *texts: str) -> str | None:
        """The next token if it is one of these signs or words, which is then read."""

    def expect(self, text: str) -> None:
        """Read a sign. Raises Unclear for any other."""

    def mend(self, mistake: str) -> None:
        """Note a mistake."""

    def inside(self, read: Callable[[], Node]) -> Node:
        """A part whose names are of elements."""

    def read_apart(self, text: str) -> str:
        """How another expression is written right. Raises Unclear."""

    def pipe(self) -> Node:
        """An expression."""

"""The classes below a class."""

from typing import TypeVar

Kind = TypeVar("Kind")


def subclasses(kind: type[Kind]) -> list[type[Kind]]:
    """All classes below one, each before those below it, in the order of their definition."""
    return [each for child in kind.__subclasses__() for each in (child, *subclasses(child))]

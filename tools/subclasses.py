"""The classes below a class, and the classes of all failures."""

from importlib import import_module
from typing import TypeVar

from bivelio_core import domain
from bivelio_core.errors import ApiError

Kind = TypeVar("Kind")


def subclasses(kind: type[Kind]) -> list[type[Kind]]:
    """All classes below one, each before those below it, in the order of their definition."""
    return [each for child in kind.__subclasses__() for each in (child, *subclasses(child))]


def failures() -> list[type[ApiError]]:
    """Return the error classes: those of every endpoint, then those that domains declare, by code."""
    for declared in domain.declared():
        for module in declared.texts:
            import_module(module)
    classes = subclasses(ApiError)
    return sorted(classes, key=lambda kind: kind.code if kind.__module__ != ApiError.__module__ else "")

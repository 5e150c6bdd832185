"""Why an expression fails, before it is said in a language (`reasons.py`)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Reason(NamedTuple):
    """Why: a name of `reasons.py`, and what is put into its text, other reasons too, or a tuple of alternatives."""

    name: str
    values: Mapping[str, Any] = MappingProxyType({})


class Joined(NamedTuple):
    """Parts of a text, of which some may be reasons, with the same text between them."""

    parts: tuple[Any, ...]
    between: str = ""

"""Chooses among named values: the one whose name, description and concepts are most in a text."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .words import OTHER, Vocabulary, name_words, words

LEAST_LETTERS = 4
"""Shorter words of a description say nothing about a text."""
_DESCRIBED = re.compile(r"^[ \t\-*•]*[\"'`]?(\w[\w-]*)[\"'`]?[ \t]*[:=\u2013\u2014](.+)$", re.MULTILINE)


class Choice(NamedTuple):
    """A chosen value, and how sure the rules are, 0 to 1."""

    value: str
    confidence: float
    is_named: bool = True
    """Whether the text names it; else it is what is left."""


def described(instructions: str) -> dict[str, str]:
    """The values that instructions explain line by line: `cancellation: the client wants to leave`."""
    return {value.casefold(): text for value, text in _DESCRIBED.findall(instructions)}


def scores(values: Sequence[str], descriptions: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, float]:
    """How much of each value is in a text: the share of its name's words, and half as much for its description."""
    return {value: _score(value, descriptions.get(value.casefold(), ""), vocabulary) for value in values}


def choose(values: Sequence[str], descriptions: Mapping[str, str], vocabulary: Vocabulary) -> Choice:
    """The value that fits a text best; `other` or its like when none does, else the first, with little confidence."""
    points = scores(values, descriptions, vocabulary)
    best = max(values, key=lambda value: points[value])
    if not points[best]:
        return Choice(next((value for value in values if value.casefold() in OTHER), values[0]), 0.2, is_named=False)
    rest = sum(points.values()) - points[best]
    return Choice(best, round(min(0.95, 0.4 + 0.3 * points[best] + 0.3 * points[best] / (points[best] + rest)), 2))


def _score(value: str, description: str, vocabulary: Vocabulary) -> float:
    named = [word for word in name_words(value) if word not in ("to", "of", "the", "a", "i", "y")]
    description_words = {word for word in words(description) if len(word) >= LEAST_LETTERS}
    by_name = sum(vocabulary.has(word) for word in named) / len(named) if named else 0.0
    by_text = (
        sum(vocabulary.has(word) for word in description_words) / len(description_words) if description_words else 0.0
    )
    return by_name + by_text / 2

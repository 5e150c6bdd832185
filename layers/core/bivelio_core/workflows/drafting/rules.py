"""Drafts a definition from the words of a description, without a model."""

from typing import Any

from bivelio_core.providers.language_model.rules.entities import sentences
from bivelio_core.providers.language_model.rules.words import folded

from .actions import Plan, addresses_in, steps_of
from .texts import Language, name_of
from .triggers import start_of

LONGEST_NAME = 60
BEGINNING = "begin"
"""The id of the step of a draft whose description names no action."""


def draft(text: str, language: Language) -> dict[str, Any]:
    """The definition that a description names."""
    told = " ".join(folded(text).split())
    start = start_of(told)
    steps = list(steps_of(start.actions, Plan(language, start.resource, addresses_in(text))))
    return {
        "name": _name(text) or name_of("unnamed", language),
        "description": " ".join(text.split())[:500],
        "trigger_type": start.type,
        "trigger": start.trigger,
        "concurrency": "allow" if start.type == "event" else "single",
        "steps": steps or [_beginning(language)],
    }


def _name(text: str) -> str:
    """The beginning of the first sentence, up to a whole word; empty without a letter or digit."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    first = next(iter(sentences(line)), line).rstrip(".!?…:;, ") or line
    if len(first) > LONGEST_NAME:
        first = first[:LONGEST_NAME].rpartition(" ")[0] or first[:LONGEST_NAME]
    return first[:1].upper() + first[1:] if any(letter.isalnum() for letter in first) else ""


def _beginning(language: Language) -> dict[str, Any]:
    question = name_of("question", language)
    return {"id": BEGINNING, "name": name_of("approval", language), "type": "approval", "input": {"message": question}}

"""Drafts a definition from the clauses of a description, without a model.

Each clause is drafted, or told as not understood. What rules would draft as its opposite is refused: a negation, an
exception, a beginning that is no event or schedule of ours.
"""

from typing import Any, NamedTuple

from bivelio_core.providers.language_model import ModelRefused
from bivelio_core.providers.language_model.rules.entities import sentences

from . import conditions
from .actions import Plan, Steps, addresses_in, is_own
from .clauses import Clause, clauses_of
from .texts import Language, name_of
from .triggers import Start, start_of

LONGEST_NAME = 60
BEGINNING = "begin"
"""The id of the step of a draft whose description names no action."""


class Draft(NamedTuple):
    """A definition, and the clauses of the description that are not in it, as they were written."""

    definition: dict[str, Any]
    not_understood: list[str]


def draft(text: str, language: Language) -> Draft:
    """The definition that a description names.

    Raises ModelRefused (`no_rule`, with the clause) for what rules would get wrong, and for a description of which they
    understand nothing.
    """
    start, clauses, not_understood = start_of(_judged(clauses_of(text, is_own)))
    steps = Steps(Plan(language, start.resource, start.channel, addresses_in(text)))
    is_skipped = False  # what follows a condition that is not understood, up to the end
    for clause in clauses:
        condition, rest = conditions.condition_of(
            clause.folded, has_found=steps.has_found, has_approval=steps.has_approval
        )
        is_skipped = is_skipped or (condition == "unknown" and not _has_action(steps, rest))
        if condition == "unknown" or is_skipped or (rest and not _add_step(steps, rest, start)):
            not_understood.append(clause.note_text)
    if not steps.drafted and start.type == "manual":
        raise ModelRefused("no_rule", clause=" ".join(text.split())[:LONGEST_NAME])
    definition = {
        "name": _name(text) or name_of("unnamed", language),
        "description": " ".join(text.split())[:500],
        "trigger_type": start.type,
        "trigger": start.trigger,
        "concurrency": "allow" if start.type == "event" else "single",
        "steps": steps.drafted or [_beginning(language)],
    }
    return Draft(definition, not_understood)


def _add_step(steps: Steps, folded_text: str, start: Start) -> bool:
    """Add the step of a clause, unless it would read what the event that starts the workflow has not."""
    from bivelio_core.workflows.definitions.shapes.check import shape_faults  # noqa: PLC0415 - only drafts by rules

    count = len(steps.drafted)
    if not steps.take(folded_text):
        return False
    if not shape_faults({"trigger_type": start.type, "trigger": start.trigger, "steps": steps.drafted}, 1):
        return True
    steps.forget_from(count)
    return False


def _judged(clauses: list[Clause]) -> list[Clause]:
    """The clauses, none of which denies anything but that a contact is there."""
    for clause in clauses:
        _, text = conditions.condition_of(clause.folded, has_found=True, has_approval=True)
        if conditions.is_denial(text):
            raise ModelRefused("no_rule", clause=clause.note_text)
    return clauses


def _has_action(steps: Steps, text: str) -> bool:
    return steps.action_in(text) is not None


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

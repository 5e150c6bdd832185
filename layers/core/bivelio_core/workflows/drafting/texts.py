"""The texts of drafts for people, in our languages."""

from typing import Literal

from bivelio_core.catalogue import Entry

Language = Literal["ca", "es", "en"]


def name_of(what: str, language: Language) -> str:
    """The name of a step, or the question of an approval."""
    return Entry("workflows", f"draft.{what}")[language]


def note(what: str, language: Language, **values: str) -> str:
    """A sentence about what is left to do."""
    return Entry("workflows", f"note.{what}")[language].format(**values)

"""The texts of drafts for people, in our languages."""

from typing import Any, Literal

from bivelio_core.catalogue import Entry

Language = Literal["ca", "es", "en"]
_NAMES = {None: "input.name", "contact": "input.name", "invoice": "input.client.name"}
"""Where the name of a person is, by what the event is about; without an event, in the input."""


def name_of(what: str, language: Language) -> str:
    """The name of a step, or the question of an approval."""
    return Entry("workflows", f"draft.{what}")[language]


def greeting(resource: str | None, language: Language) -> str:
    """The text of a message, with the name of whom the event is about, where it has one."""
    text = name_of("greeting", language)
    place = _NAMES.get(resource)
    return text.replace("input.name", place) if place else text.partition(",")[0]


def is_greeting(body: Any, language: Language) -> bool:
    """Whether the text of a message is the one of drafts."""
    return body in {greeting(resource, language) for resource in (*_NAMES, "message")}


def note(what: str, language: Language, **values: str) -> str:
    """A sentence about what is left to do."""
    return Entry("workflows", f"note.{what}")[language].format(**values)

"""The variables of canned replies, and what is put in their places: pure functions."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from bivelio_core.faults import register

LANGUAGES = ("ca", "es", "en")
VARIABLES = ("contact.name", "contact.first_name", "contact.last_name", "organisation.name")
UNKNOWN_VARIABLE = register("messages", "unknown_variable")

_VARIABLE = re.compile(r"\{((?:[a-z_]{1,30})\.(?:[a-z_]{1,30}))\}")


class FilledText(NamedTuple):
    """A text with the values of its variables, its language, and the variables that have no value."""

    text: str
    language: str
    missing: list[str]


def unknown_variable(text: str) -> str | None:
    """The first variable of a text that there is not; None when there are all."""
    return next((name for name in _VARIABLE.findall(text) if name not in VARIABLES), None)


def language_of(texts: Mapping[str, str], language: str | None) -> str:
    """The language to send a reply in: the contact's, else the first that there is a text in."""
    own = (language or "").partition("-")[0]
    return own if own in texts else next(each for each in LANGUAGES if each in texts)


def filled(texts: Mapping[str, str], language: str | None, values: Mapping[str, str]) -> FilledText:
    """A reply as it is sent to somebody who speaks a language."""
    chosen_language = language_of(texts, language)
    missing = sorted({name for name in _VARIABLE.findall(texts[chosen_language]) if not values.get(name)})
    text = _VARIABLE.sub(lambda match: values.get(match[1], ""), texts[chosen_language])
    return FilledText(text, chosen_language, missing)

"""The variables of canned replies, and what is put in their places: pure functions.

A name with a dot is a variable of ours; another one is a variable where the reply has declared it, else it is text.
"""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from bivelio_core.faults import register

LANGUAGES = ("ca", "es", "en")
VARIABLES = ("contact.name", "contact.first_name", "contact.last_name", "organisation.name")
UNKNOWN_VARIABLE = register("messages", "unknown_variable")

_VARIABLE = re.compile(r"\{([a-z][a-z0-9_]{0,29}|[a-z_]{1,30}\.[a-z_]{1,30})\}")


class FilledText(NamedTuple):
    """A reply with the values of its variables, its language, and the variables that have no value."""

    text: str
    subject: str | None
    language: str
    missing: list[str]


def unknown_variable(text: str, own: Collection[str]) -> str | None:
    """The first variable of a text that there is not; None when there are all.

    A reply without variables of its own has no other ones than ours: `{a}` is text there, as it always was.
    """
    variables = {*VARIABLES, *own}
    return next((name for name in _VARIABLE.findall(text) if name not in variables and (own or "." in name)), None)


def language_of(texts: Mapping[str, str], language: str | None) -> str:
    """The language to send a reply in: the contact's, else the first that there is a text in."""
    own = (language or "").partition("-")[0]
    return own if own in texts else next(each for each in LANGUAGES if each in texts)


def filled(
    texts: Mapping[str, str],
    subjects: Mapping[str, str],
    own: Collection[str],
    language: str | None,
    values: Mapping[str, str],
) -> FilledText:
    """A reply as it is sent to somebody who speaks a language. A subject is one line, whatever its values are."""
    missing: set[str] = set()

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if "." not in name and name not in own:
            return match[0]
        if not values.get(name):
            missing.add(name)
        return values.get(name, "")

    chosen_language = language_of(texts, language)
    text = _VARIABLE.sub(put, texts[chosen_language])
    subject = subjects.get(chosen_language)
    line = None if subject is None else " ".join(_VARIABLE.sub(put, subject).split())
    return FilledText(text, line, chosen_language, sorted(missing))

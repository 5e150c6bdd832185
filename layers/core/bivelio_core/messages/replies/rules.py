"""The variables of canned replies, and what is put in their places: pure functions.

A name with a dot is a variable of ours; another one is a variable where the reply has declared it, else it is text.
"""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from bivelio_core.faults import register

from .variables import VARIABLE

LANGUAGES = ("ca", "es", "en")
VARIABLES = ("contact.name", "contact.first_name", "contact.last_name", "organisation.name")
UNKNOWN_VARIABLE = register("messages", "unknown_variable")
LINK_ADDRESS = register("messages", "link_address")
MARKUP = "markup"
"""The format of replies whose texts have marks; others are plain, and have none."""


class FilledText(NamedTuple):
    """A reply with the values of its variables, its language, and the variables that have no value.

    `html` is the same text with its format; None of one that has none.
    """

    text: str
    subject: str | None
    language: str
    missing: list[str]
    html: str | None


def unknown_variable(text: str, own: Collection[str]) -> str | None:
    """The first variable of a text that there is not; None when there are all.

    A reply without variables of its own has no other ones than ours: `{a}` is text there, as it always was.
    """
    variables = {*VARIABLES, *own}
    return next((name for name in VARIABLE.findall(text) if name not in variables and (own or "." in name)), None)


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
    text_format: str | None = None,
) -> FilledText:
    """A reply as it is sent to somebody who speaks a language. A subject is one line, whatever its values are."""
    missing: set[str] = set()

    def value_of(name: str) -> str:
        if not values.get(name):
            missing.add(name)
        return values.get(name, "")

    def put(match: re.Match[str]) -> str:
        return value_of(match[1]) if "." in match[1] or match[1] in own else match[0]

    chosen_language = language_of(texts, language)
    template, html = texts[chosen_language], None
    if text_format == MARKUP:
        from . import markup  # noqa: PLC0415 - most replies are plain

        html, text = markup.write(template, own, value_of)
    else:
        text = VARIABLE.sub(put, template)
    subject = subjects.get(chosen_language)
    line = None if subject is None else " ".join(VARIABLE.sub(put, subject).split())
    return FilledText(text, line, chosen_language, sorted(missing), html)

"""Splits a description into its clauses, so that each is either drafted or told as not understood."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from bivelio_core.providers.language_model.rules.words import folded

LONGEST_SHOWN = 200
"""Characters of a clause that a note shows."""

_ADDRESS = re.compile(r"https?://[^\s,;<>\"')]+")
_STOP = re.compile(r"(?<!\d)[.:](?!\d)|(?<=\d)[.:](?=\s|$)|[.](?=\s|$)|[,;!?\n\u2026\u00b7\u2022]")
_AND = re.compile(
    r"\s(?:i|y|e|and|then|despres|després|luego|llavors|entonces|tambe|també|tambien|también)\s", re.IGNORECASE
)
_LEADING = re.compile(
    r"^(?:(?:i|y|e|and|then|despres|luego|llavors|entonces|tambe|tambien|also|finally|finalment|finalmente|"
    r"primer|primero|first|"
    r"si us plau|sisplau|por favor|please|hola|hello|bon dia|buenos dias|gracies|gracias|thanks|thank you)\b\W*)+"
)
_INTRODUCTION = re.compile(
    r"^(?:(?:vull|volem|necessito|necessitem|voldria|quiero|queremos|necesito|necesitamos|i want|we want|i need|"
    r"we need)\W+)?"
    r"(?:(?:que )?(?:cre\w*|fes\w*|fas|haz\w*|genera\w*|make|build|create|prepara\w*)\W+(?:me\W+)?)?"
    r"(?:un|una|a|an) (?:workflow|flux(?: de treball)?|flujo(?: de trabajo)?|automatitzacio|automatizacion|"
    r"automation)"
    r"(?: (?:que|per|para|that|which|to))?\b\W*"
)
_CONTINUES = re.compile(
    r"^(?:un|una|uns|unes|unos|unas|el|la|els|les|los|las|lo|the|a|an|al|als|del|dels|de|d'|l'|amb|con|with|per|"
    r"por|for|"
    r"seu|seva|su|sus|their|his|her|its|cognoms?|apellidos?)\b"
)


class Clause(NamedTuple):
    """A part of a description: as it was written, and folded, without what only joins or greets."""

    text: str
    folded: str

    @property
    def note_text(self) -> str:
        """The clause for a note."""
        text = " ".join(self.text.split()).strip(" .,;:!?")
        return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def clauses_of(text: str, is_own: Callable[[str], bool]) -> list[Clause]:
    """The clauses of a description, in order; without those that have no letter, or only greet.

    `is_own` tells of a folded part behind a conjunction whether it is a clause although it begins like the rest of one.
    """
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return f" \x00{len(hidden) - 1}\x00 "

    def as_written(part: str) -> str:
        return re.sub(r"\s?\x00(\d+)\x00\s?", lambda match: f" {hidden[int(match[1])]} ", part).strip()

    plain = _ADDRESS.sub(hide, text.replace("\x00", " "))
    sentences = [part for part in _STOP.split(plain) if part.strip()]
    clauses = [_clause(as_written(part)) for sentence in sentences for part in _joined(_AND.split(sentence), is_own)]
    return [clause for clause in clauses if any(letter.isalpha() for letter in clause.folded)]


def _joined(parts: list[str], is_own: Callable[[str], bool]) -> Iterator[str]:
    """The parts between conjunctions; what only goes on with the one before (`i un correu`) belongs to it."""
    whole = parts[0]
    for part in parts[1:]:
        text = folded(part).strip()
        if _CONTINUES.match(text) and not is_own(text):
            whole = f"{whole} + {part}"
        else:
            yield whole
            whole = part
    yield whole


def _clause(text: str) -> Clause:
    folded_text = " ".join(folded(text).replace("\u2019", "'").split())
    folded_text = _LEADING.sub("", folded_text)
    return Clause(text, _INTRODUCTION.sub("", folded_text))

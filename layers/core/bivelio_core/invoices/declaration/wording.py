"""What the declaration says: the twelve items of Orden HAC/1177/2024, article 15.1, and how to reach the producer.

Each version of the program has its own texts where they differ (`declaration.components_1_0`): those of earlier
versions stay, because a declaration is of the version that it names.
"""

from datetime import date
from typing import NamedTuple

from bivelio_core.catalogue import Entry
from bivelio_core.invoices.paper import Language
from bivelio_core.invoices.pdf import formats
from bivelio_core.invoices.verifactu.producer import CODE, NAME, Producer

VERSIONS = ("1.0",)
"""The versions of the program that were or are to be declared, the latest first."""
LETTERS = "abcdefghijkl"


class Item(NamedTuple):
    """One of the items."""

    letter: str
    heading: str
    text: str


class Wording(NamedTuple):
    """A declaration as texts."""

    title: str
    items: tuple[Item, ...]
    annex: str | None
    """Recommended: other ways to reach the producer (article 15.2)."""
    draft: str | None
    """Says that nobody has signed it."""
    signed_on: date | None

    @property
    def text(self) -> str:
        """Return the whole as one text."""
        items = [f"{item.letter}) {item.heading}\n{item.text}" for item in self.items]
        return "\n\n".join(filter(None, (self.title, self.draft, *items, self.annex)))


def wording(version: str, producer: Producer | None, language: Language) -> Wording:
    """Return the declaration of a version; of nobody, where the deployment names no producer."""
    signed_on = producer.declared_on(version) if producer else None
    nobody = _text("nobody", language)
    texts = {
        "a": NAME,
        "b": CODE,
        "c": version,
        "d": _text(f"components_{version.replace('.', '_')}", language),
        "e": _text("only_verifactu", language),
        "f": _text("many_issuers", language),
        "g": _text("signatures", language),
        "h": producer.name if producer else nobody,
        "i": producer.nif if producer else nobody,
        "j": producer.address if producer else nobody,
        "k": _text("compliance", language),
        "l": _signed(producer, signed_on, language) if producer and signed_on else _text("unsigned", language),
    }
    return Wording(
        title=_text("title", language),
        items=tuple(Item(letter, _text(f"heading_{letter}", language), texts[letter]) for letter in LETTERS),
        annex=_text("contact", language).format(contact=producer.contact) if producer and producer.contact else None,
        draft=None if signed_on else _text("draft", language),
        signed_on=signed_on,
    )


def _signed(producer: Producer, on: date, language: Language) -> str:
    return f"{formats.day(on, language)}. {producer.town}, {producer.country}."


def _text(name: str, language: Language) -> str:
    return Entry("invoices", f"declaration.{name}")[language]

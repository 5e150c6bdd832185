"""Finds in a text what has a form of its own: addresses, numbers, dates, amounts, names."""

import re
from collections.abc import Iterator

from .words import words

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
PHONE = re.compile(r"(?<![\w.,])(?:\+\d{1,3}[ .-]?)?\d{3}(?:[ .-]?\d{2,3}){2,3}(?![\w,])")
URL = re.compile(r"https?://[^\s<>\"')]+")
ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
DAY_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
TAX_NUMBER = re.compile(r"\b(?:[A-HJNP-SUVW]-?\d{7}[0-9A-J]|\d{8}-?[A-Z]|[XYZ]-?\d{7}-?[A-Z])\b")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
NUMBER = re.compile(r"(?<![\w.,])-?\d{1,18}(?:[.,]\d{1,18}){0,6}(?!\w)")
AMOUNT = re.compile(r"(?<![\d.,])(\d[\d.,]{0,20})\s?(?:€|(?i:eur|euros?)\b)|(?:€|\b(?i:eur))\s?(\d[\d.,]{0,20})")
NAMED = re.compile(
    r"\b(?i:em dic|me llamo|my name is|soc|sóc|soy|i am|contacte|contacto|contact|client|cliente|atentament,?|"
    r"un saludo,?|regards,?)\s([A-ZÀ-Ý][\w'\u2019·-]{1,40}(?:\s(?:de\s|i\s|y\s)?[A-ZÀ-Ý][\w'\u2019·-]{1,40}){0,3})"
)
_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")

LANGUAGE_WORDS = {
    "ca": "el els amb que és i per una vull volem vol aquest aquesta hola som estic gràcies moltes bon dia seva nostre",
    "es": "el los con que es y por una quiero queremos quiere este esta hola somos estoy gracias muchas buenos días su",
    "en": "the with that is and for a want we wants this hello are am thanks thank you good your our to of please",
}
LANGUAGE_LETTERS = 2_000
"""So much of a text tells its language."""


def first(pattern: re.Pattern[str], text: str) -> str | None:
    """The first match of a pattern, as it is written."""
    match = pattern.search(text)
    return match[0] if match else None


def phones(text: str) -> list[str]:
    """The phone numbers of a text: nine digits or more."""
    return [match[0] for match in PHONE.finditer(text) if len(re.sub(r"\D", "", match[0])) >= 9]  # noqa: PLR2004


def dates(text: str) -> Iterator[str]:
    """The dates of a text, as YYYY-MM-DD."""
    for match in ISO_DATE.finditer(text):
        yield match[0]
    for match in DAY_DATE.finditer(text):
        day, month = int(match[1]), int(match[2])
        if 1 <= day <= 31 and 1 <= month <= 12:  # noqa: PLR2004 - a calendar
            yield f"{match[3]}-{month:02d}-{day:02d}"


def amounts(text: str) -> Iterator[float]:
    """The amounts of money of a text."""
    for match in AMOUNT.finditer(text):
        yield number(match[1] or match[2])


def number(text: str) -> float:
    """A number as it is written in Spain or in English: the last separator with one or two digits is the decimal's."""
    whole, _, decimals = text.rstrip(".,").replace(",", ".").rpartition(".")
    if not whole or len(decimals) == 3:  # noqa: PLR2004 - 1.210 is one thousand
        return float((whole + decimals).replace(".", ""))
    return float(f"{whole.replace('.', '')}.{decimals}")


def numbers(text: str) -> list[float]:
    """All numbers of a text."""
    return [number(match[0]) for match in NUMBER.finditer(text)]


def person(text: str) -> str | None:
    """The name that somebody gives as theirs or as a contact's."""
    match = NAMED.search(text)
    return match[1] if match else None


def language(text: str) -> str:
    """`ca`, `es` or `en`: whose small words are most; Catalan when none are."""
    return told_language(text) or "ca"


def told_language(text: str) -> str | None:
    """The same; None when the text has no small word of any."""
    text_words = words(text[:LANGUAGE_LETTERS])
    small = {name: set(words(listed)) for name, listed in LANGUAGE_WORDS.items()}
    counts = {name: sum(word in small[name] for word in text_words) for name in small}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def sentences(text: str) -> list[str]:
    """The sentences of a text, without empty ones."""
    return [sentence.strip() for sentence in _ENDS.split(text) if sentence.strip()]


def summary(text: str, limit: int = 280) -> str:
    """The first sentences that fit, or the beginning of the first one."""
    summary_text = ""
    for sentence in sentences(text):
        if len(summary_text) + len(sentence) + 1 > limit:
            break
        summary_text = f"{summary_text} {sentence}".strip()
    return summary_text or text.strip()[:limit]

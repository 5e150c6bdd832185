"""The terms of a text: its words, folded, and the numbers in it. The criteria of a search: search.py.

A word is a run of letters and digits, two characters at least, without accents and in lower case; `S.L.` is the word
`sl`, `H&M` the word `hm`, `col·legi` the word `collegi`. A number is a word of five digits or more with three letters
before them at most: a phone, a tax number, a reference. Numbers have a field of their own, because nearly all differ:
they are found by four characters or more, words by two or more.
"""

import re
import unicodedata
from collections.abc import Iterator

from .terms import Term, text

WORD, NUMBER, EMAIL = text("w"), text("n"), text("e", at_once=True)
TEXT = (WORD, NUMBER, EMAIL)
"""The fields of all terms made here. Addresses are indexed at once: who creates a second one is warned (reader.py,
`settled_matches`)."""

WORD_LENGTH = 32
"""The number of first characters by which words are compared."""

EMAIL_LENGTH = 254
"""The same for an e-mail address; no real one is longer (RFC 5321). Folding makes up to eighteen letters of one, and a
term that does not fit into a key of the table would stop the stream's lane."""

MINIMUM_WORD, MINIMUM_NUMBER = 2, 4
NUMBER_DIGITS, NUMBER_LETTERS = 5, 3
HOME_CALLING_CODE = "34"
HOME_COUNTRY = "es"

TWO_DIGIT_CODES = frozenset(
    map(str, {20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59), *range(60, 67)})
) | frozenset(map(str, {81, 82, 84, 86, *range(90, 96), 98}))
"""Calling codes of two digits (ITU-T E.164 assigned country codes); 1 and 7 have one, all others three."""

_MIDDLE_DOTS = "·•∙⋅‧"
_LETTERS_ALIKE = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
"""Letters that people type without their stroke, which Unicode does not treat as an accent."""

_ABBREVIATION = re.compile(r"\b[^\W\d_](?:[.&][^\W\d_])+\b")
_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(rf"[^\W\d_]{{0,{NUMBER_LETTERS}}}\d")


def fold(raw: str) -> str:
    """The form in which texts are compared: no accents, no case, no Catalan middle dot."""
    if raw.isascii():
        return raw.lower()
    decomposed = unicodedata.normalize("NFKD", raw)
    bare = "".join(c for c in decomposed if c not in _MIDDLE_DOTS and not unicodedata.combining(c))
    return bare.casefold().translate(_LETTERS_ALIKE)


def words(raw: str) -> set[str]:
    """The words of a text, numbers among them."""
    joined = fold(raw)
    if "." in joined or "&" in joined:
        joined = _ABBREVIATION.sub(lambda match: "".join(_LETTERS.findall(match[0])), joined)
    return {word[:WORD_LENGTH] for word in _WORD.findall(joined) if len(word) >= MINIMUM_WORD}


def is_number(word: str) -> bool:
    """Whether a word is stored among the numbers."""
    return not word.isalpha() and begins_number(word) and sum(map(str.isdecimal, word)) >= NUMBER_DIGITS


def begins_number(word: str) -> bool:
    """Whether a number may begin with this text."""
    return bool(_NUMBER.match(word))


def folded_text(raw: str) -> str:
    """A text as names are compared: without case and accents, with one space between words."""
    return " ".join(fold(raw).split())


def word_terms(raw: str) -> Iterator[Term]:
    """The terms of a text: a name, a subject."""
    for word in words(raw):
        yield Term(NUMBER if is_number(word) else WORD, word)


def code_terms(raw: str) -> Iterator[Term]:
    """The terms of a tax number or another code, without separators: `B-12.345.674` is `b12345674`, without `ES`."""
    code = "".join(_WORD.findall(fold(raw)))
    if is_number(home := code.removeprefix(HOME_COUNTRY)):
        yield Term(NUMBER, home[:WORD_LENGTH])
    else:
        yield from word_terms(raw)


def email_term(raw: str) -> Term:
    """The term of an e-mail address as a whole."""
    return Term(EMAIL, fold(raw).strip()[:EMAIL_LENGTH])


def email_terms(raw: str) -> Iterator[Term]:
    """The terms of an e-mail address: itself, and its words except the top-level domain (letters only)."""
    address = email_term(raw)
    yield address
    for run in _LETTERS.findall(address.text.rpartition(".")[0]):
        if len(run) >= MINIMUM_WORD:
            yield Term(WORD, run[:WORD_LENGTH])


def phone_terms(number: str) -> Iterator[Term]:
    """The terms of a phone in E.164: its national digits, and those with the calling code when that is not ours."""
    digits = digits_of(number)
    if not number.startswith("+"):
        yield Term(NUMBER, digits)
    elif digits.startswith(HOME_CALLING_CODE):
        yield Term(NUMBER, digits[len(HOME_CALLING_CODE) :])
    else:
        yield Term(NUMBER, digits)
        yield Term(NUMBER, digits[_calling_code_length(digits) :])


def digits_of(text: str) -> str:
    """The digits of a text."""
    return "".join(filter(str.isdecimal, text))


def _calling_code_length(digits: str) -> int:
    if digits[:1] in ("1", "7"):
        return 1
    return 2 if digits[:2] in TWO_DIGIT_CODES else 3

"""What text is found by: its words, folded, and the numbers in it; and what a search typed by a person asks for.

A word is a run of letters and digits, two characters at least, without accents and in lower case; `S.L.` is the word
`sl`, `col·legi` the word `collegi`. A number is a word of five digits or more with three letters before them at most:
a phone, a tax number, a reference. Numbers live apart from words, because they are nearly all different: they are found
from their first four characters on, words from two. Every word of a search must begin a word of the item.
"""

import re
import unicodedata
from collections.abc import Iterator

from .terms import Clause, Criteria, Prefix, Term, text

WORD, NUMBER, EMAIL = text("w"), text("n"), text("e")
TEXT = (WORD, NUMBER, EMAIL)
"""The fields of all terms made here."""

WORD_LENGTH = 32
"""A word counts by so many characters."""

MINIMUM_WORD, MINIMUM_NUMBER = 2, 4
NUMBER_DIGITS, NUMBER_LETTERS = 5, 3
MAXIMUM_SEARCH_WORDS = 10
HOME_CALLING_CODE = "34"
PUNCTUATION = "<>()[]\"',;:"

TWO_DIGIT_CODES = frozenset(
    map(str, {20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59), *range(60, 67)})
) | frozenset(map(str, {81, 82, 84, 86, *range(90, 96), 98}))
"""Calling codes of two digits (ITU-T E.164 assigned country codes); 1 and 7 have one, all others three."""

_ABBREVIATION = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b")
_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(rf"[^\W\d_]{{0,{NUMBER_LETTERS}}}\d")
_PHONE = re.compile(r"\+?\d[\d\s().\-]*\d")


def fold(raw: str) -> str:
    """Text as it is compared: no accents, no case, no Catalan middle dot."""
    decomposed = unicodedata.normalize("NFKD", raw)
    return "".join(c for c in decomposed if c != "·" and not unicodedata.combining(c)).casefold()


def words(raw: str) -> set[str]:
    """The words of a text, numbers among them."""
    joined = _ABBREVIATION.sub(lambda found: found[0].replace(".", ""), fold(raw))
    return {word[:WORD_LENGTH] for word in _WORD.findall(joined) if len(word) >= MINIMUM_WORD}


def is_number(word: str) -> bool:
    """Whether a word is kept with the numbers."""
    return bool(_NUMBER.match(word)) and sum(map(str.isdecimal, word)) >= NUMBER_DIGITS


def word_terms(raw: str) -> Iterator[Term]:
    """The terms of a text: a name, a subject, a tax number."""
    for word in words(raw):
        yield Term(NUMBER if is_number(word) else WORD, word)


def email_term(raw: str) -> Term:
    """The term of an e-mail address as a whole."""
    return Term(EMAIL, fold(raw).strip())


def email_terms(raw: str) -> Iterator[Term]:
    """The terms of an e-mail address: itself, and its words but the top-level domain (letters only)."""
    address = email_term(raw)
    yield address
    for run in _LETTERS.findall(address.text.rpartition(".")[0]):
        if len(run) >= MINIMUM_WORD:
            yield Term(WORD, run[:WORD_LENGTH])


def phone_terms(number: str) -> Iterator[Term]:
    """The terms of a phone in E.164: its national digits, and with the calling code too where that is not ours."""
    digits = _digits(number)
    if not number.startswith("+"):
        yield Term(NUMBER, digits)
    elif digits.startswith(HOME_CALLING_CODE):
        yield Term(NUMBER, digits[len(HOME_CALLING_CODE) :])
    else:
        yield Term(NUMBER, digits)
        yield Term(NUMBER, digits[_calling_code_length(digits) :])


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _calling_code_length(digits: str) -> int:
    if digits[:1] in ("1", "7"):
        return 1
    return 2 if digits[:2] in TWO_DIGIT_CODES else 3


class NothingToSearch(ValueError):
    """The text has no word of two characters."""


class TooManyWords(ValueError):
    """The text has more than MAXIMUM_SEARCH_WORDS words."""


def search(raw: str) -> Criteria:
    """What a typed search asks for: one clause a word. Raises NothingToSearch, TooManyWords."""
    folded = fold(raw)
    clauses: list[Clause] = []
    rest = []
    for part in folded.split():
        local, at, domain = part.strip(PUNCTUATION).partition("@")
        if local and at:
            clauses.append((Prefix(EMAIL, f"{local}@{domain}"),))
        else:
            rest.append(part)
    clauses += _clauses(" ".join(rest))
    unique = tuple(dict.fromkeys(clauses))
    if not unique:
        raise NothingToSearch
    if len(unique) > MAXIMUM_SEARCH_WORDS:
        raise TooManyWords
    return unique


def _clauses(folded: str) -> Iterator[Clause]:
    """Runs of digit groups may be one phone, all else is words."""
    end = 0
    for run in _PHONE.finditer(folded):
        if not _is_phone(run[0], folded, run.start(), run.end()):
            continue
        yield from _word_clauses(folded[end : run.start()])
        phone = tuple(Prefix(NUMBER, digits) for digits in _dialled(run[0]))
        groups = [group[:WORD_LENGTH] for group in re.findall(r"\d+", run[0]) if len(group) >= MINIMUM_WORD]
        if run[0].startswith("+") or not groups:
            yield phone
        else:
            for group in groups:
                yield tuple(dict.fromkeys((*_prefixes(group), *phone)))
        end = run.end()
    yield from _word_clauses(folded[end:])


def _is_phone(run: str, text: str, start: int, end: int) -> bool:
    stands_alone = not text[:start][-1:].isalnum() and not text[end:][:1].isalnum()
    grouped = run.startswith("+") or not run.isdecimal()
    return stands_alone and grouped and any(_dialled(run))


def _word_clauses(text: str) -> Iterator[Clause]:
    for word in sorted(words(text)):
        yield tuple(_prefixes(word))


def _prefixes(word: str) -> Iterator[Prefix]:
    """Where words that begin so are kept: with the words, with the numbers, or in both places."""
    if not is_number(word):
        yield Prefix(WORD, word)
    if _NUMBER.match(word) and len(word) >= MINIMUM_NUMBER:
        yield from (Prefix(NUMBER, digits) for digits in (_dialled(word) if word.isdecimal() else [word]))


def _dialled(typed: str) -> list[str]:
    """The ways a phone that is typed so may be kept: as it is, and without our own calling code."""
    digits = _digits(typed)
    ways = [] if typed.startswith("+") else [digits]
    international = digits.removeprefix("00") if typed.startswith("00") else digits
    if international.startswith(HOME_CALLING_CODE):
        ways.append(international.removeprefix(HOME_CALLING_CODE))
    elif typed.startswith(("+", "00")):
        ways.append(international)
    return [way for way in ways if len(way) >= MINIMUM_NUMBER]

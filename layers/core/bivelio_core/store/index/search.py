"""The criteria of a search that a person typed: every word of it must begin a word of the item.

People type terms in other forms than words.py stores: phones with or without calling code, grouped in any way,
`B-12345674`, `col.legi`, `@exemple.cat`. Where a typed word may be stored in several forms, its clause names them all.
"""

import re
from collections.abc import Iterator

from .terms import Clause, Criteria, Prefix
from .words import (
    EMAIL,
    EMAIL_LENGTH,
    HOME_CALLING_CODE,
    HOME_COUNTRY,
    MINIMUM_NUMBER,
    MINIMUM_WORD,
    NUMBER,
    WORD,
    WORD_LENGTH,
    begins_number,
    digits_of,
    fold,
    is_number,
    words,
)

MAXIMUM_SEARCH_WORDS = 10
PUNCTUATION = "<>()[]\"',;:"
TOP_LEVEL_DOMAINS = frozenset({"com", "cat", "es", "eu", "net", "org", "info", "ad", "fr", "pt", "io", "app", "online"})

_PHONE = re.compile(r"\+?\d[\d\s().\-]*\d")
_HOME_BEFORE_CODE = re.compile(rf"\b{HOME_COUNTRY}[\s.\-]+(?=[^\W\d_]?[\s.\-]?\d{{{MINIMUM_NUMBER},}})")
_CUT_CODE = re.compile(rf"\b([^\W\d_])[\s.\-]+(\d{{{MINIMUM_NUMBER},}})\b")
_CUT_GEMINATE = re.compile(r"\b([^\W\d_]+l)[.\-](l[^\W\d_]+)\b")


class NothingToSearch(ValueError):
    """The text has no word of two characters."""


class TooManyWords(ValueError):
    """The text has more than MAXIMUM_SEARCH_WORDS words."""


def of_request(text: str | None) -> Criteria:
    """The criteria of a request's field `search`. Raises ValidationError for one without words, or with too many."""
    if not text:
        return ()
    from bivelio_core.errors import ValidationError  # noqa: PLC0415 - who writes the index does without it

    try:
        return search(text)
    except NothingToSearch as error:
        raise ValidationError.of("search", "min_length", limit=MINIMUM_WORD) from error
    except TooManyWords as error:
        raise ValidationError.of("search", "max_words", limit=MAXIMUM_SEARCH_WORDS) from error


def search(raw: str) -> Criteria:
    """The criteria of a typed search: one clause a word. Raises NothingToSearch, TooManyWords."""
    clauses: list[Clause] = []
    rest = []
    for part in map(fold, raw.split()):  # folding can insert spaces into an address
        local, at, domain = part.strip(PUNCTUATION).partition("@")
        if local and at:
            clauses.append((Prefix(EMAIL, f"{local}@{domain}"[:EMAIL_LENGTH]),))
        else:
            rest.append(_without_top_level(domain if at else part))
    clauses += _clauses(_HOME_BEFORE_CODE.sub("", " ".join(rest)))
    unique = tuple(dict.fromkeys(clauses))
    if not unique:
        raise NothingToSearch
    if len(unique) > MAXIMUM_SEARCH_WORDS:
        raise TooManyWords
    return unique


def _without_top_level(part: str) -> str:
    """A typed domain without its top-level domain, as e-mail addresses are indexed: `exemple` for `exemple.cat`."""
    name, _, last = part.rstrip(PUNCTUATION).rpartition(".")
    return name if len(name) >= MINIMUM_WORD and last in TOP_LEVEL_DOMAINS else part


def _clauses(folded: str) -> Iterator[Clause]:
    """The clauses of a text: a run of digit groups may be one phone, everything else is words."""
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
    whole = {digits: Prefix(NUMBER, letter + digits) for letter, digits in _CUT_CODE.findall(text)}
    whole |= {half: Prefix(WORD, "".join(cut)[:WORD_LENGTH]) for cut in _CUT_GEMINATE.findall(text) for half in cut}
    for word in sorted(words(text)):
        yield (*_prefixes(word), *([whole[word]] if word in whole else []))


def _prefixes(word: str) -> Iterator[Prefix]:
    """The selectors of words with this prefix: among the words, among the numbers, or both."""
    if not is_number(word):
        yield Prefix(WORD, word)
    if word.isdecimal() and len(word) >= MINIMUM_NUMBER:
        yield from (Prefix(NUMBER, digits) for digits in _dialled(word))
    else:
        for code in dict.fromkeys((word, word.removeprefix(HOME_COUNTRY))):
            if begins_number(code) and len(code) >= MINIMUM_NUMBER:
                yield Prefix(NUMBER, code)


def _dialled(typed: str) -> list[str]:
    """The stored forms of a typed phone: as it is, without our own calling code, without a trunk 0."""
    digits = digits_of(typed)
    ways = [] if typed.startswith("+") else [digits]
    international = digits.removeprefix("00") if typed.startswith("00") else digits
    if international.startswith(HOME_CALLING_CODE):
        ways.append(international.removeprefix(HOME_CALLING_CODE))
    elif typed.startswith(("+", "00")):
        ways.append(international)
    elif typed.startswith("0"):
        ways.append(digits.removeprefix("0"))
    return [way for way in ways if len(way) >= MINIMUM_NUMBER]

"""The words by which texts and questions are compared, in Catalan, Spanish and English.

A word is folded as in lists (store/index/words.py), without its elided article, and reduced to its stem by Snowball's
algorithm for its language. Accents are folded before, since people leave them out in questions; the endings that the
algorithms know by their accents get them back (`facturacion` is read as `facturación`).
"""

import importlib
import importlib.util
import re
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from types import ModuleType
from typing import Literal, get_args

from bivelio_core.store.index.words import fold

from . import stop_words

Language = Literal["ca", "es", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
WORDS_KEPT = 50_000
"""Stems that a process remembers: a stem takes fifty times as long as looking it up."""
LONGEST_WORD = 40

_APOSTROPHES = {ord(mark): "'" for mark in ("\u2019", "\u2018", "\u02bc", "`", "\u00b4")}
_ELIDED = re.compile(r"\b(?:[dlmnst]|qu)'(?=\w)|(?<=\w)'(?:[a-z]{1,2})\b", re.IGNORECASE)
"""Catalan's articles and pronouns before a vowel, its pronouns after one, and the English genitive."""
_WORD = re.compile(r"[^\W_]+")
_STEMMERS = {
    "ca": ("catalan", "CatalanStemmer"),
    "es": ("spanish", "SpanishStemmer"),
    "en": ("english", "EnglishStemmer"),
}
_ENDINGS: dict[Language, tuple[tuple[re.Pattern[str], str], ...]] = {
    "ca": ((re.compile(r"(?<=[cst])io$"), "ió"), (re.compile(r"aci$"), "ació")),
    "es": ((re.compile(r"(?<=[cs])ion$"), "ión"),),
    "en": (),
}

_STOP: dict[Language, str] = {"ca": stop_words.CATALAN, "es": stop_words.SPANISH, "en": stop_words.ENGLISH}
STOP: dict[Language, frozenset[str]] = {
    language: frozenset(fold(word) for word in text.split()) for language, text in _STOP.items()
}
"""Words that say nothing of what a text is about, folded."""
_TELLING = {
    language: words - frozenset().union(*(others for other, others in STOP.items() if other != language))
    for language, words in STOP.items()
}
"""Those of one language alone, which tell it apart."""


def words(text: str) -> list[str]:
    """The words of a text in order, folded, without elided articles."""
    plain = _ELIDED.sub(" ", text.translate(_APOSTROPHES))
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(plain))]


def language_of(text: str, usual: Language = "ca") -> Language:
    """The language of a text by its small words; `usual` when they do not tell."""
    all_words = words(text[:4_000])
    counts = {language: sum(word in telling for word in all_words) for language, telling in _TELLING.items()}
    best = max(counts, key=lambda language: (counts[language], language == usual))
    return best if counts[best] else usual


def stems(text: str, language: Language) -> list[str]:
    """The stems of the words of a text that mean something, in order."""
    stop = STOP[language]
    return [_stem(word, language) for word in words(text) if word not in stop]


def question_stems(question: str) -> dict[Language, list[str]]:
    """The stems of a question by the language of the passages that they are looked for in, each once.

    A word that says nothing in the question's own language is left out in each of them, unless nothing else is left.
    """
    own = language_of(question)
    meaningful = [word for word in words(question) if word not in STOP[own]] or words(question)
    return {language: list(dict.fromkeys(_stem(word, language) for word in meaningful)) for language in LANGUAGES}


@lru_cache(WORDS_KEPT)
def _stem(word: str, language: Language) -> str:
    if not word.isalpha():
        return word
    for ending, accented in _ENDINGS[language]:
        word = ending.sub(accented, word)
    stem = fold(_stemmer(language)(word))
    return stem[:-1] if stem.endswith("ss") else stem  # `gos` and `gossos`, `pass` and `passes`


@cache
def _stemmer(language: Language) -> Callable[[str], str]:
    module, name = _STEMMERS[language]
    _package("snowballstemmer")
    stemmer = getattr(importlib.import_module(f"snowballstemmer.{module}_stemmer"), name)()
    stem: Callable[[str], str] = stemmer.stemWord
    return stem


def _package(name: str) -> None:
    """Make a package known without what its `__init__` does: Snowball's imports forty languages, which takes 90 ms."""
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError(name)
    package = ModuleType(name)
    package.__path__ = list(spec.submodule_search_locations)
    sys.modules[name] = package

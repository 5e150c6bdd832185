"""What a text does not deny: `No vull canviar de pla` names nothing that somebody wants.

A negation reaches to the end of its clause, or to the next verb of wanting. What does not work or did not come is told
by a negation too (`no funciona`, `no he rebut la factura`): it denies nothing, and the first of them names a problem.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .words import folded, words

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[,.;:!?\n()\u2026]")

NEGATIONS = frozenset(
    words(
        "no not never nunca jamas mai tampoc tampoco sense sin without neither nor ni cannot cant dont doesnt didnt "
        "wont isnt excepte excepto except unless llevat salvo"
    )
)
_UNABLE = frozenset({"can't", "cant", "cannot", "couldn't"})
_HARMLESS = frozenset(
    words(
        "nomes solament solo solamente sols only just obstant obstante embargo falta demora dubte dubtes duda "
        "dudas delay"
    )
)
"""What follows a negation that denies nothing: `no només`, `sin embargo`, `sin falta`."""
_BEGINNINGS_OF_HARMLESS = ("dubt", "dud", "hesitat", "oblid", "olvid", "forget")
_LITTLE = frozenset(
    words("em me m es se s et te la l lo el us os nos ens li le hi ho ja ya he ha han hem haven has have been be to i")
)
_BROKEN = (
    "funcion", "va", "van", "anda", "carreg", "carga", "obre", "abre", "puc", "puedo", "podem", "pot", "puede", "deixa",
    "deja", "work", "load", "open",
)  # fmt: skip
_MISSING = (
    "rebut", "recib", "receiv", "arrib", "lleg", "arriv", "got", "get", "vist", "seen", "entenc", "entiend",
    "understand", "trob", "encontr", "find", "found",
)  # fmt: skip
_SHORT = 3
"""A beginning of so few letters is the whole word: `va`, not `vaixell`."""

WANTS = frozenset(
    words(
        "vull volem voldria voldriem quiero queremos quisiera want need necessito necessitem necesito necesitamos "
        "please prefereixo prefiero prefer"
    )
)
_JOINTS = frozenset(words("pero sino but however perque porque because encara aunque although"))
PROBLEM = "problema"
"""The word by which the concepts know what does not work."""


class _JudgedWord(NamedTuple):
    word: str
    is_denied: bool


def affirmed(text: str) -> str:
    """The words of a text, folded, without what it denies."""
    return " ".join(word.word for word in _judged_words(text) if not word.is_denied)


def denies(text: str) -> bool:
    """Whether a text denies anything, or says that something does not work or did not come."""
    tokens = tokens_of(text)
    return any(_is_negation(token) and not _is_harmless(tokens, at) for at, token in enumerate(tokens))


def tokens_of(text: str) -> list[str]:
    """The folded words of a text, with what an apostrophe joins to them, and its punctuation."""
    return _TOKEN.findall(folded(text).replace("\u2019", "'"))


def _judged_words(text: str) -> Iterator[_JudgedWord]:
    tokens = tokens_of(text)
    reached: int | None = None  # how many words the negation has reached; None outside of one
    for at, token in enumerate(tokens):
        if not token[0].isalnum():
            reached = None
            continue
        if token in _JOINTS or (reached is not None and reached > 1 and token in WANTS):
            reached = None
        if reached is None and _is_negation(token) and not _is_harmless(tokens, at):
            following = _following(tokens, at)
            if token in _UNABLE or _begins(following, _BROKEN):
                yield _JudgedWord(PROBLEM, is_denied=False)
            elif not _begins(following, _MISSING):
                reached = 0
        elif reached is not None:
            reached += 1
            yield _JudgedWord(token, is_denied=True)
        else:
            yield _JudgedWord(token, is_denied=False)


def _is_negation(token: str) -> bool:
    return token in NEGATIONS or token.endswith("n't")


def _is_harmless(tokens: Sequence[str], at: int) -> bool:
    following = _following(tokens, at)
    return following in _HARMLESS or following.startswith(_BEGINNINGS_OF_HARMLESS)


def _following(tokens: Sequence[str], at: int) -> str:
    """The first word after a place that is not one of the little ones between a negation and its verb."""
    for token in tokens[at + 1 : at + 5]:
        word = token.rpartition("'")[2]
        if not word[0].isalnum():
            return ""
        if word not in _LITTLE:
            return word
    return ""


def _begins(word: str, beginnings: Sequence[str]) -> bool:
    return any(word == each if len(each) <= _SHORT else word.startswith(each) for each in beginnings)

"""The passages of a collection in order, as a search reads them: BM25 over the postings of the words of a question.

k1 and b are those of Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
"""

import json
import math
import sys
from array import array
from collections.abc import Mapping, Sequence
from heapq import nlargest
from typing import Any, NamedTuple

from .languages import Language
from .packing import MAGIC, SECTIONS, SHORT, Origin

K1, B = 1.2, 0.75
_CODES = {"starts": "I", "weights": "B", "lengths": "H", "places": "I"}


class BrokenPack(Exception):
    """The file is none of ours, or of another release: the collection is to be put in order again."""


class Hit(NamedTuple):
    """A passage, and how well it fits."""

    number: int
    score: float


class Saying(NamedTuple):
    """What a passage says, and the version of the source that it is from."""

    origin: Origin
    title: str
    headings: list[str]
    text: str
    page: int | None


class Pack:
    """The passages of a collection: `hits` for words, `saying` for a number."""

    def __init__(self, content: bytes) -> None:
        if content[:4] != MAGIC:
            raise BrokenPack
        start = 8 + int.from_bytes(content[4:8], "little")
        self._about: Mapping[str, Any] = json.loads(content[8:start])
        self.passages = int(self._about["passages"])
        parts: dict[str, memoryview] = {}
        for name, length in zip(SECTIONS, self._about["sections"], strict=True):
            parts[name] = memoryview(content)[start : start + length]
            start += length
        codes = {**_CODES, "numbers": "H" if self.passages <= SHORT else "I"}
        self._arrays = {name: _array(code, parts[name]) for name, code in codes.items()}
        terms = bytes(parts["terms"]).decode()
        self._terms = {term: number for number, term in enumerate(terms.split("\n"))} if terms else {}
        self._texts = parts["texts"]
        self.size = len(content)
        average = self._about["average"] or 1.0
        self._norms = [K1 * (1 - B + B * length / average) for length in self._arrays["lengths"]]

    def hits(self, stems: Mapping[Language, Sequence[str]], most: int) -> list[Hit]:
        """The passages that have words of a question, by its stems in each language, the best first."""
        scores: dict[int, float] = {}
        starts, numbers, weights = (self._arrays[name] for name in ("starts", "numbers", "weights"))
        norms = self._norms
        for language, of_language in stems.items():
            for stem in of_language:
                term = self._terms.get(f"{language[0]}{stem}")
                if term is None:
                    continue
                start, end = starts[term], starts[term + 1]
                rarity = math.log(1 + (self.passages - (end - start) + 0.5) / (end - start + 0.5))
                for number, weight in zip(numbers[start:end], weights[start:end], strict=True):
                    gain = rarity * weight * (K1 + 1) / (weight + norms[number])
                    scores[number] = scores.get(number, 0.0) + gain
        best = nlargest(most, scores.items(), key=lambda each: (each[1], -each[0]))
        return [Hit(number, score) for number, score in best]

    def saying(self, number: int) -> Saying:
        """What a passage says."""
        places = self._arrays["places"]
        about = json.loads(bytes(self._texts[places[number] : places[number + 1]]))
        return Saying(Origin(*self._about["sources"][about["s"]]), about["n"], about["h"], about["t"], about.get("p"))


def _array(code: str, part: memoryview) -> "array[int]":
    values = array(code)
    values.frombytes(part)
    if sys.byteorder != "little":
        values.byteswap()
    return values

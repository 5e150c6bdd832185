"""The passages of a collection in order, as a search reads them: by the words of a question, and by its vector.

Words are compared by BM25 over their postings. k1 and b are those of Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond" (2009).
"""

import json
import math
import sys
from array import array
from collections.abc import Mapping, Sequence
from functools import cached_property
from heapq import nlargest, nsmallest
from typing import Any, NamedTuple

from bivelio_core.language_models import DIMENSIONS

from .languages import Language
from .packing import MAGIC, SECTIONS, SHORT, VECTOR_SECTIONS, WITH_VECTORS, Origin
from .vectors import SIGN_BYTES, length_of, numbers_of, product, signs_of

K1, B = 1.2, 0.75
COMPARED = 200
"""As many passages are compared by whole vectors: those whose signs differ least."""
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
    """The passages of a collection: `hits` for words, `near` for a vector, `saying` for a number.

    Attributes:
        passages: how many there are.
        model: what made their vectors; None when they have none.
        size: in bytes.
    """

    def __init__(self, content: bytes) -> None:
        if content[:4] not in (MAGIC, WITH_VECTORS):
            raise BrokenPack
        start = 8 + int.from_bytes(content[4:8], "little")
        self._about: Mapping[str, Any] = json.loads(content[8:start])
        self.passages = int(self._about["passages"])
        parts: dict[str, memoryview] = {}
        self.model: str | None = self._about.get("model")
        sections = SECTIONS if self.model is None else (*SECTIONS, *VECTOR_SECTIONS)
        for name, length in zip(sections, self._about["sections"], strict=True):
            parts[name] = memoryview(content)[start : start + length]
            start += length
        number = "H" if self.passages <= SHORT else "I"
        self._arrays = {name: _array(code, parts[name]) for name, code in {**_CODES, "numbers": number}.items()}
        if self.model is not None:
            self._embedded, self._sizes = _array(number, parts["embedded"]), _array("f", parts["sizes"])
            self._sign_bytes, self._vectors = parts["signs"], parts["vectors"].cast("b")
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

    def near(self, vector: bytes, most: int) -> list[Hit]:
        """The passages whose vectors are nearest to that of a question, by the cosine of their angle, nearest first."""
        question, numbers, length = signs_of(vector), numbers_of(vector).tolist(), length_of(vector)
        differences = [(signs ^ question).bit_count() for signs in self._signs]
        best = nsmallest(COMPARED, range(len(differences)), key=differences.__getitem__)
        hits = [
            Hit(
                self._embedded[place],
                product(numbers, self._vectors[place * DIMENSIONS : (place + 1) * DIMENSIONS])
                / (length * self._sizes[place]),
            )
            for place in best
        ]
        return nlargest(most, hits, key=lambda hit: (hit.score, -hit.number))

    @cached_property
    def embedded(self) -> frozenset[int]:
        """The numbers of the passages that have a vector."""
        return frozenset() if self.model is None else frozenset(self._embedded)

    @cached_property
    def _signs(self) -> list[int]:
        signs = self._sign_bytes
        return [int.from_bytes(signs[at : at + SIGN_BYTES], "little") for at in range(0, len(signs), SIGN_BYTES)]

    def saying(self, number: int) -> Saying:
        """What a passage says."""
        places = self._arrays["places"]
        about = json.loads(bytes(self._texts[places[number] : places[number + 1]]))
        return Saying(Origin(*self._about["sources"][about["s"]]), about["n"], about["h"], about["t"], about.get("p"))


def _array(code: str, part: memoryview) -> "array[Any]":
    values: array[Any] = array(code)
    values.frombytes(part)
    if sys.byteorder != "little":
        values.byteswap()
    return values

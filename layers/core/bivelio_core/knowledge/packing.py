"""Put the passages of a collection in order: the one file that a search reads (packed.py reads it).

    BVK1, the length of the header, the header (JSON), then the sections that it names with their lengths:
    terms       the stems, each with the letter of its language, in the order of their numbers, one a line
    starts      where the postings of each term begin (uint32), and where the last ones end
    numbers     the passages that have a term, by their numbers (uint16 or uint32)
    weights     how often they have it (uint8): in headings and title it counts twice
    lengths     the number of stems of each passage (uint16)
    places      where each passage begins in the texts (uint32), and where the last one ends
    texts       the passages, each as JSON

A search reads the postings of its own words only, so nothing is decoded but these (docs/adr/0125).
"""

import json
import sys
from array import array
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from .cutting.passages import Cut
from .languages import Language, language_of, stems

MAGIC = b"BVK1"
SECTIONS = ("terms", "starts", "numbers", "weights", "lengths", "places", "texts")
SHORT = 65_536
MOST_WEIGHT = 255
HEADING_WEIGHT = 2


class Passage(NamedTuple):
    """A passage, and how often it has each stem of its language, whose letter comes first: `cobrim` of `obrim`."""

    title: str
    text: str
    headings: list[str]
    page: int | None
    weights: dict[str, int]


class Origin(NamedTuple):
    """The version of a source, and the sort key of the document that it is, if it is one."""

    source: str
    version: int
    document: str | None = None


def passages_of(title: str, cuts: Iterable[Cut]) -> list[Passage]:
    """The passages of a text. One whose small words tell no language has that of the whole."""
    all_cuts = list(cuts)
    usual = language_of(" ".join(cut.text for cut in all_cuts)[:4_000])
    return [Passage(title, cut.text, list(cut.headings), cut.page, _weights(title, cut, usual)) for cut in all_cuts]


def as_file(passages: Iterable[Passage]) -> bytes:
    """The passages of a source as they wait to be put in order, with their stems, which take longest to find."""
    return json.dumps([list(passage) for passage in passages], ensure_ascii=False).encode()


def of_file(content: bytes) -> list[Passage]:
    """What `as_file` wrote."""
    return [Passage(*fields) for fields in json.loads(content)]


def _weights(title: str, cut: Cut, usual: Language) -> dict[str, int]:
    language = language_of(cut.text, usual)
    weights = Counter(stems(cut.text, language))
    for heading in (title, *cut.headings):
        for stem in stems(heading, language):
            weights[stem] += HEADING_WEIGHT
    return {f"{language[0]}{stem}": min(weight, MOST_WEIGHT) for stem, weight in weights.items()}


def packed(texts_of: Iterable[tuple[Origin, Iterable[Passage]]]) -> bytes:
    """The file of the passages of some sources."""
    postings: dict[str, tuple[list[int], list[int]]] = {}
    lengths, texts, places = array("H"), bytearray(), array("I", [0])
    origins: list[Origin] = []
    count = 0
    for place, (origin, passages) in enumerate(texts_of):
        origins.append(origin)
        for passage in passages:
            for stem, weight in passage.weights.items():
                numbers, weights = postings.setdefault(stem, ([], []))
                numbers.append(count)
                weights.append(weight)
            lengths.append(min(sum(passage.weights.values()), SHORT - 1))
            texts += json.dumps(_text_of(passage, place), ensure_ascii=False, separators=(",", ":")).encode()
            places.append(len(texts))
            count += 1
    sections = _sections(postings, lengths, places, bytes(texts), count)
    about = {
        "passages": count,
        "average": sum(lengths) / count if count else 0.0,
        "sources": origins,
        "sections": [len(sections[name]) for name in SECTIONS],
    }
    header = json.dumps(about).encode()
    return b"".join([MAGIC, len(header).to_bytes(4, "little"), header, *(sections[name] for name in SECTIONS)])


def _text_of(passage: Passage, source: int) -> dict[str, Any]:
    about: dict[str, Any] = {"s": source, "n": passage.title, "h": passage.headings, "t": passage.text}
    return about if passage.page is None else {**about, "p": passage.page}


def _sections(
    postings: dict[str, tuple[list[int], list[int]]],
    lengths: "array[int]",
    places: "array[int]",
    texts: bytes,
    count: int,
) -> dict[str, bytes]:
    starts, weights = array("I", [0]), array("B")
    numbers = array("H" if count <= SHORT else "I")
    terms = sorted(postings)
    for term in terms:
        of_term, counts = postings[term]
        numbers.extend(of_term)
        weights.extend(counts)
        starts.append(len(numbers))
    arrays = {"starts": starts, "numbers": numbers, "weights": weights, "lengths": lengths, "places": places}
    if sys.byteorder != "little":
        for each in arrays.values():
            each.byteswap()
    return {"terms": "\n".join(terms).encode(), **{n: each.tobytes() for n, each in arrays.items()}, "texts": texts}

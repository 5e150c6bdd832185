"""Put the passages of a collection in order: the one file that a search reads (packed.py reads it).

    BVK1, the length of the header, the header (JSON), then the sections that it names with their lengths:
    terms       the stems, each with the letter of its language, in the order of their numbers, one a line
    starts      where the postings of each term begin (uint32), and where the last ones end
    numbers     the passages that have a term, by their numbers (uint16 or uint32)
    weights     how often they have it (uint8): in headings and title it counts twice
    lengths     the number of stems of each passage (uint16)
    places      where each passage begins in the texts (uint32), and where the last one ends
    texts       the passages, each as JSON

A file of passages with vectors begins with BVK2, names their model in the header, and goes on with:
    embedded    the passages that have a vector, by their numbers (as above)
    signs       the signs of each vector, a bit a number
    sizes       the length of each (float32)
    vectors     each in bytes (vectors.py)

A search reads the postings of its own words only, so nothing is decoded but these (docs/adr/0125). What has no vectors
is written as it was before there were any, so that a function of the release before reads it.
"""

import json
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from .cutting.passages import Cut
from .languages import Language, language_of, stems
from .vectors import SIGN_BYTES, length_of, signs_of

MAGIC, WITH_VECTORS = b"BVK1", b"BVK2"
VECTOR_SECTIONS = ("embedded", "signs", "sizes", "vectors")
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


class Vectors(NamedTuple):
    """The vectors of passages by their numbers, in bytes, and the model that made them."""

    model: str
    by_number: Mapping[int, bytes]


def no_vectors() -> Vectors | None:
    """For passages that are found by their words alone."""
    return None


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


def packed(
    texts_of: Iterable[tuple[Origin, Iterable[Passage]]], vectors_of: Callable[[], Vectors | None] = no_vectors
) -> bytes:
    """The file of the passages of some sources. `vectors_of` is called once all of them have been taken."""
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
    about: dict[str, Any] = {
        "passages": count,
        "average": sum(lengths) / count if count else 0.0,
        "sources": origins,
    }
    magic, vectors = MAGIC, vectors_of()
    if vectors is not None and vectors.by_number:
        magic, about["model"] = WITH_VECTORS, vectors.model
        sections |= _vector_sections(vectors.by_number, count)
    about["sections"] = [len(section) for section in sections.values()]
    header = json.dumps(about).encode()
    return b"".join([magic, len(header).to_bytes(4, "little"), header, *sections.values()])


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
    sections = {
        "terms": "\n".join(terms).encode(),
        **{n: _in_order(each) for n, each in arrays.items()},
        "texts": texts,
    }
    return {name: sections[name] for name in SECTIONS}


def _vector_sections(vectors: Mapping[int, bytes], count: int) -> dict[str, bytes]:
    numbers = sorted(vectors)
    sections = {
        "embedded": _in_order(array("H" if count <= SHORT else "I", numbers)),
        "signs": b"".join(signs_of(vectors[number]).to_bytes(SIGN_BYTES, "little") for number in numbers),
        "sizes": _in_order(array("f", (length_of(vectors[number]) for number in numbers))),
        "vectors": b"".join(vectors[number] for number in numbers),
    }
    return {name: sections[name] for name in VECTOR_SECTIONS}


def _in_order(values: "array[Any]") -> bytes:
    """The bytes of an array, the least of each number first."""
    if sys.byteorder != "little":
        values.byteswap()
    return values.tobytes()

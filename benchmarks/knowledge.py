"""The time and memory of a search of so many passages: `python -m benchmarks.knowledge [COUNT ...]`.

The passages are words of XQuAD's paragraphs in three languages, mixed within each language to 300 words, one word of
twenty made rare, as names and numbers are; the questions are XQuAD's. Times are processor time of one thread. With
bm25s on the path (`PYTHONPATH=folder`), which is no dependency of ours, the same is asked of it in the same run: its
own tokens are our stems, so that only the search differs.

With vectors the passages have random ones of the model's size, which take a search as long as others. XQuAD is asked
by words and by both, with the simulated vectors of the tests (tests/providers/gemini_vectors.py), which know no
meaning, to see whether anything gets worse.
"""

import importlib
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bivelio_core.knowledge.cutting.passages import Cut
from bivelio_core.knowledge.languages import LANGUAGES, question_stems
from bivelio_core.knowledge.merging import merged
from bivelio_core.knowledge.packed import Hit, Pack
from bivelio_core.knowledge.packing import Origin, Passage, Vectors, packed, passages_of
from bivelio_core.knowledge.vectors import in_bytes
from bivelio_core.language_models import DIMENSIONS, EMBEDDING_MODELS

from tests.providers.gemini_vectors import vector
from tests.samples import FOLDER

MODEL = "gemini-embedding-2"

WORDS, RARE, PER_SOURCE, QUESTIONS, FIRST = 300, 0.05, 5, 400, 90
SHARE = 0.29
"""Of a processor, that a function with 512 MB has."""


def main(counts: list[int]) -> None:
    """Print a line for each number of passages."""
    paragraphs, questions = _xquad()
    for count in counts:
        _measure(count, paragraphs, questions)


def _xquad() -> tuple[list[list[str]], list[str]]:
    paragraphs: list[list[str]] = []
    questions: list[str] = []
    for language in LANGUAGES:
        articles = json.loads((FOLDER / "xquad" / f"xquad.{language}.json").read_text(encoding="utf-8"))["data"]
        of_language = [each for article in articles for each in article["paragraphs"]]
        paragraphs.append([word for each in of_language for word in each["context"].split()])
        questions += [each["question"] for paragraph in of_language for each in paragraph["qas"]]
    random.Random(1).shuffle(questions)
    return paragraphs, questions[:QUESTIONS]


def _measure(count: int, paragraphs: list[list[str]], questions: list[str]) -> None:
    rng = random.Random(count)
    cuts = [Cut(_text(rng.choice(paragraphs), rng), ("Secció",), None) for _ in range(count)]
    cutting, passages = _timed(lambda: [passages_of("Exemple", [cut])[0] for cut in cuts])
    merging, content = _timed(lambda: packed(_sources(passages)))
    loading, pack = _timed(lambda: Pack(content))

    def search(question: str) -> None:
        for hit in pack.hits(question_stems(question), FIRST)[:30]:
            pack.saying(hit.number)

    half, slowest = _percentiles(search, questions)
    print(
        f"{count:6} passages, {len(content) / 1e6:.1f} MB: stems {cutting:.1f} s, in order {merging:.2f} s, loaded"
        f" {loading * 1e3:.0f} ms; a search {half * 1e3:.1f} ms, 99 % within {slowest * 1e3:.1f} ms"
        f" ({slowest / SHARE * 1e3:.0f} ms on {SHARE} of a processor); {_megabytes():.0f} MB of memory at most"
    )
    _measure_vectors(passages, questions)
    if peer := _bm25s(passages, questions):
        print(f"       bm25s: 99 % within {peer * 1e3:.1f} ms")


def _measure_vectors(passages: list[Passage], questions: list[str]) -> None:
    rng = random.Random(len(passages))
    vectors = Vectors(MODEL, {n: _random_vector(rng) for n, _ in enumerate(passages)})
    merging, content = _timed(lambda: packed(_sources(passages), lambda: vectors))
    loading, pack = _timed(lambda: Pack(content))
    vectors_of = {question: _random_vector(rng) for question in questions}
    signs, _ = _timed(lambda: pack.near(vectors_of[questions[0]], FIRST))

    def search(question: str) -> None:
        for hit in _both(pack, question, vectors_of[question], FIRST)[:30]:
            pack.saying(hit.number)

    half, slowest = _percentiles(search, questions)
    print(
        f"       with vectors, {len(content) / 1e6:.1f} MB: in order {merging:.2f} s, loaded {loading * 1e3:.0f} ms,"
        f" the first search {signs * 1e3:.0f} ms; a search {half * 1e3:.1f} ms, 99 % within {slowest * 1e3:.1f} ms"
        f" ({slowest / SHARE * 1e3:.0f} ms on {SHARE} of a processor); {_megabytes():.0f} MB of memory at most"
    )


def _both(pack: Pack, question: str, numbers: bytes, most: int) -> list[Hit]:
    """What a search hits by words and by a vector, as the endpoint does."""
    by_words = pack.hits(question_stems(question), FIRST)
    least, worded = EMBEDDING_MODELS[MODEL].least, {hit.number for hit in by_words}
    near = [hit for hit in pack.near(numbers, FIRST) if hit.score >= least or hit.number in worded]
    return merged(by_words, near, pack.embedded, most)


def quality() -> None:
    """Print how many questions of XQuAD have their passage among the first three, by words and by both."""
    for language in LANGUAGES:
        articles = json.loads((FOLDER / "xquad" / f"xquad.{language}.json").read_text(encoding="utf-8"))["data"]
        paragraphs = [each for article in articles for each in article["paragraphs"]]
        passages = [passages_of("", [Cut(each["context"], (), None)])[0] for each in paragraphs]
        pack = _pack(passages)
        questions = [(each["question"], n) for n, paragraph in enumerate(paragraphs) for each in paragraph["qas"]]
        words = sum(n in {hit.number for hit in pack.hits(question_stems(q), 3)} for q, n in questions)
        both = sum(n in {hit.number for hit in _both(pack, q, _vector(q), 3)} for q, n in questions)
        print(
            f"XQuAD {language}, {len(questions)} questions: {words / len(questions):.1%} by words,"
            f" {both / len(questions):.1%} with simulated vectors"
        )


def _pack(passages: list[Passage]) -> Pack:
    vectors = Vectors(MODEL, {n: _vector(each.text) for n, each in enumerate(passages)})
    return Pack(packed([(Origin("0", 1), passages)], lambda: vectors))


def _vector(text: str) -> bytes:
    return in_bytes(vector(text, DIMENSIONS))


def _random_vector(rng: random.Random) -> bytes:
    return in_bytes([rng.gauss(0, 1) for _ in range(DIMENSIONS)])


def _percentiles(search: Callable[[str], None], questions: list[str]) -> tuple[float, float]:
    """The half and the 99th percentile of the processor time of a search."""
    times = sorted(_timed(lambda question=question: search(question))[0] for question in questions)  # type: ignore[misc]
    return times[len(times) // 2], times[int(len(times) * 0.99)]


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _text(words: list[str], rng: random.Random) -> str:
    start = rng.randrange(len(words) - WORDS)
    some = rng.sample(words, WORDS // 2) + words[start : start + WORDS // 2]
    return " ".join(f"{word}{rng.randrange(100_000)}" if rng.random() < RARE else word for word in some)


def _sources(passages: list[Passage]) -> Iterator[tuple[Origin, list[Passage]]]:
    for start in range(0, len(passages), PER_SOURCE):
        yield Origin(str(start), 1), passages[start : start + PER_SOURCE]


def _bm25s(passages: list[Passage], questions: list[str]) -> float | None:
    """The 99th percentile of bm25s over the same stems, in seconds; None where it is not on the path."""
    try:
        bm25s: Any = importlib.import_module("bm25s")
    except ImportError:
        return None
    retriever = bm25s.BM25(k1=1.2, b=0.75)
    retriever.index([[s for s, n in each.weights.items() for _ in range(n)] for each in passages], show_progress=False)

    def search(question: str) -> None:
        stems = [f"{language[0]}{stem}" for language, some in question_stems(question).items() for stem in some]
        retriever.retrieve([stems], k=min(FIRST, len(passages)), show_progress=False)

    return _percentiles(search, questions)[1]


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    answer = call()
    return time.process_time() - start, answer


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [1_000, 10_000])
    quality()

"""One order of what was hit by words and what was hit by vectors: the sum of reciprocal ranks.

Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods"
(2009), with their constant. Scores of the two ways are not comparable, ranks are.
"""

from collections.abc import Set as AbstractSet
from heapq import nlargest

from .packed import Hit

CONSTANT = 60
_FIRST = 1 / (CONSTANT + 1)


def merged(by_words: list[Hit], by_vectors: list[Hit], embedded: AbstractSet[int], most: int) -> list[Hit]:
    """The passages of both, the best first; what is the first by both has the score 1.

    A passage that has no vector yet counts as if vectors put it where words do, so that it is not behind for that.
    """
    scores: dict[int, float] = {}
    for rank, hit in enumerate(by_words, start=1):
        scores[hit.number] = _gain(rank) * (1 if hit.number in embedded else 2)
    for rank, hit in enumerate(by_vectors, start=1):
        scores[hit.number] = scores.get(hit.number, 0.0) + _gain(rank)
    best = nlargest(most, scores.items(), key=lambda each: (each[1], -each[0]))
    return [Hit(number, score) for number, score in best]


def _gain(rank: int) -> float:
    return 1 / (CONSTANT + rank) / _FIRST / 2

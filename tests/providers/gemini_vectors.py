"""The vectors that the simulated Gemini answers, and what it refuses of a request for them.

A simulated vector knows no meaning: it counts the stems of a text, each at the place and with the sign that its hash
gives it (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009), so that texts which share
stems are near each other, in any of our languages. The words before a text that say what it is for are no part of it.

Sources: ai.google.dev/api/embeddings for the fields; geldata/gel#9032 for the error of the 101st text;
getzep/graphiti#1848, vectorize-io/hindsight#4001 for one vector a content; mteb#4851 for the words before a text.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from bivelio_core.knowledge.languages import question_stems, words

from tests.providers.gemini_refusals import Fail, invalid, unknown_model

DIMENSIONS = {"gemini-embedding-2": 3_072, "gemini-embedding-001": 3_072}
"""Of the models that there are: as many numbers as a vector has where a request asks for no fewer."""
MOST_TEXTS, LEAST_NUMBERS = 100, 128
FIELDS = {"model", "content", "outputDimensionality", "taskType", "title"}
TASKS = {"RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT"}


def fault(model: str, body: Mapping[str, Any]) -> Fail | None:
    """Why a request is refused, stricter than Google: a task that the model ignores is refused too."""
    if model not in DIMENSIONS:
        return unknown_model(model)
    requests = body["requests"]
    if len(requests) > MOST_TEXTS:
        return invalid(f"* BatchEmbedContentsRequest.requests: at most {MOST_TEXTS} requests can be in one batch\n")
    for each in requests:
        parts = each["content"]["parts"]
        if each["model"] != f"models/{model}" or set(each) - FIELDS or len(parts) != 1 or not parts[0]["text"].strip():
            return invalid("Each request names the model and has one text (text unknown).")
        if not LEAST_NUMBERS <= each.get("outputDimensionality", DIMENSIONS[model]) <= DIMENSIONS[model]:
            return invalid("outputDimensionality is out of range (text unknown).")
        is_told = each.get("taskType") in TASKS
        if is_told != (model == "gemini-embedding-001"):
            return invalid("gemini-embedding-2 knows no taskType, its predecessor needs one to search by.")
    return None


def texts_of(body: Mapping[str, Any]) -> list[str]:
    """The texts of a request, without the words that say what they are for."""
    return [_bare(each["content"]["parts"][0]["text"]) for each in body["requests"]]


def answered(model: str, body: Mapping[str, Any], same: Mapping[str, str]) -> dict[str, Any]:
    """The vectors of the texts of a request, in their order; words of `same` mean what others do."""
    numbers = [each.get("outputDimensionality", DIMENSIONS[model]) for each in body["requests"]]
    texts = [" ".join(same.get(word, word) for word in words(text)) for text in texts_of(body)]
    return {"embeddings": [{"values": vector(*each)} for each in zip(texts, numbers, strict=True)]}


def vector(text: str, numbers: int) -> list[float]:
    """The simulated vector of a text; that of one without stems points to its first number."""
    sums = [0.0] * numbers
    counts = Counter(stem for stems in question_stems(text).values() for stem in stems)
    for stem, count in counts.items():
        place, sign = _place(stem, numbers)
        sums[place] += sign * (1 + math.log(count))
    length = math.hypot(*sums)
    return [each / length for each in sums] if length else [1.0, *sums[1:]]


@cache
def _place(stem: str, numbers: int) -> tuple[int, int]:
    digest = int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest(), "little")
    return digest % numbers, 1 if digest >> 63 else -1


def _bare(text: str) -> str:
    for before in ("task: search result | query: ", "title: "):
        if text.startswith(before):
            return text.removeprefix(before).replace(" | text: ", "\n", 1)
    return text

"""The vector of a question, for a search: asked of the model that made those of the passages, and kept for a while.

A search does not wait for a model that fails: it goes on by words and says so, as the next ones do at once.
"""

from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.language_models import EMBEDDING_MODELS
from bivelio_core.providers import language_model as lm
from bivelio_core.store.codec import Item
from bivelio_core.ttl_cache import TtlCache

from . import queue
from .packed import Pack
from .vectors import in_bytes

SECONDS = 2.5
KEPT_SECONDS, MOST_KEPT = 300, 500
REST_SECONDS = 30
"""So long no vector is asked for after a failure."""
AGAIN_SECONDS = 600
"""How often a process has the same collection embedded that lacks vectors."""

_vectors: TtlCache[bytes] = TtlCache(KEPT_SECONDS, MOST_KEPT)
"""By model and question: they are the same for whoever asks."""
_requests: TtlCache[None] = TtlCache(AGAIN_SECONDS, 1_000)
_failures: dict[str, tuple[float, str]] = {}
"""When a model failed last, and why."""


class Question(NamedTuple):
    """The vector of a question, or why there is none."""

    vector: bytes | None = None
    failure: str | None = None


def question(query: str, pack: Pack, collection: Item, ctx: Context) -> Question:
    """A question for the passages of a collection with vectors, which are embedded later where they lack one."""
    embedder = lm.embedder_for(ctx.tenant.environment)
    if embedder is None:
        return Question(failure="no_model")
    if pack.model != embedder.model or len(pack.embedded) < pack.passages:
        place = (ctx.tenant, collection["SK"])
        _requests.get(place, lambda: queue.send_embed(collection["SK"], ctx.tenant))
    if pack.model != embedder.model:
        return Question(failure=collection.get("vectors_failure", "not_ready"))
    failed_at, failure = _failures.get(embedder.model, (0.0, ""))
    if 0 <= clock.epoch() - failed_at < REST_SECONDS:
        return Question(failure=failure)
    try:
        return Question(_vectors.get((embedder.model, query), lambda: _ask(query, embedder)))
    except (lm.ModelRefused, lm.ModelUnavailable) as error:
        _failures[embedder.model] = clock.epoch(), str(error.reason)
        return Question(failure=str(error.reason))


def _ask(query: str, embedder: lm.Embedder) -> bytes:
    text = EMBEDDING_MODELS[embedder.model].question.format(text=query)
    return in_bytes(embedder.vectors([text], "question", lm.Deadline.after(SECONDS))[0])


def forget() -> None:
    """Forget questions and failures; for tests."""
    _vectors.clear()
    _requests.clear()
    _failures.clear()

"""Search a collection for passages that answer a question."""

from bivelio_core.context import Context
from bivelio_core.knowledge import checked, packs, queue
from bivelio_core.knowledge.checked import Current
from bivelio_core.knowledge.languages import question_stems
from bivelio_core.knowledge.merging import merged
from bivelio_core.knowledge.models import Passage, Passages, PassageSource, SearchKnowledge
from bivelio_core.knowledge.packed import Hit, Pack
from bivelio_core.knowledge.stored import collection_in, is_complete
from bivelio_core.language_models import EMBEDDING_MODELS
from bivelio_core.store.codec import Item

CANDIDATES = 90
"""Passages that are looked at: what was changed or removed since they were put in order is passed over."""


def search(request: SearchKnowledge, ctx: Context) -> Passages:
    """The passages of a collection that fit a question best. Only what its sources say now is an answer.

    Raises Unprocessable for a collection that is not there, or is archived. Calls: a read of the collection, one of
    the sources found; the file with its passages when it was changed; the vector of a new question, where there are
    vectors.
    """
    collection = collection_in(request.collection, ctx)
    pack = packs.pack_of(collection, ctx.store)
    if pack is None:  # it was erased with a person, or is of another release
        queue.send_pack(request.collection, ctx.tenant, 0)
        return Passages(passages=[], searched_by="words", is_complete=False)
    vector, failure = _vector(request.query, pack, collection, ctx)
    hits = _hits(request.query, vector, pack)
    passages: list[Passage] = []
    for each in checked.current(pack, hits, request.collection, ctx.store):
        passages.append(_passage(each))
        if len(passages) == request.limit:
            break
    return Passages(
        passages=passages,
        searched_by="words" if vector is None else "words_and_vectors",
        vectors_failure=failure,
        is_complete=is_complete(collection),
    )


def _vector(query: str, pack: Pack, collection: Item, ctx: Context) -> tuple[bytes | None, str | None]:
    """The vector of a question, or why there is none; neither where the collection has no vectors."""
    if not collection.get("vectors"):
        return None, None
    from bivelio_core.knowledge import asking  # noqa: PLC0415 - where there are vectors

    return asking.question(query, pack, collection, ctx)


def _hits(query: str, vector: bytes | None, pack: Pack) -> list[Hit]:
    """The passages that share words with a question; with a vector, those that are near it too, in one order."""
    by_words = pack.hits(question_stems(query), CANDIDATES)
    if vector is None or pack.model is None:
        return by_words
    least, worded = EMBEDDING_MODELS[pack.model].least, {hit.number for hit in by_words}
    near = [hit for hit in pack.near(vector, CANDIDATES) if hit.score >= least or hit.number in worded]
    return merged(by_words, near, pack.embedded, CANDIDATES)


def _passage(current: Current) -> Passage:
    source, saying = current.source, current.saying
    about = {name: source[name] for name in ("document_id", "url") if name in source}
    return Passage(
        text=saying.text,
        headings=saying.headings,
        page=saying.page,
        source=PassageSource(source_id=source["SK"], kind=source["kind"], title=saying.title, **about),
        score=round(current.score, 3),
    )

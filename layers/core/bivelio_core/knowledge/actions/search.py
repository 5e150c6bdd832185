"""Search a collection for passages that answer a question."""

from bivelio_core.context import Context
from bivelio_core.knowledge import checked, packs, queue
from bivelio_core.knowledge.checked import Current
from bivelio_core.knowledge.languages import question_stems
from bivelio_core.knowledge.models import Passage, Passages, PassageSource, SearchKnowledge
from bivelio_core.knowledge.stored import collection_in, is_complete

CANDIDATES = 90
"""Passages that are looked at: what was changed or removed since they were put in order is passed over."""


def search(request: SearchKnowledge, ctx: Context) -> Passages:
    """The passages of a collection that fit a question best. Only what its sources say now is an answer.

    Raises Unprocessable for a collection that is not there, or is archived. Calls: a read of the collection, one of
    the sources found; the file with its passages when it was changed.
    """
    collection = collection_in(request.collection, ctx)
    pack = packs.pack_of(collection, ctx.store)
    if pack is None:  # it was erased with a person, or is of another release
        queue.send_pack(request.collection, ctx.tenant, 0)
        return Passages(passages=[], searched_by="words", is_complete=False)
    hits = pack.hits(question_stems(request.query), CANDIDATES)
    passages: list[Passage] = []
    for each in checked.current(pack, hits, request.collection, ctx.store):
        passages.append(_passage(each))
        if len(passages) == request.limit:
            break
    return Passages(passages=passages, searched_by="words", is_complete=is_complete(collection))


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

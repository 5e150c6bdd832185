"""The terms of documents: folder, tag, type, the day of the upload, and the words of the file name."""

from collections.abc import Iterator

from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Criteria, Exact, Indexed, Term
from bivelio_core.store.keys import DOCUMENT

from .models import ListDocuments

EMPTY_RANGE = register("documents", "range")

FOLDER, TAG, TYPE = (index_terms.facet(code) for code in ("folder", "tag", "type"))
UPLOADED = index_terms.day("up")


def _terms(item: Item) -> Iterator[Term]:
    if folder := item.get("folder"):
        yield Term(FOLDER, folder)
    if document_type := item.get("document_type"):
        yield Term(TYPE, document_type)
    for tag in item["tags"]:
        yield Term(TAG, tag)
    yield from index_days.terms_of(UPLOADED, item["uploaded_at"])
    yield from index_words.word_terms(item["filename"])


DOCUMENTS = Indexed(
    DOCUMENT,
    _terms,
    (FOLDER, TAG, TYPE, UPLOADED, *index_words.TEXT),
    is_listed=lambda item: item["status"] == "stored",
)


def criteria(request: ListDocuments) -> Criteria:
    """The criteria of a list.

    Raises ValidationError for a search without words or with too many, Unprocessable for days that end before they
    begin.
    """
    facets = [
        *([Term(FOLDER, request.folder)] if request.folder else []),
        *([Term(TYPE, request.type)] if request.type else []),
        *(Term(TAG, tag) for tag in request.tags),
    ]
    days = index_days.of_request(UPLOADED, request.first, request.last, "to", EMPTY_RANGE)
    return (*((Exact(term),) for term in facets), *days, *index_search.of_request(request.search))

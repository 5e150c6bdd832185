"""The terms of products: kind, whether archived, and the words of name, code and descriptions."""

from collections.abc import Iterator

from bivelio_core.store.codec import Item
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Criteria, Exact, Indexed, Term
from bivelio_core.store.keys import PRODUCT

from .models import ListProducts

KIND, ARCHIVED = index_terms.facet("product_kind"), index_terms.facet("product_archived")


def _terms(item: Item) -> Iterator[Term]:
    yield Term(KIND, item["kind"])
    yield Term(ARCHIVED, _word(archived=item["archived"]))
    for text in (item["name"], *item.get("descriptions", {}).values()):
        yield from index_words.word_terms(text)
    if code := item.get("code"):
        yield from index_words.word_terms(code)


PRODUCTS = Indexed(
    PRODUCT, _terms, (KIND, ARCHIVED, *index_words.TEXT), is_listed=lambda item: not item.get("deleted", False)
)


def criteria(request: ListProducts) -> Criteria:
    """The criteria of a list. Raises ValidationError for a search without words, or with too many."""
    kinds = ((Exact(Term(KIND, request.kind)),),) if request.kind else ()
    archived = (Exact(Term(ARCHIVED, _word(archived=request.archived))),)
    return (archived, *kinds, *index_search.of_request(request.search))


def _word(*, archived: bool) -> str:
    return "yes" if archived else "no"

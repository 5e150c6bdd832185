"""The terms of cases: status, priority, assignee, contact, and the words of number, title and tags."""

from collections.abc import Iterator

from bivelio_core.store.codec import Item
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Criteria, Exact, Indexed, Term
from bivelio_core.store.keys import CASE

from .models import ListCases

STATUS, PRIORITY = index_terms.facet("case_status"), index_terms.facet("case_priority")
ASSIGNEE, CONTACT = index_terms.facet("case_assignee"), index_terms.facet("case_contact")
FACETS = {"status": STATUS, "priority": PRIORITY, "assignee": ASSIGNEE, "contact_id": CONTACT}


def _terms(item: Item) -> Iterator[Term]:
    for name, facet in FACETS.items():
        if value := item.get(name):
            yield Term(facet, value)
    for text in (item["number"], item["title"], *item["tags"]):
        yield from index_words.word_terms(text)


CASES = Indexed(CASE, _terms, (*FACETS.values(), *index_words.TEXT))


def criteria(request: ListCases) -> Criteria:
    """The criteria of a list. Raises ValidationError for a search without words, or with too many."""
    facet_values = {name: getattr(request, name) for name in FACETS}
    facets = tuple((Exact(Term(FACETS[name], value)),) for name, value in facet_values.items() if value is not None)
    return (*facets, *index_search.of_request(request.search))

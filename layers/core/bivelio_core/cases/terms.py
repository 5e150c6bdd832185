"""The terms of cases: status, priority, assignee, contact, the last change, and the words of number, title and tags."""

from collections.abc import Iterator, Sequence

from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Criteria, Exact, Indexed, Term
from bivelio_core.store.keys import CASE

from .models import ListCases

STATUS, PRIORITY = index_terms.facet("case_status"), index_terms.facet("case_priority")
ASSIGNEE, CONTACT = index_terms.facet("case_assignee"), index_terms.facet("case_contact")
UPDATED = index_terms.day("case_updated")
FACETS = {"status": STATUS, "priority": PRIORITY, "assignee": ASSIGNEE, "contact_id": CONTACT}


def _terms(item: Item) -> Iterator[Term]:
    for name, facet in FACETS.items():
        if value := item.get(name):
            yield Term(facet, value)
    yield from index_days.terms_of(UPDATED, item["updated_at"])
    for text in (item["number"], item["title"], *item["tags"]):
        yield from index_words.word_terms(text)


CASES = Indexed(CASE, _terms, (*FACETS.values(), UPDATED, *index_words.TEXT), added=(UPDATED,))


def criteria(request: ListCases, contact_ids: Sequence[str] = ()) -> Criteria:
    """The criteria of a list; `contact_ids` are those of its contact.

    Raises ValidationError for a search without words, or with too many.
    """
    facet_values = {name: [getattr(request, name)] for name in FACETS if getattr(request, name) is not None}
    if contact_ids:
        facet_values["contact_id"] = [*contact_ids]
    facets = tuple(tuple(Exact(Term(FACETS[name], each)) for each in some) for name, some in facet_values.items())
    return (*facets, *index_search.of_request(request.search))

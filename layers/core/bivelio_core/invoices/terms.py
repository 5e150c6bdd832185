"""The terms of invoices: type, status, contact, day of issue, and the words of number, name and tax number."""

from collections.abc import Iterator, Sequence
from datetime import date

from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Criteria, Exact, Indexed, Prefix, Term
from bivelio_core.store.keys import INVOICE

from .errors import RANGE
from .models import ListInvoices
from .stored import DELETED

TYPE, STATUS = index_terms.facet("type"), index_terms.facet("status")
CLIENT = index_terms.text("client")
ISSUED = index_terms.day("issued")


def _terms(item: Item) -> Iterator[Term]:
    yield Term(TYPE, item["type"])
    yield Term(STATUS, item["status"])
    yield from index_days.day_terms(ISSUED, date.fromisoformat(item["issue_date"]))
    yield from index_words.word_terms(item["number"])
    if client := item.get("client"):
        yield from index_words.word_terms(client["name"])
        if nif := client.get("nif"):
            yield from index_words.code_terms(nif)
    if "contact" in item:
        yield Term(CLIENT, item["contact"])


INVOICES = Indexed(
    INVOICE,
    _terms,
    (TYPE, STATUS, CLIENT, ISSUED, *index_words.TEXT),
    is_listed=lambda item: item["status"] != DELETED,
)


def criteria(request: ListInvoices, contacts: Sequence[str]) -> Criteria:
    """The criteria of a list; `contacts` are the sort keys of the contact that is asked for, none for all.

    Raises ValidationError for a search without words or with too many, Unprocessable for days that end before they
    begin.
    """
    facets = [
        *([Term(TYPE, request.type)] if request.type else []),
        *([Term(STATUS, request.status)] if request.status else []),
    ]
    of_client: Criteria = (tuple(Prefix(CLIENT, contact) for contact in contacts),) if contacts else ()
    days = index_days.of_request(ISSUED, request.from_date, request.to_date, "to_date", RANGE)
    return (*((Exact(term),) for term in facets), *of_client, *days, *index_search.of_request(request.search))

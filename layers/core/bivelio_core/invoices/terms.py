"""The terms of invoices: type, status, contact, days, total, words of number, name and tax number."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import numbers as index_numbers
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Clause, Criteria, Exact, Indexed, Prefix, Term, TermField, negated
from bivelio_core.store.keys import INVOICE

from .errors import RANGE
from .models import ListInvoices, Status
from .stored import DELETED

TYPE, STATUS = index_terms.facet("type"), index_terms.facet("status")
CLIENT = index_terms.text("client")
ISSUED, PAID = index_terms.day("issued"), index_terms.day("paid")
DUE, UPDATED, TOTAL = index_terms.day("due"), index_terms.day("updated"), index_terms.number("total")

UNPAID: tuple[Status, ...] = ("pending", "sent", "partially_paid", "overdue")
"""The statuses of invoices of which something is due."""


def _terms(item: Item) -> Iterator[Term]:
    yield Term(TYPE, item["type"])
    yield Term(STATUS, item["status"])
    for field, name in ((ISSUED, "issue_date"), (DUE, "due_date"), (UPDATED, "updated_at")):
        yield from index_days.terms_of(field, item.get(name))
    yield from index_numbers.number_terms(TOTAL, Decimal(item["total"]))
    for payment in item.get("payments", ()):
        yield from index_days.terms_of(PAID, payment["date"])
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
    (TYPE, STATUS, CLIENT, ISSUED, PAID, DUE, UPDATED, TOTAL, *index_words.TEXT),
    added=(PAID, DUE, UPDATED, TOTAL),
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
    return (
        *((Exact(term),) for term in facets),
        *_due(is_unpaid=request.unpaid),
        *of_client,
        *days,
        *index_search.of_request(request.search),
    )


def _due(*, is_unpaid: bool | None) -> Criteria:
    """The criteria of invoices of which something is due, or of all others."""
    if is_unpaid is None:
        return ()
    clause = one_of(STATUS, *UNPAID)
    return (clause,) if is_unpaid else negated((clause,))


def one_of(field: TermField, *values: str) -> Clause:
    """The clause that accepts each of these values."""
    return tuple(Exact(Term(field, value)) for value in values)

"""The terms of ledger entries in lists: the kind and the day."""

from collections.abc import Iterator
from datetime import date

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index.terms import Clause, Criteria, Exact, Indexed, Term
from bivelio_core.store.keys import CREDIT_ENTRY

KIND, DAY = index_terms.facet("credit_kind"), index_terms.day("credit_day")


def _terms(item: Item) -> Iterator[Term]:
    yield Term(KIND, item["kind"])
    yield from index_days.day_terms(DAY, clock.parse(item["at"]).date())


ENTRIES = Indexed(CREDIT_ENTRY, _terms, (KIND, DAY))


def criteria(kind: str | None, first: date | None, last: date | None) -> Criteria:
    """The criteria of a list of entries. Raises ValueError when the days end before they begin."""
    clauses: list[Clause] = [(Exact(Term(KIND, kind)),)] if kind else []
    if first or last:
        clauses.append(index_days.between(DAY, first or index_days.OPEN_ENDS[0], last or index_days.OPEN_ENDS[1]))
    return tuple(clauses)

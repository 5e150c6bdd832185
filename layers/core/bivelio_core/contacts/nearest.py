"""Contacts that a search may have meant which found nobody: a word with a typing mistake, digits inside a number."""

from bivelio_core.context import Context
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index.layout import read_summary
from bivelio_core.store.index.nearness import MANY_NUMBERS, widened
from bivelio_core.store.index.orders import Order
from bivelio_core.store.index.reader import ListPage
from bivelio_core.store.index.terms import Clause, Criteria, Indexed

from .models import ListContacts
from .orders import ordered_page
from .terms import CONTACTS


def nearest_page(
    request: ListContacts, others: Criteria, indexed: Indexed, order: Order | None, ctx: Context
) -> ListPage:
    """A page of the contacts that meet the criteria but for a mistake in a word of the search; empty if none do."""
    wide = nearest_criteria(request.search, others, ctx)
    if wide is None:
        return ListPage([], 0)
    return ordered_page(wide, indexed, request, order, ctx)


def nearest_criteria(search: str | None, others: Criteria, ctx: Context) -> Criteria | None:
    """The criteria of a search that is said more widely, beside others; None if that says nothing else.

    Only the words that nobody has are said more widely; all of them when somebody has each, and nobody all.
    """
    clauses = index_search.of_request(search)
    inside_numbers = read_summary(ctx.store, CONTACTS).high <= MANY_NUMBERS
    unknown = [clause for clause in clauses if len(clauses) == 1 or not _has_any(clause, ctx)] or clauses
    wide = {clause: widened(clause, inside_numbers=inside_numbers) for clause in unknown}
    if all(clause == wider for clause, wider in wide.items()):
        return None
    return (*others, *(wide.get(clause, clause) for clause in clauses))


def _has_any(clause: Clause, ctx: Context) -> bool:
    return index_reader.list_page(ctx.store, CONTACTS, (clause,), per_page=1).total > 0

"""Read cases: one with its notes, or a page of those that meet criteria."""

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.keys import CASE, CASE_NOTE, CONTACT

from . import links
from .models import CasePage, CaseWithNotes, GetCase, ListCases
from .show import show_listed, show_with_notes
from .terms import CASES, criteria


def get(request: GetCase, ctx: Context) -> CaseWithNotes:
    """Read a case with its notes."""
    return show_case(ctx.store.find(CASE, request.id), ctx)


def page(request: ListCases, ctx: Context) -> CasePage:
    """A page of the cases that meet all criteria, newest first. Raises Unprocessable for an unknown contact."""
    clauses = criteria(request, links.contact_ids(ctx.store, request.contact_id))
    page = index_reader.list_page(ctx.store, CASES, clauses, page=request.page, per_page=request.per_page)
    contact_names = resources.names(ctx.store, CONTACT, filter(None, (each.get("contact_id") for each in page.items)))
    return CasePage(
        cases=[show_listed(item, ctx.organisation, contact_names) for item in page.items],
        pagination=Pagination.of(request, page.total),
    )


def show_case(item: Item, ctx: Context) -> CaseWithNotes:
    """A case as the API shows it, with its notes."""
    notes = ctx.store.query(CASE_NOTE, item["SK"], consistent=True) if item["note_count"] else ()
    return show_with_notes(item, notes, ctx.organisation)

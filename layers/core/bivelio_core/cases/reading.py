"""Read cases: one with its notes, or a page of those that meet criteria."""

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CASE, CASE_NOTE, CONTACT

from . import links
from .models import CasePage, CaseWithNotes, GetCase, ListCases
from .show import show_listed, show_with_notes


def get(request: GetCase, ctx: Context) -> CaseWithNotes:
    """Read a case with its notes."""
    return show_case(ctx.store.find(CASE, request.id), ctx)


def page(request: ListCases, ctx: Context) -> CasePage:
    """A page of the cases that meet all criteria, in order.

    Raises Unprocessable for an unknown contact, and for a list that is too long for its order.
    """
    from bivelio_core.sorted_lists import sorted_by  # noqa: PLC0415 - only this operation reads the index

    from .orders import ORDERS  # noqa: PLC0415
    from .terms import CASES, criteria  # noqa: PLC0415

    clauses = criteria(request, links.contact_ids(ctx.store, request.contact_id))
    page = sorted_by(ctx.store, CASES, clauses, request, ORDERS, request.sort)
    contact_names = resources.names(ctx.store, CONTACT, filter(None, (each.get("contact_id") for each in page.items)))
    return CasePage(
        cases=[show_listed(item, ctx.organisation, contact_names) for item in page.items],
        pagination=Pagination.of(request, page.total),
    )


def show_case(item: Item, ctx: Context) -> CaseWithNotes:
    """A case as the API shows it, with its notes."""
    notes = ctx.store.query(CASE_NOTE, item["SK"], consistent=True) if item["note_count"] else ()
    return show_with_notes(item, notes, ctx.organisation)

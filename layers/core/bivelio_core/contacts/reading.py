"""Read contacts: one, or a page of those that meet criteria."""

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT

from .models import Contact, ContactPage, GetContact, ListContacts
from .show import show


def get(request: GetContact, ctx: Context) -> Contact:
    """Read a contact, an archived one too."""
    return show_contact(ctx.store.find(CONTACT, request.id), ctx)


def page(request: ListContacts, ctx: Context) -> ContactPage:
    """A page of the contacts that meet all criteria, newest first."""
    from bivelio_core.store.index import reader as index_reader  # noqa: PLC0415 - only this operation reads the index

    from .terms import CONTACTS, criteria  # noqa: PLC0415

    asked = criteria(request.search, request.type, request.tags)
    listed = index_reader.list_page(ctx.store, CONTACTS, asked, page=request.page, per_page=request.per_page)
    return ContactPage(
        contacts=[show_contact(item, ctx) for item in listed.items],
        pagination=Pagination.of(request, listed.total),
    )


def show_contact(item: Item, ctx: Context, *, warnings: bool = False) -> Contact:
    """A contact as the API shows it. What is wrong with its addresses is told with `warnings` alone."""
    if not warnings:
        return show(item, ctx.organisation, None)
    from .warnings import warnings_about  # noqa: PLC0415 - not to read a contact

    return show(item, ctx.organisation, warnings_about(item, ctx))

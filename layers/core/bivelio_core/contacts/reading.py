"""Read contacts: one, or a page of those that meet criteria."""

from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound, ValidationError
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import existing

from .models import Contact, ContactPage, FindContact, FoundContact, GetContact, ListContacts
from .show import show


def get(request: GetContact, ctx: Context) -> Contact:
    """Read a contact, an archived one too. Raises ValidationError unless exactly one field is sent."""
    if request.external_id is not None and request.id is not None:
        raise ValidationError.of("external_id", "one_of")
    if request.external_id is not None:
        return show_contact(existing(_with_external_id(request.external_id, ctx)), ctx)
    if request.id is None:
        raise ValidationError.of("id", "required")
    return show_contact(ctx.store.find(CONTACT, request.id), ctx)


def page(request: ListContacts, ctx: Context) -> ContactPage:
    """A page of the contacts that meet all criteria, in order; of the nearest where a search finds none.

    Raises ValidationError for what is no filter or search, Unprocessable for a list that is too long for its order.
    """
    from bivelio_core.store.index.search import of_request  # noqa: PLC0415 - only this operation reads the index

    from .custom.conditions import DeclaredFields  # noqa: PLC0415
    from .list_criteria import criteria  # noqa: PLC0415
    from .orders import order_of, ordered_page  # noqa: PLC0415
    from .terms import CONTACTS  # noqa: PLC0415

    declared = DeclaredFields(ctx.store)
    others = criteria(None, request.type, request.tags, request.filter, declared)
    if request.view is not None:
        from .views.stored import viewed  # noqa: PLC0415 - only for a list by a view

        request, of_view = viewed(request, declared, ctx)
        others += of_view
    order = order_of(request.sort, declared)
    indexed = declared.bound(CONTACTS)
    listed = ordered_page((*others, *of_request(request.search)), indexed, request, order, ctx)
    is_approximate = False
    if request.search and not listed.total:
        from .nearest import nearest_page  # noqa: PLC0415 - only for a search that finds nobody

        listed = nearest_page(request, others, indexed, order, ctx)
        is_approximate = listed.total > 0
    return ContactPage(
        contacts=[show_contact(item, ctx) for item in listed.items],
        pagination=Pagination.of(request, listed.total),
        approximate=is_approximate or None,
    )


def find(request: FindContact, ctx: Context) -> FoundContact:
    """A contact by its id or external id, or the newest one with exactly this address or phone; none is no error.

    An address is looked up in the index of lists, which is exact. The item of the address (addresses.py) would not do:
    it names whom messages from there belong to, and of two contacts with one address that need not be the newer one.
    Nobody has null, which a step may have been given. Raises ValidationError unless exactly one field is sent,
    ResourceForbidden for another organisation's id.
    """
    if len(request.model_fields_set) != 1:
        raise ValidationError.of("id", "one_of")
    try:
        item = ctx.store.find(CONTACT, request.id) if request.id is not None else _with_address(request, ctx)
    except ResourceNotFound:
        item = None
    return FoundContact(found=item is not None, contact=None if item is None else show_contact(item, ctx))


def _with_address(request: FindContact, ctx: Context) -> Item | None:
    from .addresses import by_index, of_emails, of_phones  # noqa: PLC0415 - not to read a contact

    if request.external_id is not None:
        return _with_external_id(request.external_id, ctx)
    for address in (*of_emails([request.email]), *of_phones([request.phone])):
        return by_index(ctx.store, address)
    return None


def _with_external_id(external_id: str, ctx: Context) -> Item | None:
    from .external_ids import contact_of  # noqa: PLC0415 - not to read a contact by its id

    return contact_of(ctx.store, external_id)


def show_contact(item: Item, ctx: Context, *, warnings: bool = False) -> Contact:
    """A contact as the API shows it. What is wrong with its addresses is told with `warnings` alone."""
    if not warnings:
        return show(item, ctx.organisation, None)
    from .warnings import warnings_about  # noqa: PLC0415 - not to read a contact

    return show(item, ctx.organisation, warnings_about(item, ctx))

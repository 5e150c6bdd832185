"""The operations on contacts."""

from typing import TYPE_CHECKING

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import (
    Conflict,
    ResourceForbidden,
    ResourceNotFound,
    Unprocessable,
    ValidationError,
)
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, put_once
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.revise import Change, Source, by_id, revise

from .fields import NOT_A_COMPANY
from .items import changed, new_attributes
from .models import ArchiveContact, Contact, ContactPage, CreateContact, GetContact, ListContacts, UpdateContact
from .show import show

if TYPE_CHECKING:
    from bivelio_core.store.index.terms import Indexed


def _lists() -> "Indexed":
    from .terms import CONTACTS  # noqa: PLC0415 - not to read a contact

    return CONTACTS


SOURCE = Source(by_id(CONTACT), _lists)


def create(request: CreateContact, ctx: Context) -> Contact:
    """Create a contact. With an Idempotency-Key, the same request again returns the same contact.

    Raises Unprocessable when `company_id` is not a company of the organisation, IdempotencyMismatch when the key was
    used for another request.
    """
    check_company(request.company_id, ctx)
    attributes = new_attributes(request, ids.random_text(ids.RANDOM_LENGTH))
    sk = sequence_sk(ctx.store.lease_sequence(CONTACT))
    key = EffectKey.of("contacts.create", ctx.idempotency_key, request)
    return _show(put_once(ctx.store, key, CONTACT, sk, attributes), ctx, warnings=True)


def get(request: GetContact, ctx: Context) -> Contact:
    """Read a contact, an archived one too."""
    return _show(ctx.store.find(CONTACT, request.id), ctx)


def list_contacts(request: ListContacts, ctx: Context) -> ContactPage:
    """A page of the contacts that meet all criteria, newest first."""
    from bivelio_core.store.index import reader as index_reader  # noqa: PLC0415 - only this operation reads the index

    from .terms import CONTACTS, criteria  # noqa: PLC0415

    asked = criteria(request.search, request.type, request.tags)
    page = index_reader.list_page(ctx.store, CONTACTS, asked, page=request.page, per_page=request.per_page)
    return ContactPage(
        contacts=[_show(item, ctx) for item in page.items],
        pagination=Pagination.of(request, page.total),
    )


def update(request: UpdateContact, ctx: Context) -> Contact:
    """Change the fields that are sent. Raises Conflict when the contact is archived or not of the requested version.

    A contact that already has the requested values is no conflict: the first answer to this request may have been lost.
    """
    sent = request.model_fields_set - {"id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    if "company_id" in sent:
        check_company(request.company_id, ctx)

    def decide(contact: Item) -> Change:
        if "archived_at" in contact:
            raise Conflict(details={"reason": "archived", "archived_at": contact["archived_at"]})
        return Change(changed(contact, request, sent))

    return _show(revise(ctx.store, SOURCE, request.id, decide, version=request.version), ctx, warnings=True)


def archive(request: ArchiveContact, ctx: Context) -> Contact:
    """Remove a contact from the lists; it can still be read. Archiving it again changes nothing."""

    def decide(contact: Item) -> Change | None:
        return None if "archived_at" in contact else Change({**contact, "archived_at": clock.timestamp()})

    return _show(revise(ctx.store, SOURCE, request.id, decide), ctx)


def check_company(company_id: str | None, ctx: Context) -> None:
    """Raises Unprocessable when an id, if there is one, is not that of a company of the organisation."""
    if company_id is None:
        return
    try:
        company = ctx.store.find(CONTACT, company_id, consistent=False)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("company_id", "not_found") from error
    if company["type"] != "company":
        raise Unprocessable.of("company_id", NOT_A_COMPANY)


def _show(item: Item, ctx: Context, *, warnings: bool = False) -> Contact:
    if not warnings:
        return show(item, ctx.organisation, None)
    from .warnings import warnings_about  # noqa: PLC0415 - not to read a contact

    return show(item, ctx.organisation, warnings_about(item, ctx))

"""Create, change and archive contacts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import (
    Conflict,
    ResourceForbidden,
    ResourceNotFound,
    Unprocessable,
    ValidationError,
)
from bivelio_core.store import members
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, put_once
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.revise import Change, Source, by_id, revise
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import archived
from .custom import checking
from .end_models import ArchiveContact
from .fields import NOT_A_COMPANY, NOT_A_MEMBER
from .items import changed, new_attributes
from .models import Contact, CreateContact, UpdateContact
from .reading import show_contact

if TYPE_CHECKING:
    from bivelio_core.store.index.terms import Indexed


def _lists() -> "Indexed":
    from .terms import CONTACTS  # noqa: PLC0415 - not to read a contact

    return CONTACTS


SOURCE = Source(by_id(CONTACT), _lists, is_shared=True)


def create(request: CreateContact, ctx: Context) -> Contact:
    """Create a contact. With an Idempotency-Key, the same request again returns the same contact.

    Raises Unprocessable when `company_id` is not a company of the organisation or `owner_id` none of its members, and
    for values that a declared field does not allow; Conflict when another contact has the external id,
    IdempotencyMismatch when the key was used for another request.
    """
    check_company(request.company_id, ctx)
    check_owner(request.owner_id, ctx)
    attributes = new_attributes(request, ids.random_text(ids.RANDOM_LENGTH))
    number, attributes["custom_fields"] = checking.of_new(ctx.store, request.custom_fields)
    key = EffectKey.of("contacts.create", ctx.idempotency_key, request)
    return show_contact(written_once(ctx.store, key, sequence_sk(number), attributes), ctx, warnings=True)


def written_once(store: TenantStore, key: EffectKey, sk: str, attributes: dict[str, Any]) -> Item:
    """Write a new contact unless the key was used before; returns the contact that was made."""
    if "external_id" not in attributes:
        return put_once(store, key, CONTACT, sk, attributes)
    from .external_ids import made_once  # noqa: PLC0415 - only for a contact that has one

    return made_once(store, key, sk, attributes)


def update(request: UpdateContact, ctx: Context) -> Contact:
    """Change the fields that are sent.

    Raises Conflict when the contact is archived or not of the requested version, or another one has the external id. A
    contact that already has the requested values is no conflict: the first answer to this request may have been lost.
    """
    return show_contact(updated(request, ctx), ctx, warnings=True)


def updated(request: UpdateContact, ctx: Context, key: EffectKey | None = None) -> Item:
    """The contact after `update`; with a key, changed once. Raises as it does."""
    sent = request.model_fields_set - {"id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    if "company_id" in sent:
        check_company(request.company_id, ctx)

    def decide(contact: Item) -> Change:
        if "archived_at" in contact:
            raise Conflict(details={"reason": "archived", "archived_at": contact["archived_at"]})
        if request.owner_id != contact.get("owner_id"):  # who is the owner already may have left
            check_owner(request.owner_id, ctx)
        after = changed(contact, checking.in_request(ctx.store, request, contact), sent)
        return Change(after, also=_claims(ctx.store, contact, after))

    return revise(ctx.store, SOURCE, request.id, decide, key=key, version=request.version)


def _claims(store: TenantStore, before: Item, after: Item) -> Sequence[Write]:
    """The writes by which a new external id leads to its contact."""
    if before.get("external_id") == after.get("external_id"):
        return ()
    from .external_ids import claims  # noqa: PLC0415 - only for a change of one

    return claims(store, before, after)


def archive(request: ArchiveContact, ctx: Context) -> Contact:
    """Remove a contact from the lists; it can still be read. Archiving it again changes nothing."""

    def decide(contact: Item) -> Change | None:
        if "archived_at" in contact:
            return None
        return Change({**contact, "archived_at": clock.timestamp(), **archived.mark(ctx.tenant)})

    return show_contact(revise(ctx.store, SOURCE, request.id, decide), ctx)


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


def check_owner(user: str | None, ctx: Context) -> None:
    """Raises Unprocessable when somebody, if it is anybody, is no member of the organisation."""
    if user is not None and not members.is_member(ctx.store, user):
        raise Unprocessable.of("owner_id", NOT_A_MEMBER)

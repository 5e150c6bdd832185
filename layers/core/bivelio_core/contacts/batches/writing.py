"""Create or change up to a hundred contacts with one request."""

from bivelio_core import ids
from bivelio_core.contacts.custom import checking, definitions
from bivelio_core.contacts.items import new_attributes
from bivelio_core.contacts.models import CreateContact, UpdateContact
from bivelio_core.contacts.reading import show_contact
from bivelio_core.contacts.writing import check_company, check_owner, updated, written_once
from bivelio_core.context import Context
from bivelio_core.store.keys import CONTACT, sequence_sk

from .models import BatchCreateContacts, BatchResult, BatchUpdateContacts, ContactBatch, Faulty
from .work import carried_out, key_of


def batch_create(request: BatchCreateContacts, ctx: Context) -> ContactBatch:
    """Create contacts, as `contacts.create` does each. Their numbers are leased together, in their order."""
    places = [place for place, each in enumerate(request.contacts) if not isinstance(each, Faulty)]
    first = ctx.store.lease_sequence(CONTACT, len(places)) if places else 0
    sks = {place: sequence_sk(first + rank) for rank, place in enumerate(places)}
    declared = definitions.read(ctx.store)  # after the lease: a field that is declared from now on finds these contacts

    def create(place: int, each: CreateContact) -> BatchResult:
        check_company(each.company_id, ctx)
        check_owner(each.owner_id, ctx)
        attributes = new_attributes(each, ids.random_text(ids.RANDOM_LENGTH))
        custom_fields = checking.checked(ctx.store, declared, each.custom_fields, {}, is_new=True)
        attributes["custom_fields"] = {name: value for name, value in custom_fields.items() if value is not None}
        item = written_once(ctx.store, key_of("contacts.batch_create", ctx, place, each), sks[place], attributes)
        return BatchResult(ok=True, contact=show_contact(item, ctx, warnings=True))

    return carried_out(request.contacts, ctx, create)


def batch_update(request: BatchUpdateContacts, ctx: Context) -> ContactBatch:
    """Change contacts, as `contacts.update` does each; the changes of one contact are made in their order."""

    def update(place: int, each: UpdateContact) -> BatchResult:
        item = updated(each, ctx, key_of("contacts.batch_update", ctx, place, each))
        return BatchResult(ok=True, contact=show_contact(item, ctx, warnings=True))

    return carried_out(request.contacts, ctx, update, lambda each: [each.id])

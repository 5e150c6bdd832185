"""Make or change up to a hundred contacts by what they are known by, with one request."""

from collections.abc import Iterator

from bivelio_core.contacts.actions import upsert
from bivelio_core.contacts.batches.models import BatchResult, BatchUpsertContacts, ContactBatch
from bivelio_core.contacts.batches.work import carried_out, key_of
from bivelio_core.contacts.upsert_models import UpsertContact
from bivelio_core.context import Context


def batch_upsert(request: BatchUpsertContacts, ctx: Context) -> ContactBatch:
    """Make or change contacts, as `contacts.upsert` does each; those that share an address, in their order."""

    def put(place: int, each: UpsertContact) -> BatchResult:
        key = key_of("contacts.batch_upsert", ctx, place, each)
        upserted = upsert.upserted(each, ctx, key)
        return BatchResult(ok=True, contact=upserted.contact, created=upserted.created)

    return carried_out(request.contacts, ctx, put, _names)


def _names(request: UpsertContact) -> Iterator[str]:
    """All by which a contact may be known, whatever decides: two requests that share it may mean the same."""
    for known_by in upsert.addresses_of_keys(request).values():
        yield from (address.sk for address in known_by)

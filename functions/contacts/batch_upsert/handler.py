"""POST /v1/contacts/batch_upsert"""

from bivelio_core.contacts.batches.actions import batch_upsert
from bivelio_core.contacts.batches.models import BatchUpsertContacts, ContactBatch
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.batch_upsert",
    title="Create or update up to 100 contacts",
    scope="write",
    undone_by="contacts.batch_update",
    maximum_body_bytes=2_000_000,
    gateway_timeout_seconds=29,
    needs=Needs(
        writes=(keys.CONTACT, keys.CONTACT_ADDRESS, keys.EFFECT),
        # who may be the owner of a contact
        also=(Access((MEMBERS,), ("GetItem",)),),
        timeout=28,
    ),
)
def handler(request: BatchUpsertContacts, ctx: Context) -> ContactBatch:
    """Create or update up to 100 contacts by what they are known by, with a result for each."""
    return batch_upsert.batch_upsert(request, ctx)

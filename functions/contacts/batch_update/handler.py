"""POST /v1/contacts/batch_update"""

from bivelio_core.contacts.batches import writing
from bivelio_core.contacts.batches.models import BatchUpdateContacts, ContactBatch
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.batch_update",
    title="Update up to 100 contacts",
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
def handler(request: BatchUpdateContacts, ctx: Context) -> ContactBatch:
    """Update up to 100 contacts, with a result for each."""
    return writing.batch_update(request, ctx)

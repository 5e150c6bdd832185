"""POST /v1/contacts/update"""

from bivelio_core.contacts import writing
from bivelio_core.contacts.models import Contact, UpdateContact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.update",
    title="Update a contact",
    scope="write",
    undone_by="contacts.update",
    needs=Needs(
        writes=(keys.CONTACT, keys.CONTACT_ADDRESS, keys.EFFECT),
        # who may be the owner of a contact
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: UpdateContact, ctx: Context) -> Contact:
    """Update a contact; only the fields that are sent change."""
    return writing.update(request, ctx)

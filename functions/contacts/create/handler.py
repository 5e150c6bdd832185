"""POST /v1/contacts/create"""

from bivelio_core.contacts import writing
from bivelio_core.contacts.models import Contact, CreateContact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.create",
    scope="write",
    undone_by="contacts.archive",
    needs=Needs(
        writes=(keys.CONTACT, keys.CONTACT_ADDRESS, keys.EFFECT),
        # who may be the owner of a contact
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: CreateContact, ctx: Context) -> Contact:
    """Create a contact."""
    return writing.create(request, ctx)

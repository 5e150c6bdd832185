"""POST /v1/contacts/upsert"""

from bivelio_core.contacts.actions import upsert
from bivelio_core.contacts.models import UpsertedContact
from bivelio_core.contacts.upsert_models import UpsertContact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.upsert",
    title="Create or update a contact",
    scope="write",
    undone_by="contacts.update",
    needs=Needs(
        writes=(keys.CONTACT, keys.CONTACT_ADDRESS, keys.EFFECT),
        # who may be the owner of a contact
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: UpsertContact, ctx: Context) -> UpsertedContact:
    """Create a contact, or update the one that has the e-mail address, phone, tax number or external id."""
    return upsert.upsert(request, ctx)

"""POST /v1/contacts/get"""

from bivelio_core.contacts import reading
from bivelio_core.contacts.models import Contact, GetContact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs


@endpoint("contacts.get", scope="read", is_public=True, needs=Needs(reads=ONE))
def handler(request: GetContact, ctx: Context) -> Contact:
    """Get a contact."""
    return reading.get(request, ctx)

"""POST /v1/contacts/create"""

from bivelio_core.contacts import service
from bivelio_core.contacts.models import Contact, CreateContact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("contacts.create", scope="write")
def handler(request: CreateContact, ctx: Context) -> Contact:
    """Create a contact."""
    return service.create(request, ctx)

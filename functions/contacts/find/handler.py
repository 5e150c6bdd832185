"""POST /v1/contacts/find"""

from bivelio_core.contacts import reading
from bivelio_core.contacts.models import FindContact, FoundContact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint("contacts.find", title="Find a contact", scope="read")
def handler(request: FindContact, ctx: Context) -> FoundContact:
    """Find a contact by its id, its external id, or exactly its e-mail address or phone."""
    return reading.find(request, ctx)

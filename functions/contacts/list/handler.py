"""POST /v1/contacts/list"""

from bivelio_core.contacts import reading
from bivelio_core.contacts.models import ContactPage, ListContacts
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint(
    "contacts.list",
    title="List or search contacts",
    scope="read",
    is_public=True,
    paths=("/contacts/list", "/contacts"),
)
def handler(request: ListContacts, ctx: Context) -> ContactPage:
    """List or search contacts: any page, with the exact total."""
    return reading.page(request, ctx)

"""POST /v1/contacts/archive"""

from bivelio_core.contacts import writing
from bivelio_core.contacts.end_models import ArchiveContact
from bivelio_core.contacts.models import Contact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.archive",
    title="Archive a contact",
    scope="write",
    needs=Needs(reads=ONE, writes=(keys.CONTACT, keys.EFFECT)),
)
def handler(request: ArchiveContact, ctx: Context) -> Contact:
    """Archive a contact: it leaves all lists, but can still be read."""
    return writing.archive(request, ctx)

"""POST /v1/contacts/add_tags"""

from bivelio_core.contacts.actions import add_tags
from bivelio_core.contacts.models import Contact, TagContact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.add_tags",
    title="Add tags to a contact",
    scope="write",
    undone_by="contacts.remove_tags",
    needs=Needs(writes=(keys.CONTACT, keys.EFFECT)),
)
def handler(request: TagContact, ctx: Context) -> Contact:
    """Add tags to a contact; those that it has stay."""
    return add_tags.add_tags(request, ctx)

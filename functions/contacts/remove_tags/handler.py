"""POST /v1/contacts/remove_tags"""

from bivelio_core.contacts.actions import remove_tags
from bivelio_core.contacts.models import Contact, TagContact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.remove_tags",
    title="Remove tags from a contact",
    scope="write",
    undone_by="contacts.add_tags",
    needs=Needs(writes=(keys.CONTACT, keys.EFFECT)),
)
def handler(request: TagContact, ctx: Context) -> Contact:
    """Remove tags from a contact; the others stay."""
    return remove_tags.remove_tags(request, ctx)

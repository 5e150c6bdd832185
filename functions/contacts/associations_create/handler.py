"""POST /v1/contacts/associations/create"""

from bivelio_core.contacts.associations import writing
from bivelio_core.contacts.associations.models import Association, CreateAssociation
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.associations_create",
    title="Associate two contacts",
    scope="write",
    action="create",
    paths=("/contacts/associations/create",),
    undone_by="contacts.associations_delete",
    needs=Needs(reads=ONE, writes=(keys.ASSOCIATION, keys.EFFECT)),
)
def handler(request: CreateAssociation, ctx: Context) -> Association:
    """Associate a contact with another one, under a label."""
    return writing.associations_create(request, ctx)

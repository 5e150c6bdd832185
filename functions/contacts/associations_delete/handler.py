"""POST /v1/contacts/associations/delete"""

from bivelio_core.contacts.associations import writing
from bivelio_core.contacts.associations.models import DeleteAssociation, DeletedAssociation
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.associations_delete",
    scope="write",
    action="delete",
    paths=("/contacts/associations/delete",),
    undone_by="contacts.associations_create",
    needs=Needs(reads=ONE, writes=(keys.ASSOCIATION,)),
)
def handler(request: DeleteAssociation, ctx: Context) -> DeletedAssociation:
    """Remove an association of two contacts."""
    return writing.associations_delete(request, ctx)

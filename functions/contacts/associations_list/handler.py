"""POST /v1/contacts/associations/list"""

from bivelio_core.contacts.associations import reading
from bivelio_core.contacts.associations.models import AssociationPage, ListAssociations
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint(
    "contacts.associations_list",
    title="List the associations of a contact",
    scope="read",
    action="list",
    paths=("/contacts/associations/list",),
)
def handler(request: ListAssociations, ctx: Context) -> AssociationPage:
    """List the associations of a contact, in both directions."""
    return reading.associations_list(request, ctx)

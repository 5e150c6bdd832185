"""POST /v1/contacts/views/delete"""

from bivelio_core.contacts.views import writing
from bivelio_core.contacts.views.models import DeletedView, DeleteView
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.views_delete",
    scope="write",
    action="delete",
    paths=("/contacts/views/delete",),
    needs=Needs(reads=ONE, writes=(keys.VIEW,)),
)
def handler(request: DeleteView, ctx: Context) -> DeletedView:
    """Delete a saved view of contacts."""
    return writing.views_delete(request, ctx)

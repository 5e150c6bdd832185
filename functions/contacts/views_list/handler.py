"""POST /v1/contacts/views/list"""

from bivelio_core.contacts.views import reading
from bivelio_core.contacts.views.models import ContactViews, ListViews
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "contacts.views_list",
    title="List the saved views of contacts",
    scope="read",
    action="list",
    paths=("/contacts/views/list",),
    needs=Needs(reads=PAGE),
)
def handler(request: ListViews, ctx: Context) -> ContactViews:
    """List the saved views of contacts: the shared ones, and your own."""
    return reading.views_list(request, ctx)

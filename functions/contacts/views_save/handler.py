"""POST /v1/contacts/views/save"""

from bivelio_core.contacts.views.actions import views_save
from bivelio_core.contacts.views.models import ContactView, SaveView
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.views_save",
    title="Save a view of contacts",
    scope="write",
    action="save",
    paths=("/contacts/views/save",),
    undone_by="contacts.views_delete",
    needs=Needs(writes=(keys.VIEW, keys.EFFECT)),
)
def handler(request: SaveView, ctx: Context) -> ContactView:
    """Save a view of contacts: a filter, an order and columns under a name."""
    return views_save.views_save(request, ctx)
